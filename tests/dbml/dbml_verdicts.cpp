// SPDX-License-Identifier: MIT
// dbml_verdicts < cases.jsonl > verdicts.jsonl
//
// Asks the DBML frontend alone, without any pass, about each line `{"id": …, "input": …}` and
// prints `{"id": …, "accept": …, "errors": [{"line", "col", "code", "message"}]}`. A case that
// brings the program down is answered `{"id": …, "accept": false, "errors": [], "died": …}`, and
// the next one follows.

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

using namespace tw;

namespace {

/// A case that takes longer counts as one that hangs.
constexpr unsigned secondsForOne = 10;

QJsonObject verdictOf(const QJsonObject &testCase)
{
    const QByteArray text = testCase["input"].toString().toUtf8();
    SourceManager sources;
    const SourceId source = sources.add(
        "<case>", std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
    DiagnosticList found;
    DiagnosticEmitter emitter(found);
    const Limits limits;
    static_cast<void>(
        frontendFor(Language::Dbml).parse(sources, source, emitter, ParseOptions{limits, nullptr}));

    QJsonArray errors;
    for (const Diagnostic &diagnostic : found.takeSorted()) {
        if (diagnostic.severity != Severity::Error)
            continue;
        QJsonObject error{{"code", QString::fromUtf8(diagnostic.info->code.data(),
                                                     std::ssize(diagnostic.info->code))},
                          {"message", QString::fromStdString(diagnostic.message)}};
        if (diagnostic.range.isValid()) {
            const LineColumn place =
                sources.buffer(diagnostic.range.source).lineColumn(diagnostic.range.begin);
            error["line"] = static_cast<qint64>(place.line);
            error["col"] = static_cast<qint64>(place.column);
        }
        errors.append(error);
    }
    return {{"id", testCase["id"]}, {"accept", errors.isEmpty()}, {"errors", errors}};
}

void print(const QJsonObject &verdict)
{
    const QByteArray line = QJsonDocument(verdict).toJson(QJsonDocument::Compact);
    std::puts(line.constData());
    std::fflush(stdout);
}

void printDeath(const QJsonObject &testCase, const QString &how)
{
    print({{"id", testCase["id"]}, {"accept", false}, {"errors", QJsonArray()}, {"died", how}});
}

/// Answers from `next` on; what it counts there is what its parent knows when it dies.
void answer(const std::vector<QJsonObject> &cases, std::atomic<std::size_t> &next)
{
    for (; next < cases.size(); ++next) {
        alarm(secondsForOne);
        try {
            print(verdictOf(cases[next]));
        } catch (const std::exception &error) {
            printDeath(cases[next], error.what());
        }
    }
}

} // namespace

int main()
{
    std::vector<QJsonObject> cases;
    for (std::string line; std::getline(std::cin, line);) {
        if (!line.empty())
            cases.push_back(QJsonDocument::fromJson(QByteArray::fromStdString(line)).object());
    }

    void *const shared = mmap(nullptr, sizeof(std::atomic<std::size_t>), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        std::perror("mmap");
        return 2;
    }
    std::atomic<std::size_t> &next = *new (shared) std::atomic<std::size_t>(0);
    while (next < cases.size()) {
        const pid_t child = fork();
        if (child < 0) {
            std::perror("fork");
            return 2;
        }
        if (child == 0) {
            answer(cases, next);
            std::fflush(stdout);
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (next < cases.size()) {
            printDeath(cases[next], WIFSIGNALED(status)
                                        ? QString("signal %1").arg(WTERMSIG(status))
                                        : QString("exit %1").arg(WEXITSTATUS(status)));
            ++next;
        }
    }
    return 0;
}
