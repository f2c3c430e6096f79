// SPDX-License-Identifier: MIT
#include "faulty_plugin.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace tw::test {

namespace {

TABLEWRIGHT_DIAGNOSTIC("XF0001", FirstTable, Note, "table `{}` is the first one");

/// Which run this is, from 1, of all processes that count in the file.
std::int64_t countIn(const std::string &path)
{
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0)
        throw std::runtime_error("cannot open `" + path + "`: " + std::strerror(errno));
    std::int64_t count = 0;
    const bool isRead = ::flock(file, LOCK_EX) == 0 && ::pread(file, &count, sizeof count, 0) >= 0;
    ++count;
    const bool isWritten = ::pwrite(file, &count, sizeof count, 0) == sizeof count;
    ::close(file);
    if (!isRead || !isWritten)
        throw std::runtime_error("cannot count in `" + path + '`');
    return count;
}

[[noreturn]] void eatMemory()
{
    constexpr std::size_t block = 4UL * 1024 * 1024;
    for (;;) {
        auto *bytes = static_cast<char *>(::operator new(block));
        std::memset(bytes, 1, block);
    }
}

void fail(const std::string &fault)
{
    if (fault == "crash")
        std::raise(SIGSEGV);
    if (fault == "throw")
        throw std::runtime_error("cannot read /etc/secret");
    while (fault == "hang")
        std::this_thread::sleep_for(std::chrono::hours(1));
    if (fault == "memory")
        eatMemory();
}

class CheckFaulty final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-faulty"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "reports the first table, or fails";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        static std::atomic<std::int64_t> runs{0};
        const std::string &file = context.options.text("counter");
        const std::int64_t run = file.empty() ? ++runs : countIn(file);
        if (run % context.options.integer("every") == 0)
            fail(context.options.text("fault"));
        if (!schema.tables.empty()) {
            const ir::Table &first = schema.tables.front();
            context.diagnostics.report(FirstTable, first.name.range, first.name.text);
        }
    }
};

} // namespace

std::vector<std::shared_ptr<const CheckPass>> FaultyPlugin::passes() const
{
    return {std::make_shared<CheckFaulty>()};
}

std::vector<const DiagnosticInfo *> FaultyPlugin::diagnostics() const { return {&FirstTable}; }

} // namespace tw::test
