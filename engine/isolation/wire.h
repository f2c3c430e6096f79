// SPDX-License-Identifier: MIT
// The encoding of what a host and a plugin's process send to each other. Both are of one build, so
// it has no versions; the host believes nothing of what it reads all the same.
#pragma once

#include <tablewright/export.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace tw::isolation {

/// What was received is not what was agreed on.
struct WireError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Appends to a string. Numbers are LEB128, texts have their length before them.
class WireWriter {
public:
    void byte(std::uint8_t value)
    {
        makeRoom(1);
        m_bytes[m_size++] = static_cast<char>(value);
    }
    void number(std::uint64_t value)
    {
        makeRoom(10);
        for (; value >= 0x80; value >>= 7U)
            m_bytes[m_size++] = static_cast<char>(value | 0x80U);
        m_bytes[m_size++] = static_cast<char>(value);
    }
    void signedNumber(std::int64_t value) // zigzag
    {
        number((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63));
    }
    TABLEWRIGHT_EXPORT void real(double value);
    void boolean(bool value) { byte(value ? 1 : 0); }
    void text(std::string_view value)
    {
        number(value.size());
        raw(value);
    }
    void raw(std::string_view bytes)
    {
        makeRoom(bytes.size());
        bytes.copy(&m_bytes[m_size], bytes.size());
        m_size += bytes.size();
    }

    [[nodiscard]] std::size_t size() const { return m_size; }
    /// Puts `value` in place of a byte written before.
    void overwrite(std::size_t at, std::uint8_t value) { m_bytes[at] = static_cast<char>(value); }
    /// Takes back what was written after the first `size` bytes.
    void truncate(std::size_t size) { m_size = size; }

    [[nodiscard]] std::string take()
    {
        m_bytes.resize(std::exchange(m_size, 0));
        return std::move(m_bytes);
    }
    [[nodiscard]] std::string_view bytes() const { return {m_bytes.data(), m_size}; }

private:
    void makeRoom(std::size_t size)
    {
        if (m_bytes.size() - m_size < size)
            grow(size);
    }
    TABLEWRIGHT_EXPORT void grow(std::size_t size);

    std::string m_bytes; ///< what was written, and room behind it
    std::size_t m_size = 0;
};

/// Reads what a `WireWriter` wrote; every function throws `WireError` for anything else, a number
/// in more bytes than it needs included. The texts are views of what is read.
class WireReader {
public:
    explicit WireReader(std::string_view bytes)
        : m_at(bytes.data()), m_end(bytes.data() + bytes.size())
    {
    }

    [[nodiscard]] std::uint8_t byte()
    {
        if (m_at == m_end)
            endsEarly();
        return static_cast<std::uint8_t>(*m_at++);
    }
    [[nodiscard]] std::uint64_t number()
    {
        if (m_at != m_end && static_cast<std::uint8_t>(*m_at) < 0x80)
            return static_cast<std::uint8_t>(*m_at++);
        return longNumber();
    }
    /// A number of at most `most`.
    [[nodiscard]] std::uint64_t number(std::uint64_t most);
    [[nodiscard]] std::int64_t signedNumber()
    {
        const std::uint64_t value = number();
        return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1U));
    }
    [[nodiscard]] TABLEWRIGHT_EXPORT double real();
    [[nodiscard]] TABLEWRIGHT_EXPORT bool boolean();
    [[nodiscard]] std::string_view text() { return raw(number()); }
    [[nodiscard]] std::string_view raw(std::uint64_t size)
    {
        if (size > left())
            endsEarly();
        const std::string_view bytes(m_at, static_cast<std::size_t>(size));
        m_at += size;
        return bytes;
    }
    /// A count of things of which each takes `leastBytes` at least.
    [[nodiscard]] std::size_t count(std::size_t leastBytes = 1)
    {
        const std::uint64_t things = number();
        if (things > left() / leastBytes)
            endsEarly();
        return static_cast<std::size_t>(things);
    }

    [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(m_end - m_at); }
    [[nodiscard]] bool atEnd() const { return m_at == m_end; }

private:
    [[nodiscard]] TABLEWRIGHT_EXPORT std::uint64_t longNumber();
    [[noreturn]] TABLEWRIGHT_EXPORT static void endsEarly();
    [[noreturn]] TABLEWRIGHT_EXPORT static void tooLarge(std::uint64_t value, std::uint64_t most);

    const char *m_at;
    const char *m_end;
};

inline std::uint64_t WireReader::number(std::uint64_t most)
{
    const std::uint64_t value = number();
    if (value > most)
        tooLarge(value, most);
    return value;
}

} // namespace tw::isolation
