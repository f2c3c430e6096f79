// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonObject>

#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// The metadata are not what they have to be. The text names the member, what was found and what
/// was expected.
struct MetadataError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The members of one object of a plugin's metadata. Each function throws `MetadataError` for what
/// it does not expect.
class MetadataMembers {
public:
    /// `path` is how messages call the object; empty for the whole.
    MetadataMembers(QJsonObject object, std::string path)
        : m_object(std::move(object)), m_path(std::move(path))
    {
    }

    /// Refuses members that are not among these and do not begin with `x-`.
    void allowOnly(std::initializer_list<const char *> names) const;

    [[nodiscard]] bool has(const char *name) const;
    /// A null counts as absent.
    [[nodiscard]] QJsonValue required(const char *name, std::string_view expected) const;
    /// One line, not empty.
    [[nodiscard]] std::string text(const char *name) const;
    [[nodiscard]] std::string optionalText(const char *name) const;
    [[nodiscard]] std::vector<std::string> texts(const char *name) const;
    [[nodiscard]] std::optional<double> optionalNumber(const char *name) const;
    [[nodiscard]] bool optionalBoolean(const char *name, bool absent) const;

    [[noreturn]] void refuse(std::string_view name, const QJsonValue &found,
                             std::string_view expected) const;
    [[noreturn]] void refuse(std::string_view name, std::string_view found,
                             std::string_view expected) const;

    [[noreturn]] void refuse(std::string_view name, const char *found,
                             std::string_view expected) const
    {
        refuse(name, std::string_view(found), expected);
    }

    /// `Options.most.Type`
    [[nodiscard]] std::string pathOf(std::string_view name) const;
    [[nodiscard]] const QJsonObject &object() const { return m_object; }

private:
    QJsonObject m_object;
    std::string m_path;
};

/// How messages show a value: `` `snake` ``, 5, true, a list.
[[nodiscard]] std::string shown(const QJsonValue &value);

/// Control characters become blanks, so that what a plugin says moves nothing in a terminal.
[[nodiscard]] std::string inOneLine(std::string text);

/// Without control characters, so that a list of plugins stays one line each.
[[nodiscard]] bool isOneLine(std::string_view text);

/// Letters, digits, `-` and `_` in parts that are joined by dots.
[[nodiscard]] bool isDottedName(std::string_view text);

} // namespace tw
