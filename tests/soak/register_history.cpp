// SPDX-License-Identifier: MIT
#include "register_history.h"

#include "documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace tw::soak {

namespace {

constexpr std::size_t shownViolations = 20;
constexpr std::size_t longestPadding = 3000;

} // namespace

void RegisterHistory::violated(std::string what)
{
    ++m_violations;
    if (m_first.size() < shownViolations)
        m_first.push_back(std::move(what));
}

std::uint64_t RegisterHistory::writeStarts(std::size_t index, std::int64_t onVersion)
{
    Register &target = m_registers[index];
    const auto version = static_cast<std::size_t>(onVersion);
    if (target.rivals.size() <= version)
        target.rivals.resize(version + 1);
    ++target.rivals[version];
    target.writes.push_back(onVersion);
    return target.writes.size() - 1;
}

std::string RegisterHistory::documentOf(std::size_t index, std::uint64_t write)
{
    // Some are larger than a page, so that torn or mixed ones would be seen.
    const std::size_t padding = (write * 2654435761U + index * 97) % longestPadding;
    return load::smallDocument(fmt::format("{} {} {}", index, write, std::string(padding, 'p')));
}

/// `version` was made by `write`, as an answer shows.
void RegisterHistory::settle(std::size_t index, std::int64_t version, std::uint64_t write)
{
    Register &target = m_registers[index];
    const auto place = static_cast<std::size_t>(version);
    if (target.writers.size() <= place)
        target.writers.resize(place + 1);
    std::uint64_t &writer = target.writers[place];
    if (writer != 0 && writer != write + 1)
        violated(fmt::format("schema {}: version {} was made by write {} and by write {}", index,
                             version, writer - 1, write));
    writer = write + 1;
}

void RegisterHistory::writeAcknowledged(std::size_t index, std::uint64_t write,
                                        std::int64_t version, std::int64_t floorAtStart)
{
    Register &target = m_registers[index];
    ++m_acknowledged;
    const std::int64_t expected = target.writes[write] + 1;
    if (version != expected) {
        violated(fmt::format("schema {}: write {} was answered with version {}, expected {}", index,
                             write, version, expected));
        return;
    }
    if (version <= floorAtStart)
        violated(fmt::format("schema {}: write {} made version {} when version {} was there before "
                             "it began",
                             index, write, version, floorAtStart));
    settle(index, version, write);
    target.floor = std::max(target.floor, version);
}

void RegisterHistory::writeRefused(std::size_t index, std::uint64_t write)
{
    Register &target = m_registers[index];
    const std::int64_t version = target.writes[write];
    if (target.floor <= version && target.rivals[static_cast<std::size_t>(version)] < 2)
        violated(fmt::format("schema {}: write {} on version {} was refused without a rival", index,
                             write, version));
    target.floor = std::max(target.floor, version + 1);
}

std::int64_t RegisterHistory::readAnswered(std::size_t index, std::string_view document,
                                           std::int64_t floorAtStart)
{
    Register &target = m_registers[index];
    const std::string_view token = load::tokenOf(document);
    const std::size_t blank = std::min(token.find(' '), token.size());
    std::uint64_t write = 0;
    std::from_chars(token.data() + std::min(blank + 1, token.size()), token.data() + token.size(),
                    write);
    if (write >= target.writes.size() || document != documentOf(index, write)) {
        violated(fmt::format("schema {}: {} bytes that nobody wrote: {}", index, document.size(),
                             document.substr(0, 60)));
        return 0;
    }
    const std::int64_t version = target.writes[write] + 1;
    if (version < floorAtStart)
        violated(fmt::format("schema {}: version {} was read when version {} was there before the "
                             "question",
                             index, version, floorAtStart));
    settle(index, version, write);
    target.floor = std::max(target.floor, version);
    return version;
}

void RegisterHistory::versionAnswered(std::size_t index, std::int64_t version,
                                      std::string_view document)
{
    const std::int64_t found = readAnswered(index, document, 0);
    if (found != 0 && found != version)
        violated(fmt::format("schema {}: version {} was answered with the bytes of version {}",
                             index, version, found));
}

void RegisterHistory::endsWith(std::size_t index, std::int64_t version)
{
    const std::int64_t floor = m_registers[index].floor;
    if (version < floor)
        violated(fmt::format("schema {}: version {} was acknowledged, and the newest is {}", index,
                             floor, version));
}

} // namespace tw::soak
