// SPDX-License-Identifier: MIT
#include "frontend/dbml/syntax.h"

#include "frontend/dbml/shape_errors.h"
#include "frontend/dbml/syntax_builder.h"
#include "frontend/dbml/token_layout.h"
#include "frontend/unicode_text.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>

#include <DbmlParser.h>

#include <simdjson.h>

#include <algorithm>

namespace tw::dbml {

namespace {

/// After so many nobody reads on.
constexpr std::size_t maxSyntaxErrors = 100;
constexpr std::size_t firstBlock = std::size_t{16} * 1024;

/// What a message calls a token.
std::string describe(std::string_view text, const PlacedToken &token)
{
    if (token.type() == antlr4::Token::EOF)
        return "the end of the text";
    if (token.begin() == token.end())
        return "the end of the line";
    constexpr std::size_t longest = 40;
    const std::string_view whole = text.substr(token.begin(), token.end() - token.begin());
    std::string_view shown = truncateUtf8(whole.substr(0, whole.find('\n')), longest);
    return fmt::format("`{}{}`", shown, shown.size() < whole.size() ? "…" : "");
}

/// Where UTF-8 goes wrong.
std::uint32_t firstMalformed(std::string_view text)
{
    std::size_t good = 0;
    std::size_t bad = text.size();
    while (good + 1 < bad) {
        const std::size_t middle = good + (bad - good) / 2;
        // A cut inside a sequence is no fault of the text.
        const std::string_view part = truncateUtf8(text, middle);
        if (simdjson::validate_utf8(part.data(), part.size()))
            good = middle;
        else
            bad = middle;
    }
    return static_cast<std::uint32_t>(good);
}

} // namespace

SyntaxTree SyntaxTree::parse(const SourceManager &sources, SourceId source,
                             DiagnosticEmitter &diagnostics, const Limits &limits, Keep keepWords)
{
    SyntaxTree tree;
    tree.m_memory = std::make_unique<std::pmr::monotonic_buffer_resource>(firstBlock);
    tree.m_source = source;
    const std::string_view text = sources.buffer(source).text();
    if (!simdjson::validate_utf8(text.data(), text.size())) {
        const std::uint32_t at = firstMalformed(text);
        diagnostics.report(diag::InvalidUtf8, {source, at, at + 1});
        tree.m_hasErrors = true;
        return tree;
    }
    const std::size_t base = text.size() - withoutByteOrderMark(text).size();

    TokenLayout layout(text.substr(base), static_cast<std::uint32_t>(base), source, diagnostics,
                       limits);
    PlacedTokens tokens(layout.run());
    tree.m_comments = layout.takeComments();
    if (keepWords == Keep::Words) {
        tree.m_tokens.reserve(tokens.count());
        for (std::size_t i = 0; i + 1 < tokens.count(); ++i) {
            const PlacedToken &token = tokens.at(i);
            tree.m_tokens.push_back(
                {static_cast<std::uint16_t>(token.type()), token.begin(), token.end()});
        }
    }
    // Behind a string that was never closed nothing is what it seems.
    tree.m_hasErrors = layout.hasErrors();
    if (tree.m_hasErrors)
        return tree;

    DbmlParser parser(&tokens);
    parser.setBuildParseTree(false);
    parser.removeErrorListeners();
    auto errors = std::make_shared<ShapeErrors>(
        tokens, text, [&](const PlacedToken &found, std::string_view expected) {
            diagnostics.report(diag::DbmlUnexpected, {source, found.begin(), found.end()},
                               describe(text, found), expected);
        });
    parser.setErrorHandler(errors);
    SyntaxBuilder builder(tree, text, tokens, parser.entered(), *errors);
    while (tokens.current().type() != antlr4::Token::EOF && errors->count() < maxSyntaxErrors) {
        const std::size_t before = errors->count();
        switch (tokens.current().type()) {
        case DbmlParser::USE:
            parser.useDeclaration();
            if (errors->count() == before)
                builder.addUse();
            break;
        case DbmlParser::WORD:
            parser.element();
            if (errors->count() == before)
                builder.addElement();
            else
                builder.checkBrokenElement();
            break;
        default:
            errors->reportAt(tokens.current(), "an element, such as `Table` or `Ref`");
            errors->skipToElement();
        }
        parser.clear();
    }
    tree.m_hasErrors = errors->count() > 0;
    return tree;
}

bool toElement(const Line &line, Element &element)
{
    std::span<const Node *const> items = line.items;
    if (items.empty() || !items.back()->is(Node::Kind::Body))
        return false;
    element = {};
    element.body = items.back()->body;
    items = items.first(items.size() - 1);
    if (!items.empty() && items.back()->is(Node::Kind::List)) {
        element.settings = items.back();
        items = items.first(items.size() - 1);
    }
    if (items.empty())
        return false;
    // `records (id, name) { … }`: what is called is the kind, its arguments the name.
    const Node *head = items.front();
    const bool isCall = head->is(Node::Kind::Call);
    const Node *const type = isCall ? head->parts.front() : head;
    if (!type->is(Node::Kind::Word))
        return false;
    const std::size_t named = items.size() - 1 + (isCall ? 1 : 0);
    if (named == 3) {
        const Node *const as = items[items.size() - 2];
        if (!as->is(Node::Kind::Word) || !equalsIgnoringCase(as->text, "as"))
            return false;
        element.alias = items.back();
    } else if (named > 1) {
        return false;
    }
    if (named > 0)
        element.name = isCall ? head : items[1];
    element.type = type;
    element.begin = line.begin;
    element.end = line.end;
    return true;
}

} // namespace tw::dbml
