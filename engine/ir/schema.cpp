// SPDX-License-Identifier: MIT
#include <tablewright/ir/schema.h>

namespace tw::ir {

std::string_view spelling(ReferentialAction action)
{
    switch (action) {
    case ReferentialAction::Unspecified:
        return {};
    case ReferentialAction::NoAction:
        return "NO ACTION";
    case ReferentialAction::Restrict:
        return "RESTRICT";
    case ReferentialAction::Cascade:
        return "CASCADE";
    case ReferentialAction::SetNull:
        return "SET NULL";
    case ReferentialAction::SetDefault:
        return "SET DEFAULT";
    }
    return {};
}

std::string_view spelling(Relationship::Kind kind)
{
    switch (kind) {
    case Relationship::Kind::OneToOne:
        return "one-to-one";
    case Relationship::Kind::OneToMany:
        return "one-to-many";
    case Relationship::Kind::ManyToMany:
        return "many-to-many";
    }
    return {};
}

} // namespace tw::ir
