// SPDX-License-Identifier: MIT
#include "isolation/isolated_plugin.h"

#include "isolation/build_identity.h"
#include "isolation/helper_pool.h"
#include "isolation/readable_copies.h"

#include <tablewright/diag/codes.h>

#include <fmt/format.h>

#include <filesystem>
#include <pwd.h>
#include <stdexcept>
#include <unistd.h>
#include <vector>

namespace tw::isolation {

namespace {

using Kind = HelperFailure::Kind;

constexpr std::size_t mebibyte = 1024UL * 1024;

/// What a process of root becomes: it is to own nothing.
void chooseUser(Start &start)
{
    if (geteuid() != 0)
        return;
    constexpr std::uint32_t usualNobody = 65'534;
    start.userId = start.groupId = usualNobody;
    passwd entry{};
    passwd *found = nullptr;
    std::vector<char> buffer(16UL * 1024);
    if (getpwnam_r("nobody", &entry, buffer.data(), buffer.size(), &found) == 0 &&
        found != nullptr && found->pw_uid != 0) {
        start.userId = found->pw_uid;
        start.groupId = found->pw_gid != 0 ? found->pw_gid : usualNobody;
    }
}

class PooledPlugin;

/// Stands for a pass that runs elsewhere.
class IsolatedPass final : public CheckPass {
public:
    IsolatedPass(std::shared_ptr<const PooledPlugin> plugin, std::uint32_t place);

    [[nodiscard]] std::string_view name() const override { return m_pass.name; }
    [[nodiscard]] std::string_view description() const override { return m_pass.description; }
    void run(const ir::Schema &schema, PassContext &context) const override;

private:
    void report(const HelperFailure &failure, PassContext &context) const;
    void replay(Answer answer, PassContext &context) const;
    void reportFailed(std::string_view what, PassContext &context) const;

    std::shared_ptr<const PooledPlugin> m_plugin;
    std::uint32_t m_place;
    const Hello::Pass &m_pass;
};

class PooledPlugin final : public IsolatedPlugin,
                           public std::enable_shared_from_this<PooledPlugin> {
public:
    /// The copies are those of files that `start` names.
    PooledPlugin(Start start, std::unique_ptr<ReadableCopies> copies,
                 const PluginIsolation &settings)
        : m_copies(std::move(copies)), m_pool(std::move(start), settings), m_hello(m_pool.load())
    {
        for (const Hello::Row &row : m_hello.rows)
            m_rows.push_back({row.code, row.name, row.severity, row.message});
    }

    [[nodiscard]] std::vector<std::shared_ptr<const CheckPass>> passes() const override
    {
        std::vector<std::shared_ptr<const CheckPass>> passes;
        passes.reserve(m_hello.passes.size());
        for (std::size_t i = 0; i < m_hello.passes.size(); ++i) {
            passes.push_back(
                std::make_shared<IsolatedPass>(shared_from_this(), static_cast<std::uint32_t>(i)));
        }
        return passes;
    }

    [[nodiscard]] std::vector<const DiagnosticInfo *> diagnostics() const override
    {
        std::vector<const DiagnosticInfo *> rows;
        rows.reserve(m_rows.size());
        for (const DiagnosticInfo &row : m_rows)
            rows.push_back(&row);
        return rows;
    }

    /// Of runs; the pool is the one part that changes, and is thread-safe.
    [[nodiscard]] HelperPool &pool() const { return m_pool; }
    [[nodiscard]] const Hello &hello() const { return m_hello; }
    [[nodiscard]] const DiagnosticInfo &row(std::size_t place) const { return m_rows.at(place); }

private:
    std::unique_ptr<ReadableCopies> m_copies; ///< outlives what reads them
    mutable HelperPool m_pool;
    const Hello &m_hello;
    std::vector<DiagnosticInfo> m_rows;
};

IsolatedPass::IsolatedPass(std::shared_ptr<const PooledPlugin> plugin, std::uint32_t place)
    : m_plugin(std::move(plugin)), m_place(place), m_pass(m_plugin->hello().passes.at(place))
{
}

void IsolatedPass::run(const ir::Schema &schema, PassContext &context) const
{
    const std::function<bool()> isCancelled = [&context] { return context.isCancelled(); };
    try {
        replay(m_plugin->pool().run(m_place, context.analyses.get<EncodedSchema>(schema),
                                    context.limits, context.options, isCancelled),
               context);
    } catch (const HelperFailure &failure) {
        report(failure, context);
    }
}

void IsolatedPass::replay(Answer answer, PassContext &context) const
{
    for (SentDiagnostic &sent : answer.diagnostics) {
        DiagnosticBuilder builder = context.diagnostics.reportText(
            m_plugin->row(sent.row), sent.range, std::move(sent.message));
        for (DiagnosticNote &note : sent.notes)
            builder.note(note.range, std::move(note.message));
        if (sent.fix)
            builder.fix(std::move(*sent.fix));
    }
    if (answer.outcome == Answer::Outcome::Threw)
        reportFailed(answer.thrown, context);
}

void IsolatedPass::reportFailed(std::string_view what, PassContext &context) const
{
    m_plugin->pool().tell(PluginEvent::Kind::Failed, m_pass.name, what);
    context.diagnostics.report(diag::PluginFailed, {}, m_plugin->pool().pluginId(), m_pass.name,
                               what);
}

void IsolatedPass::report(const HelperFailure &failure, PassContext &context) const
{
    const HelperPool &pool = m_plugin->pool();
    const PluginIsolation &settings = pool.settings();
    switch (failure.kind) {
    case Kind::Cancelled:
        return;
    case Kind::TimedOut:
        pool.tell(PluginEvent::Kind::TimedOut, m_pass.name, failure.what());
        context.diagnostics.report(diag::PluginTimedOut, {}, pool.pluginId(), m_pass.name,
                                   settings.passDeadline.count());
        return;
    case Kind::OutOfMemory:
        if (settings.memory == 0)
            break;
        pool.tell(PluginEvent::Kind::OutOfMemory, m_pass.name, failure.what());
        context.diagnostics.report(diag::PluginOutOfMemory, {}, pool.pluginId(),
                                   settings.memory / mebibyte, m_pass.name);
        return;
    case Kind::Failed:
        break;
    }
    reportFailed(failure.what(), context);
}

} // namespace

IsolatedPlugin::~IsolatedPlugin() = default;

std::shared_ptr<IsolatedPlugin> IsolatedPlugin::start(std::string id,
                                                      std::vector<std::string> files,
                                                      std::string_view backend,
                                                      const PluginIsolation &settings)
{
    Start start;
    start.build = buildIdentity();
    start.pluginId = std::move(id);
    start.files = std::move(files);
    for (std::string &file : start.files) // the process stands in another folder
        file = std::filesystem::absolute(file).string();
    start.backend = backend;
    start.memory = settings.memory;
    chooseUser(start);
    std::unique_ptr<ReadableCopies> copies;
    if (start.userId != 0) {
        copies = std::make_unique<ReadableCopies>(start.userId, start.groupId);
        for (std::string &file : start.files)
            file = copies->of(file);
    }
    try {
        return std::make_shared<PooledPlugin>(std::move(start), std::move(copies), settings);
    } catch (const HelperFailure &failure) {
        if (failure.kind != Kind::OutOfMemory || settings.memory == 0)
            throw;
        throw std::runtime_error(
            fmt::format("it took more than {} MiB of memory", settings.memory / mebibyte));
    }
}

} // namespace tw::isolation
