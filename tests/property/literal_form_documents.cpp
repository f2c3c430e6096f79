// SPDX-License-Identifier: MIT
#include "literal_form_parts.h"

#include <fmt/format.h>

namespace tw::test {

using namespace tw::postgresql;

namespace {

std::string typeName(Oid type) { return std::string(findType(type)->name); }

std::string blanks(Dice &dice) { return dice.chance(15) ? " " : ""; }

std::string point(Dice &dice)
{
    const std::string x = floatForm(dice);
    const std::string pair = x + blanks(dice) + ',' + blanks(dice) + floatForm(dice);
    return dice.chance(80) ? '(' + pair + ')' : pair;
}

std::string bracketed(Dice &dice) { return '(' + floatForm(dice) + ',' + floatForm(dice) + ')'; }

std::string points(std::size_t count, Dice &dice)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += (i > 0 ? "," + blanks(dice) : "") + bracketed(dice);
    return text;
}

std::string json(Dice &dice, std::size_t depth)
{
    switch (dice.below(depth > 3 ? 5 : 8)) {
    case 0:
        return dice.any({"true", "false", "null"});
    case 1:
        return dice.any(
            {"0", "-1", "1.5", "1e10", "12345678901234567890", "-0.0", "1E-5", "1e400"});
    case 2:
    case 3:
    case 4:
        return dice.any({R"("")", R"("a")", R"("it's")", R"("\n\t\"\\\/")", R"("\u00e9")",
                         R"("\ud83d\ude00")", R"("ä😀")", R"("{}")"});
    case 5:
    case 6: {
        std::string text = "{" + blanks(dice);
        for (std::size_t i = 0, count = dice.below(4); i < count; ++i)
            text += fmt::format("{}\"{}\"{}:{}", i > 0 ? "," + blanks(dice) : "",
                                dice.any({"a", "b", "", "long key"}), blanks(dice),
                                json(dice, depth + 1));
        return text + '}';
    }
    default: {
        std::string text = "[";
        for (std::size_t i = 0, count = dice.below(4); i < count; ++i)
            text += (i > 0 ? "," + blanks(dice) : "") + json(dice, depth + 1);
        return text + blanks(dice) + ']';
    }
    }
}

std::string xml(Dice &dice, std::size_t depth)
{
    switch (dice.below(depth > 2 ? 4 : 6)) {
    case 0:
        return dice.any({"<a/>", "<b />", "<c x='1'/>", "<c x=\"&lt;\" y='2'/>"});
    case 1:
        return dice.any({"text", "a &amp; b", "&#65;", "ä", "1 > 0", "it's", ""});
    case 2:
        return dice.any({"<!-- a comment -->", "<![CDATA[a < b]]>"});
    default:
        return fmt::format("<item>{}{}</item>", xml(dice, depth + 1), xml(dice, depth + 1));
    }
}

std::string word(Dice &dice)
{
    return dice.any({"fat", "cat", "'it''s'", "'two words'", "a\\ b", "ä", "x1", "rat's", "a-b",
                     "_", "42", "3.5"});
}

std::string tsvector(Dice &dice)
{
    std::string text;
    for (std::size_t i = 0, count = dice.below(5); i < count; ++i) {
        text += (i > 0 ? " " : "") + word(dice);
        if (dice.chance(40)) {
            text += fmt::format(":{}{}", dice.between(1, 300), dice.any({"", "A", "b", "C", "D"}));
            if (dice.chance(30))
                text += fmt::format(",{}", dice.between(1, 20000));
        }
    }
    return text;
}

std::string tsquery(Dice &dice, std::size_t depth)
{
    if (depth > 2 || dice.chance(40))
        return word(dice) + (dice.chance(30) ? dice.any({":*", ":A", ":ab", ":A*", ":*c"}) : "");
    if (dice.chance(20))
        return "!" + blanks(dice) + tsquery(dice, depth + 1);
    if (dice.chance(20))
        return "(" + blanks(dice) + tsquery(dice, depth + 1) + ")";
    return tsquery(dice, depth + 1) + dice.any({" & ", "|", " | ", "&", " <-> ", " <2> ", " & !"}) +
           tsquery(dice, depth + 1);
}

std::string ipv6(Dice &dice)
{
    return dice.any({"::", "::1", "2001:db8::1", "fe80::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4",
                     "2001:DB8:0:0::", "1::8", "64:ff9b::192.0.2.33", "ABCD:EF01:2345:6789::"});
}

std::string network(Oid type, Dice &dice)
{
    const auto octet = [&dice] { return dice.below(256); };
    if (type == oid::macaddr || type == oid::macaddr8) {
        const std::size_t bytes = type == oid::macaddr8 && dice.chance(60) ? 8 : 6;
        const std::string separator = dice.any({":", "-", ":", ""});
        std::string text;
        for (std::size_t i = 0; i < bytes; ++i)
            text += (i > 0 ? separator : "") + hexDigits(2, dice);
        if (bytes == 6 && dice.chance(20))
            text = hexDigits(4, dice) + '.' + hexDigits(4, dice) + '.' + hexDigits(4, dice);
        if (bytes == 6 && dice.chance(15))
            text = hexDigits(6, dice) + dice.any({":", "-"}) + hexDigits(6, dice);
        return padded(text, dice);
    }
    if (type == oid::cidr) {
        switch (dice.below(7)) {
        case 0:
            return fmt::format("{}.{}.0.0/16", octet(), octet());
        case 1:
            return fmt::format("{}.{}.{}.{}", octet(), octet(), octet(), octet());
        case 2:
            return fmt::format("{}/8", octet());
        case 3:
            return fmt::format("{}.{}", octet(), octet());
        case 4:
            return dice.any({"2001:db8::/32", "::/0", "::1/128", "fe80::/10", "::1"});
        case 5:
            return "0.0.0.0/0";
        default:
            return fmt::format("10.{}.{}.0/24", octet(), octet());
        }
    }
    std::string text = dice.chance(30)
                           ? ipv6(dice)
                           : fmt::format("{}.{}.{}.{}", octet(), octet(), octet(), octet());
    if (dice.chance(30))
        text += fmt::format("/{}", dice.below(33));
    return text;
}

std::string shape(const std::string &name, Dice &dice)
{
    if (name == "point")
        return padded(point(dice), dice);
    if (name == "lseg")
        return dice.any({"[", "["}) + points(2, dice) + ']';
    if (name == "box")
        return dice.chance(50) ? points(2, dice) : '(' + points(2, dice) + ')';
    if (name == "path") {
        const bool open = dice.chance(50);
        return (open ? "[" : "(") + points(1 + dice.below(4), dice) + (open ? "]" : ")");
    }
    if (name == "polygon")
        return '(' + points(1 + dice.below(4), dice) + ')';
    if (name == "line")
        return dice.chance(50)
                   ? fmt::format("{{{},{},{}}}", dice.between(1, 9), dice.between(0, 9),
                                 dice.between(-9, 9))
                   : fmt::format("[(0,{}),({},5)]", dice.between(0, 4), dice.between(1, 9));
    if (dice.chance(30))
        return fmt::format("({},{}),{}", dice.below(9), dice.below(9), dice.below(9));
    return fmt::format("<({},{}){}{}>", dice.between(-5, 5), dice.below(9), dice.any({",", ", "}),
                       dice.below(9));
}

} // namespace

