// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/json/json_cursor.h"
#include "frontend/json/members.h"
#include "frontend/json/token_set.h"

#include <tablewright/diag/codes.h>
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/ir/schema.h>

#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tw::json {

/// What a value is called in messages: a member, or an element of the array that a member holds.
struct Label {
    std::string_view member;
    bool isElement = false;

    [[nodiscard]] std::string text() const;
};

/// An object that has been read: its place and which members it has.
struct ObjectFrame {
    static constexpr std::size_t maxMembers = 20;

    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t scope = 0;   ///< tells the object from all others of the document
    std::uint32_t seen = 0;    ///< a bit for each member of a known name …
    std::uint32_t present = 0; ///< … and for each that is not null
    std::array<std::uint32_t, maxMembers> nameBegin{};

    [[nodiscard]] bool has(std::size_t member) const { return (present >> member & 1U) != 0; }
};

/// What an element is called in messages: its kind, and its name if it has one.
struct ElementLabel {
    std::string_view kind; ///< `table`
    const ir::Name *name = nullptr;
    std::string_view nameless; ///< `a table`

    [[nodiscard]] std::string text() const;
};

/// Reads values of each type that a document is made of, and reports what is of another type.
/// Each `read…` takes exactly one value, whatever it is.
class ValueReader {
public:
    ValueReader(std::string_view text, std::uint32_t base, SourceId source,
                DiagnosticEmitter &diagnostics, std::size_t maxDepth)
        : m_cursor(text, maxDepth), m_diagnostics(diagnostics), m_members(m_cursor.text()),
          m_source(source), m_base(base)
    {
    }

protected:
    [[nodiscard]] SourceRange range(std::uint32_t begin, std::uint32_t end) const
    {
        return {m_source, begin + m_base, end + m_base};
    }
    /// Of the string whose opening quote is at `begin`.
    [[nodiscard]] SourceRange stringRange(std::uint32_t begin) const;

    void readText(Label label, std::string &text);
    void readName(Label label, ir::Name &name);
    /// Returns the place of `true` or `false`, or an invalid one.
    SourceRange readBool(Label label, bool &value);
    void readWhole(Label label, std::optional<ir::Located<std::int64_t>> &number);
    void readDouble(Label label, double &number);
    void readExpression(Label label, ir::Expression &expression);
    /// Reads a string that must be one of `choices`, in any case and with `_` for a space. Returns
    /// its number, or nothing after reporting that it is no `what`.
    std::optional<std::size_t> readChoice(Label label, std::string_view what,
                                          std::initializer_list<std::string_view> choices,
                                          SourceRange *place = nullptr);
    void readAction(Label label, ir::ReferentialAction &action, SourceRange *place = nullptr);
    SourceRange readNames(Label label, std::vector<ir::ColumnRef> &columns);
    SourceRange readNames(Label label, std::vector<ir::Name> &names);
    enum class NoColor : std::uint8_t { Refused, Allowed };
    /// Reads `#rgb` or `#rrggbb`, and where that is allowed `none`.
    void readColor(Label label, ir::Color &color, NoColor none = NoColor::Refused);
    /// Reads an object with members of any name.
    void readMetadata(Label label, std::vector<ir::Metadata> &metadata);
    /// Reads a string that is a number as DBML writes one, which JSON may not: `+1`, `007`, `1.`.
    void readNumberText(Label label, ir::Name &number);
    /// Checks a value without keeping it.
    void skip();

    /// Calls `onElement` at each element. Returns the place of the array, or an invalid one.
    template <class OnElement> SourceRange readArray(Label label, OnElement onElement);
    /// Calls `onMember` at each value of a member of `Members` that is not null.
    template <class Members, class OnMember> ObjectFrame readObject(OnMember onMember);
    /// The same for a value that may be no object: then reports it and returns nothing.
    template <class Members, class OnMember>
    std::optional<ObjectFrame> readObjectAt(Label label, OnMember onMember);
    /// Reads an object with members of any name, and calls `onMember` with each name that has a
    /// value. The name is the callee's to keep once it has read the value.
    template <class OnMember> void readOpenObject(Label label, OnMember onMember);

