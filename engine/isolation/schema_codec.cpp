// SPDX-License-Identifier: MIT
// A struct is a mask with a bit for each member that is not nothing (empty, 0, false, invalid,
// absent), then those members. A boolean is its bit. So what a schema does not say costs a bit, and
// what is written is written in one way only. Struct members without anything are nothing
// themselves; elements of a list, and what an optional holds, are written whatever they are.
#include "isolation/schema_codec.h"

#include "isolation/recent_texts.h"
#include "isolation/schema_fields.h"
#include "isolation/wire.h"

#include <tablewright/ir/verifier.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <limits>
#include <utility>

namespace tw::isolation {

namespace {

template <class T> inline constexpr bool isId = false;
template <class Tag> inline constexpr bool isId<StrongId<Tag>> = true;
template <class T> inline constexpr bool isVector = false;
template <class T> inline constexpr bool isVector<std::vector<T>> = true;
template <class T> inline constexpr bool isOptional = false;
template <class T> inline constexpr bool isOptional<std::optional<T>> = true;
template <class T> inline constexpr bool isRare = false;
template <class T> inline constexpr bool isRare<Rare<T>> = true;
template <class T> inline constexpr bool isArray = false;
template <class T, std::size_t N> inline constexpr bool isArray<std::array<T, N>> = true;
/// A text with its place.
template <class T>
inline constexpr bool isPlaced = std::is_same_v<T, ir::Name> || std::is_same_v<T, ir::Expression>;

/// The bytes of the mask of a struct.
template <HasFields T>
inline constexpr std::size_t maskSize = decltype(fields(std::declval<T &>(), [](auto &...members) {
    static_assert(sizeof...(members) <= 32, "a mask has 32 bits");
    return std::integral_constant<std::size_t, (sizeof...(members) + 7) / 8>{};
}))::value;

template <class T> consteval std::size_t leastSize()
{
    if constexpr (HasFields<T>)
        return maskSize<T>;
    else
        return std::is_same_v<T, SourceRange> ? 2 : 1;
}

template <class T> bool isPresent(const Rare<T> &value)
{
    return &*value != &*Rare<T>{}; // all that are absent read as the same one
}

/// Whether the mask says all there is to say of a value that has no fields.
template <class T> bool isNothing(const T &value)
{
    if constexpr (isPlaced<T>)
        return value.text.empty() && isNothing(value.range);
    else if constexpr (isId<T>)
        return !value.isValid();
    else if constexpr (isVector<T> || std::is_same_v<T, std::string>)
        return value.empty();
    else if constexpr (isOptional<T>)
        return !value.has_value();
    else if constexpr (isRare<T>)
        return !isPresent(value);
    else if constexpr (std::is_same_v<T, double>)
        return std::bit_cast<std::uint64_t>(value) == 0; // -0 is something
    else
        return value == T{}; // of an enumeration, its first
}

class Encoder {
public:
    explicit Encoder(std::vector<std::uint32_t> *sourceEnds) : m_sourceEnds(sourceEnds) {}

    std::string encode(const ir::Schema &schema)
    {
        whole(schema);
        return m_out.take();
    }

private:
    /// Writes what is not nothing, and tells whether it was.
    template <class T> bool part(const T &value)
    {
        if constexpr (HasFields<T>) {
            const std::size_t before = m_out.size();
            if (whole(value))
                return true;
            m_out.truncate(before);
            return false;
        } else if constexpr (std::is_same_v<T, bool>) {
            return value;
        } else {
            if (isNothing(value))
                return false;
            whole(value);
            return true;
        }
    }

    /// Tells whether any of the members was written.
    template <HasFields T> bool whole(const T &value)
    {
        std::size_t at = m_out.size();
        for (std::size_t i = 0; i < maskSize<T>; ++i)
            m_out.byte(0);
        std::uint32_t mask = 0;
        fields(value, [&](const auto &...members) {
            unsigned bit = 0;
            ((mask |= static_cast<std::uint32_t>(part(members)) << bit++), ...);
        });
        for (std::size_t i = 0; i < maskSize<T>; ++i)
            m_out.overwrite(at++, static_cast<std::uint8_t>(mask >> (8 * i)));
        return mask != 0;
    }

