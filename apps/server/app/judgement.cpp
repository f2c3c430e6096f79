// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/judgement.h"

#include "app/problems.h"
#include "app/representation.h"

#include <QLoggingCategory>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcJudgement, "documents")

using Done = std::function<void(const std::shared_ptr<const Judgement> &)>;

/// Blocks.
void settle(const DocumentCompiler &compiler, ScratchCheck &scratch, Judgement &judgement)
{
    try {
        const auto refusal = scratch.refusalOf(judgement.document.script());
        if (!refusal)
            return judgement.document.dropUnverified();
        qCInfo(lcJudgement, "statement %zu refused: %s", refusal->statement, refusal->error.what());
        compiler.addRefusal(judgement.document, *refusal);
        judgement.isRefused = true;
    } catch (const PgError &error) {
        qCWarning(lcJudgement, "no scratch database: %s", error.what());
        judgement.isSettled = false;
    }
}

void compileAndSettle(const LoopServices &services, const ExchangePtr &exchange,
                      CompileOptions::Until until, const Done &done)
{
    const DocumentCompiler &compiler = services.shared.compiler;
    auto judgement = std::make_shared<Judgement>();
    judgement->document = compiler.compile(documentOf(exchange->request()), until);
    const bool isOpen = judgement->isValid() && judgement->document.isUnverified();
    ScratchCheck *scratch = services.shared.scratch;
    if (!isOpen || scratch == nullptr)
        return done(judgement);
    onWorker(services, exchange, RunsOn::DatabaseWorker, [scratch, &compiler, judgement, done] {
        compiler.addScript(judgement->document);
        settle(compiler, *scratch, *judgement);
        done(judgement);
    });
}

} // namespace

void Judgement::requireAcceptable() const
{
    if (isRefused)
        throw RequestError({422,
                            problem::statementRefused,
                            "PostgreSQL refuses a part of the schema",
                            document.diagnosticsJson(),
                            {}});
    if (!document.result.ok)
        throw RequestError(invalidDocument(document));
    if (!isSettled)
        throw RequestError({503,
                            problem::storeUnavailable,
                            "the document needs PostgreSQL's own judgement, which is not to be had "
                            "at the moment",
                            {},
                            {{"Retry-After", "2"}}});
}

void judge(const LoopServices &services, const ExchangePtr &exchange, CompileOptions::Until until,
           Done done)
{
    whereItCompiles(services, exchange, exchange->request().bodyText().size(), until,
                    [&services, exchange, until, done = std::move(done)] {
                        compileAndSettle(services, exchange, until, done);
                    });
}

} // namespace tw::server
