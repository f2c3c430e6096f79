// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/strong_id.h>
#include <tablewright/export.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

using SourceId = StrongId<struct SourceTag>;

/// A half-open range of bytes in one source. Invalid when its source is.
struct SourceRange {
    SourceId source;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    [[nodiscard]] constexpr bool isValid() const { return source.isValid(); }
    [[nodiscard]] constexpr std::uint32_t size() const { return end - begin; }

    friend constexpr auto operator<=>(const SourceRange &, const SourceRange &) = default;
};

/// A place as people count it: both from 1, the column in Unicode code points.
struct LineColumn {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend constexpr auto operator<=>(const LineColumn &, const LineColumn &) = default;
};

/// One input text, owned, never changed. Bytes after its end are zero (`padding` of them), so that
/// vectorised readers may read past it.
class TABLEWRIGHT_EXPORT SourceBuffer {
public:
    static constexpr std::size_t padding = 64;
    /// Offsets are 32 bits wide; a text of this size or more is refused with `std::length_error`.
    static constexpr std::size_t maxSize = UINT32_MAX;

    SourceBuffer(std::string name, std::string_view text);

    [[nodiscard]] const std::string &name() const { return m_name; }
    [[nodiscard]] std::string_view text() const { return {m_bytes.get(), m_size}; }

    /// Thread-safe. The table of lines is made at the first call.
    [[nodiscard]] LineColumn lineColumn(std::uint32_t offset) const;

private:
    std::string m_name;
    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size;
    mutable std::once_flag m_linesOnce;
    mutable std::vector<std::uint32_t> m_lineStarts;
};

/// Owns the sources of one compile. Buffers keep their address until the manager goes.
class TABLEWRIGHT_EXPORT SourceManager {
public:
    SourceManager() = default;
    SourceManager(const SourceManager &) = delete;
    SourceManager &operator=(const SourceManager &) = delete;

    /// `name` is what diagnostics call the source: a path, or `<stdin>`.
    SourceId add(std::string name, std::string_view text);

    [[nodiscard]] const SourceBuffer &buffer(SourceId id) const { return m_buffers[id.index()]; }
    [[nodiscard]] std::size_t size() const { return m_buffers.size(); }

private:
    std::deque<SourceBuffer> m_buffers;
};

} // namespace tw