    template <class T>
        requires(!HasFields<T>)
    void whole(const T &value)
    {
        if constexpr (isPlaced<T>) {
            const auto &[text, range] = value;
            const bool hasRange = !isNothing(range);
            writeText(text, 1, hasRange ? 1 : 0);
            if (hasRange)
                whole(range);
        } else if constexpr (std::is_same_v<T, std::string>) {
            writeText(value);
        } else if constexpr (isId<T>) {
            m_out.number(value.isValid() ? std::uint64_t{value.index()} + 1 : 0);
        } else if constexpr (isVector<T>) {
            m_out.number(value.size());
            for (const auto &element : value)
                whole(element);
        } else if constexpr (isOptional<T> || isRare<T>) {
            whole(*value); // NOLINT(bugprone-unchecked-optional-access): `part` has asked
        } else if constexpr (isArray<T>) {
            for (const auto &element : value)
                whole(element);
        } else if constexpr (std::is_same_v<T, double>) {
            m_out.real(value);
        } else if constexpr (std::is_enum_v<T>) {
            m_out.number(static_cast<std::uint8_t>(value));
        } else if constexpr (std::is_signed_v<T>) {
            m_out.signedNumber(value);
        } else {
            static_assert(std::is_unsigned_v<T> && !std::is_same_v<T, bool>);
            m_out.number(value);
        }
    }

    /// Its size and one, with the `flag` below them, and the text; 0 and a slot when it is recent.
    void writeText(std::string_view text, unsigned flagBits = 0, unsigned flag = 0)
    {
        if (RecentTexts::isWorthKeeping(text)) {
            const std::uint8_t slot = RecentTexts::slot(text);
            if (m_recent.at(slot) == text) {
                m_out.number(flag);
                return m_out.byte(slot);
            }
            m_recent.put(slot, text);
        }
        m_out.number(((std::uint64_t{text.size()} + 1) << flagBits) | flag);
        m_out.raw(text);
    }

    /// Where it begins counts from where the last one ended.
    void whole(const SourceRange &range)
    {
        const std::int64_t step =
            static_cast<std::int64_t>(range.begin) - static_cast<std::int64_t>(m_last.end);
        const bool moves = range.source != m_last.source;
        const std::uint64_t zigzag =
            (static_cast<std::uint64_t>(step) << 1U) ^ static_cast<std::uint64_t>(step >> 63);
        m_out.number((zigzag << 1U) | (moves ? 1U : 0U));
        if (moves)
            whole(range.source);
        m_out.number(range.end - range.begin); // modulo 2^32
        m_last = range;
        if (m_sourceEnds != nullptr && range.isValid()) {
            if (range.source.index() >= m_sourceEnds->size())
                m_sourceEnds->resize(range.source.index() + 1);
            std::uint32_t &end = (*m_sourceEnds)[range.source.index()];
            end = std::max({end, range.begin, range.end});
        }
    }

    WireWriter m_out;
    RecentTexts m_recent;
    SourceRange m_last;
    std::vector<std::uint32_t> *m_sourceEnds;
};

class Decoder {
public:
    explicit Decoder(std::string_view bytes) : m_in(bytes) {}

    ir::Schema decode()
    {
        ir::Schema schema;
        whole(schema);
        if (!m_in.atEnd())
            throw WireError(fmt::format("found {} bytes after the schema", m_in.left()));
        expect(schema.tables.size(), m_tables, "table");
        expect(schema.enums.size(), m_enums, "enum");
        expect(schema.partials.size(), m_partials, "partial");
        expect(schema.groups.size(), m_groups, "table group");
        expect(schema.stickyNotes.size(), m_stickyNotes, "note");
        if (const auto broken = ir::verify(schema, ir::Phase::Parsed); !broken.empty())
            throw WireError(broken.front());
        return schema;
    }

private:
    template <class T> void part(T &value, bool isThere)
    {
        if constexpr (std::is_same_v<T, bool>) {
            value = isThere;
        } else if (isThere) {
            bool isNone = false;
            if constexpr (HasFields<T>) {
                isNone = whole(value) == 0;
            } else {
                whole(value);
                isNone = isNothing(value);
            }
            if (isNone)
                throw WireError("found nothing where a mask says that there is something");
        } else if constexpr (std::is_enum_v<T> || std::is_arithmetic_v<T>) {
            value = T{}; // which is not what all begin with
        }
    }

    /// Gives the mask.
    template <HasFields T> std::uint32_t whole(T &value)
    {
        std::uint32_t mask = 0;
        for (std::size_t i = 0; i < maskSize<T>; ++i)
            mask |= static_cast<std::uint32_t>(m_in.byte()) << (8 * i);
        fields(value, [&](auto &...members) {
            if (std::uint64_t{mask} >> sizeof...(members) != 0)
                throw WireError("found a mask with bits for no member");
            unsigned bit = 0;
            (part(members, ((mask >> bit++) & 1U) != 0), ...);
        });
        return mask;
    }