bool shapeForm(Oid type, Dice &dice, std::string &text)
{
    if (type == oid::inet || type == oid::cidr || type == oid::macaddr || type == oid::macaddr8) {
        text = network(type, dice);
        return true;
    }
    const std::string name = typeName(type);
    for (const char *known : {"point", "lseg", "box", "path", "polygon", "line", "circle"}) {
        if (name == known) {
            text = shape(name, dice);
            return true;
        }
    }
    return false;
}

bool documentForm(Oid type, Dice &dice, std::string &text)
{
    const std::string name = typeName(type);
    if (name == "json" || name == "jsonb")
        text = padded(json(dice, 0), dice);
    else if (name == "jsonpath")
        text = dice.any({"$", "$.a", "$.a.b[0]", "$[*]", "strict $.a", "lax $.\"a b\"[1 to 3]",
                         "$.a[*] ? (@.b > 1)", "$.*", "$.a ? (@ == \"x\")", "$[last]", "$.size()",
                         "$.a ? (@.b == 1 && @.c != \"d\")", "exists($.a)", "$.a == 1"});
    else if (name == "xml")
        text = xml(dice, 0);
    else if (name == "tsvector")
        text = tsvector(dice);
    else if (name == "tsquery")
        text = tsquery(dice, 0);
    else
        return false;
    return true;
}

bool systemForm(Oid type, Dice &dice, std::string &text)
{
    const std::string name = typeName(type);
    if (name == "oid" || name == "xid" || name == "cid" || name == "xid8")
        text = dice.any({"0", "1", "42", "4294967295", "2147483648"});
    else if (name == "tid")
        text = fmt::format("({},{})", dice.below(100000), dice.below(65536));
    else if (name == "pg_lsn")
        text = hexDigits(1 + dice.below(8), dice) + '/' + hexDigits(1 + dice.below(8), dice);
    else if (name == "pg_snapshot" || name == "txid_snapshot")
        text = dice.any({"1:1:", "10:20:10,14,15", "3:5:3", "795:799:795,797"});
    else if (name == "regconfig")
        text = dice.any({"english", "simple", "pg_catalog.english", "German", "\"french\""});
    else if (name == "regtype")
        text = dice.any({"integer", "text", "int4", "23", "-", "timestamptz", "pg_catalog.int8"});
    else if (name == "regdictionary")
        text = dice.any({"simple", "english_stem", "-", "0"});
    else if (name == "regnamespace")
        text = dice.any({"pg_catalog", "11", "-"});
    else if (name.starts_with("reg"))
        text = name == "refcursor" ? dice.any({"", "c", "any text"}) : dice.any({"0", "1259"});
    else
        return false;
    return true;
}

} // namespace tw::test
