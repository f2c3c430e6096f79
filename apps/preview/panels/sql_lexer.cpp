// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/sql_lexer.h"

namespace tw::preview {

SqlLexer::SqlLexer(QObject *parent) : QsciLexerSQL(parent)
{
    setBackslashEscapes(false);
    setFoldComments(false);
}

void SqlLexer::setTheme(const Theme &theme, bool grey)
{
    const auto color = [&](int style, const QColor &value) {
        setColor(grey ? theme.mutedText : value, style);
    };
    setDefaultColor(grey ? theme.mutedText : theme.text);
    setColor(grey ? theme.mutedText : theme.text);
    for (const int style : {Comment, CommentLine, CommentDoc, CommentLineHash})
        color(style, theme.comment);
    color(Number, theme.number);
    color(Keyword, theme.keyword);
    color(KeywordSet5, theme.typeName);
    color(KeywordSet6, theme.setting);
    color(SingleQuotedString, theme.string);
    color(Operator, theme.punctuation);
    color(Identifier, theme.name);
    color(DoubleQuotedString, theme.name);
    color(QuotedIdentifier, theme.name);
}

const char *SqlLexer::keywords(int set) const
{
    switch (set) {
    case 1:
        return "add all alter always and any array as asc begin between by cache case check "
               "collate column comment commit constraint create current_date current_time "
               "current_timestamp current_user cycle default deferrable deferred delete desc "
               "distinct do "
               "else end enum exclude exists false first for foreign from function generated if "
               "identity immediate in include increment index initially insert into is key last "
               "like localtime localtimestamp match maxvalue minvalue no not null nulls of on only "
               "operator or over partition primary references returns schema select sequence set "
               "similar some start stored table then to true type unique update user using values "
               "view when where with overriding system value";
    case 5:
        return "bigint bigserial bit bool boolean box bpchar bytea char character cidr circle date "
               "daterange decimal double float float4 float8 inet int int2 int4 int4range int8 "
               "int8range integer interval json jsonb jsonpath line lseg macaddr macaddr8 money "
               "numeric numrange oid path point polygon precision real serial smallint "
               "smallserial text time timestamp timestamptz timetz tsquery tsrange tstzrange "
               "tsvector uuid varbit varchar varying xml zone without";
    case 6:
        return "cascade restrict action btree hash gin gist brin spgist";
    default:
        return nullptr;
    }
}

} // namespace tw::preview