    /// Reports the members among `needed` that the object lacks.
    template <class Members>
    void require(const ObjectFrame &frame, const ElementLabel &what,
                 std::initializer_list<typename Members::Member> needed);
    void reportMissing(const ObjectFrame &frame, const ElementLabel &what, std::string_view member);
    void reportConflict(const ObjectFrame &frame, std::size_t first, std::string_view firstName,
                        std::size_t second, std::string_view secondName);
    void reportWrongType(Label label, std::string_view expected);
    void reportUnknownWord(const ir::Name &word, std::string_view what, std::string_view expected);
    /// Reports a member that only others of its kind may have.
    void reportUnwanted(const ObjectFrame &frame, std::size_t member, std::string_view name,
                        std::string_view what);

    JsonCursor m_cursor;
    DiagnosticEmitter &m_diagnostics;

private:
    void unknownMember(const StringToken &name, std::uint32_t scope, std::string_view what,
                       std::span<const std::string_view> known);
    /// Takes the name of a member and returns true, or takes the value as well where it is null or
    /// the name occurs twice.
    bool openMemberName(std::uint32_t scope, ir::Name &name);
    void readMetadataValue(Label label, ir::Metadata &entry);
    void reportDuplicate(std::uint32_t nameBegin, std::uint32_t firstBegin);
    void checkNameInSkipped(std::uint32_t scope);

    TokenSet m_members; ///< those of unknown names, in the scope of their object
    std::vector<std::uint32_t> m_skipStack;
    std::uint32_t m_lastScope = 0;
    SourceId m_source;
    std::uint32_t m_base;
};

template <class OnElement> SourceRange ValueReader::readArray(Label label, OnElement onElement)
{
    if (m_cursor.peek() != '[') {
        reportWrongType(label, "an array");
        return {};
    }
    const std::uint32_t begin = m_cursor.open();
    std::uint32_t end = 0;
    if (m_cursor.peek() == ']')
        end = m_cursor.close();
    else
        do
            onElement(Label{label.member, true});
        while (m_cursor.comma(']', end));
    return range(begin, end);
}

template <class Members, class OnMember> ObjectFrame ValueReader::readObject(OnMember onMember)
{
    static_assert(Members::names.size() <= ObjectFrame::maxMembers);
    ObjectFrame frame;
    frame.scope = ++m_lastScope;
    frame.begin = m_cursor.open();
    if (m_cursor.peek() == '}') {
        frame.end = m_cursor.close();
        return frame;
    }
    do {
        const StringToken name = m_cursor.memberName();
        const std::size_t member = Members::names.find(name.text);
        if (member == Members::names.size()) {
            unknownMember(name, frame.scope, Members::what, Members::names.all());
            continue;
        }
        const std::uint32_t bit = 1U << member;
        if ((frame.seen & bit) != 0) {
            reportDuplicate(name.begin, frame.nameBegin[member]);
            skip();
            continue;
        }
        frame.seen |= bit;
        frame.nameBegin[member] = name.begin;
        if (m_cursor.peek() == 'n') {
            m_cursor.literal();
            continue;
        }
        frame.present |= bit;
        onMember(static_cast<typename Members::Member>(member));
    } while (m_cursor.comma('}', frame.end));
    return frame;
}

template <class Members, class OnMember>
std::optional<ObjectFrame> ValueReader::readObjectAt(Label label, OnMember onMember)
{
    if (m_cursor.peek() == '{')
        return readObject<Members>(std::move(onMember));
    reportWrongType(label, "an object");
    return {};
}

template <class OnMember> void ValueReader::readOpenObject(Label label, OnMember onMember)
{
    if (m_cursor.peek() != '{') {
        reportWrongType(label, "an object");
        return;
    }
    const std::uint32_t scope = ++m_lastScope;
    m_cursor.open();
    std::uint32_t end = 0;
    if (m_cursor.peek() == '}') {
        m_cursor.close();
        return;
    }
    do {
        ir::Name name;
        if (openMemberName(scope, name))
            onMember(name);
    } while (m_cursor.comma('}', end));
}

template <class Members>
void ValueReader::require(const ObjectFrame &frame, const ElementLabel &what,
                          std::initializer_list<typename Members::Member> needed)
{
    for (const auto member : needed) {
        if (!frame.has(member))
            reportMissing(frame, what, Members::names[member]);
    }
}

} // namespace tw::json