    template <class T>
        requires(!HasFields<T>)
    void whole(T &value)
    {
        if constexpr (isPlaced<T>) {
            auto &[text, range] = value;
            const std::uint64_t head = m_in.number();
            text = readText(head >> 1U);
            if ((head & 1U) != 0)
                part(range, true);
        } else if constexpr (std::is_same_v<T, std::string>) {
            value = readText(m_in.number());
        } else if constexpr (isId<T>) {
            if (const std::uint64_t next = m_in.number(T::invalidIndex); next > 0)
                value = T(next - 1);
            need(value);
        } else if constexpr (isVector<T>) {
            value.resize(m_in.count(leastSize<typename T::value_type>()));
            for (auto &element : value)
                whole(element);
        } else if constexpr (isOptional<T>) {
            whole(value.emplace());
        } else if constexpr (isRare<T>) {
            whole(value.edit());
        } else if constexpr (isArray<T>) {
            for (auto &element : value)
                whole(element);
        } else if constexpr (std::is_same_v<T, double>) {
            value = m_in.real();
        } else if constexpr (std::is_enum_v<T>) {
            value = static_cast<T>(m_in.number(UINT8_MAX));
            if (!isKnown(value))
                throw WireError("found a value that its enumeration does not have");
        } else if constexpr (std::is_signed_v<T>) {
            const std::int64_t number = m_in.signedNumber();
            if (!std::in_range<T>(number))
                throw WireError(fmt::format("found {}, which is out of range", number));
            value = static_cast<T>(number);
        } else {
            static_assert(std::is_unsigned_v<T> && !std::is_same_v<T, bool>);
            value = static_cast<T>(m_in.number(std::numeric_limits<T>::max()));
        }
    }

    std::uint32_t whole(ir::DataType &type)
    {
        const std::uint32_t mask = whole<ir::DataType>(type);
        if (type.argumentCount > type.arguments.size())
            throw WireError(fmt::format("found {} arguments of a type", type.argumentCount));
        return mask;
    }

    /// `head` without its flag.
    std::string_view readText(std::uint64_t head)
    {
        if (head == 0) {
            const std::string_view text = m_recent.at(m_in.byte());
            if (text.empty())
                throw WireError("found a text that was not sent before");
            return text;
        }
        const std::string_view text = m_in.raw(head - 1);
        if (RecentTexts::isWorthKeeping(text)) {
            const std::uint8_t slot = RecentTexts::slot(text);
            if (m_recent.at(slot) == text)
                throw WireError("found a text anew that was sent before");
            m_recent.put(slot, text);
        }
        return text;
    }

    void whole(SourceRange &range)
    {
        const std::uint64_t head = m_in.number();
        const std::uint64_t zigzag = head >> 1U;
        const auto step = static_cast<std::int64_t>((zigzag >> 1U) ^ (~(zigzag & 1U) + 1U));
        range = m_last;
        if ((head & 1U) != 0) {
            range.source = {};
            whole(range.source);
            if (range.source == m_last.source)
                throw WireError("found the same source anew");
        }
        const std::int64_t begin = m_last.end + step; // both fit well
        if (!std::in_range<std::uint32_t>(begin))
            throw WireError("found a place that no text has");
        range.begin = static_cast<std::uint32_t>(begin);
        range.end = range.begin + static_cast<std::uint32_t>(m_in.number(UINT32_MAX));
        m_last = range;
    }

    // How many elements there must be for the indexes that were read.
    void need(ir::TableId id) { raise(m_tables, id); }
    void need(ir::EnumId id) { raise(m_enums, id); }
    void need(ir::TablePartialId id) { raise(m_partials, id); }
    void need(ir::TableGroupId id) { raise(m_groups, id); }
    void need(ir::StickyNoteId id) { raise(m_stickyNotes, id); }
    template <class Id> void need(Id /*id*/) {} // of columns, which `ir::verify` knows

    template <class Id> static void raise(std::size_t &count, Id id)
    {
        if (id.isValid())
            count = std::max(count, id.index() + 1);
    }

    static void expect(std::size_t found, std::size_t needed, std::string_view what)
    {
        if (needed > found)
            throw WireError(
                fmt::format("found an index of {} {} where there are {}", what, needed - 1, found));
    }

    WireReader m_in;
    RecentTexts m_recent;
    SourceRange m_last;
    std::size_t m_tables = 0;
    std::size_t m_enums = 0;
    std::size_t m_partials = 0;
    std::size_t m_groups = 0;
    std::size_t m_stickyNotes = 0;
};

} // namespace

std::string encodeSchema(const ir::Schema &schema) { return Encoder(nullptr).encode(schema); }

ir::Schema decodeSchema(std::string_view bytes) { return Decoder(bytes).decode(); }

EncodedSchema EncodedSchema::compute(const ir::Schema &schema)
{
    static std::atomic<std::uint64_t> last{0};
    EncodedSchema encoded;
    encoded.bytes = Encoder(&encoded.sourceEnds).encode(schema);
    encoded.token = ++last;
    return encoded;
}

} // namespace tw::isolation
