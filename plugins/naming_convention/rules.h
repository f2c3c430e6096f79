// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic.h>

#include <vector>

/// What the plugin reports. The first `{}` of each is the element, as `elementText` calls it.
namespace tw::naming::rules {

#define NAMING_STYLE_RULE(code, name)                                                              \
    TABLEWRIGHT_DIAGNOSTIC(code, name, Warning, "{} is not in {}{}")

NAMING_STYLE_RULE("NC0001", TableStyle);
NAMING_STYLE_RULE("NC0002", ColumnStyle);
NAMING_STYLE_RULE("NC0003", PrimaryKeyStyle);
NAMING_STYLE_RULE("NC0004", ForeignKeyStyle);
NAMING_STYLE_RULE("NC0005", UniqueKeyStyle);
NAMING_STYLE_RULE("NC0006", CheckStyle);
NAMING_STYLE_RULE("NC0007", IndexStyle);
NAMING_STYLE_RULE("NC0008", EnumStyle);
NAMING_STYLE_RULE("NC0009", EnumValueStyle);
NAMING_STYLE_RULE("NC0010", NamespaceStyle);
NAMING_STYLE_RULE("NC0011", JunctionStyle);
#undef NAMING_STYLE_RULE

TABLEWRIGHT_DIAGNOSTIC("NC0012", TableNumber, Warning, "{} is not in the {}, expected `{}`");
TABLEWRIGHT_DIAGNOSTIC("NC0013", EnumNumber, Warning, "{} is not in the {}, expected `{}`");
TABLEWRIGHT_DIAGNOSTIC("NC0014", MissingPrefix, Warning, "{} does not begin with `{}`");
TABLEWRIGHT_DIAGNOSTIC("NC0015", MissingSuffix, Warning, "{} does not end with `{}`");
TABLEWRIGHT_DIAGNOSTIC("NC0016", ForbiddenName, Warning, "{} matches `{}`, which is forbidden");
TABLEWRIGHT_DIAGNOSTIC("NC0017", UnusualKeyName, Warning, "{} is not named by `{}`, expected `{}`");
TABLEWRIGHT_DIAGNOSTIC("NC0018", RepeatedTable, Ignored,
                       "{} repeats the table's name, expected `{}`");
TABLEWRIGHT_DIAGNOSTIC("NC0019", BooleanName, Ignored, "{} is boolean and does not begin with {}");
TABLEWRIGHT_DIAGNOSTIC("NC0020", ReservedWord, Warning, "{} is a word of SQL");
TABLEWRIGHT_DIAGNOSTIC("NC0021", LongName, Warning, "{} has {} bytes, expected at most {}");

/// All of them, in the order of their codes.
[[nodiscard]] inline std::vector<const DiagnosticInfo *> all()
{
    return {&TableStyle,    &ColumnStyle,    &PrimaryKeyStyle, &ForeignKeyStyle, &UniqueKeyStyle,
            &CheckStyle,    &IndexStyle,     &EnumStyle,       &EnumValueStyle,  &NamespaceStyle,
            &JunctionStyle, &TableNumber,    &EnumNumber,      &MissingPrefix,   &MissingSuffix,
            &ForbiddenName, &UnusualKeyName, &RepeatedTable,   &BooleanName,     &ReservedWord,
            &LongName};
}

} // namespace tw::naming::rules
