// SPDX-License-Identifier: MIT
#include <tablewright/source/source.h>

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace tw {

SourceBuffer::SourceBuffer(std::string name, std::string_view text)
    : m_name(std::move(name)), m_size(text.size())
{
    if (text.size() >= maxSize)
        throw std::length_error("a source of 4 GiB or more cannot be read");
    m_bytes = std::make_unique_for_overwrite<char[]>(text.size() + padding);
    if (!text.empty())
        std::memcpy(m_bytes.get(), text.data(), text.size());
    std::memset(m_bytes.get() + text.size(), 0, padding);
}

LineColumn SourceBuffer::lineColumn(std::uint32_t offset) const
{
    std::call_once(m_linesOnce, [this] {
        m_lineStarts.push_back(0);
        const std::string_view all = text();
        for (std::size_t at = all.find('\n'); at != std::string_view::npos;
             at = all.find('\n', at + 1))
            m_lineStarts.push_back(static_cast<std::uint32_t>(at + 1));
    });
    offset = std::min(offset, static_cast<std::uint32_t>(m_size));
    const auto next = std::upper_bound(m_lineStarts.begin(), m_lineStarts.end(), offset);
    const std::uint32_t start = *std::prev(next);
    std::string_view before = text().substr(start, offset - start);
    // A byte order mark is no character of the first line.
    if (start == 0 && before.starts_with("\xEF\xBB\xBF"))
        before.remove_prefix(3);
    return {static_cast<std::uint32_t>(next - m_lineStarts.begin()),
            static_cast<std::uint32_t>(codePointCount(before) + 1)};
}

SourceId SourceManager::add(std::string name, std::string_view text)
{
    m_buffers.emplace_back(std::move(name), text);
    return SourceId(m_buffers.size() - 1);
}

} // namespace tw
