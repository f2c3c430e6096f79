// SPDX-License-Identifier: MIT
#include "frontend/dbml/syntax_builder.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace tw::dbml {

namespace {

Node::Kind leafKind(std::size_t type)
{
    switch (type) {
    case DbmlParser::QUOTED_NAME:
        return Node::Kind::QuotedName;
    case DbmlParser::STRING:
        return Node::Kind::String;
    case DbmlParser::BLOCK_STRING:
        return Node::Kind::BlockString;
    case DbmlParser::EXPRESSION:
        return Node::Kind::Expression;
    case DbmlParser::NUMBER:
        return Node::Kind::Number;
    case DbmlParser::COLOR:
        return Node::Kind::Color;
    case DbmlParser::STAR:
        return Node::Kind::Star;
    default:
        return Node::Kind::Word;
    }
}

bool isLowerAscii(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

} // namespace

Node *SyntaxBuilder::makeNode(Node::Kind kind, std::uint32_t begin, std::uint32_t end)
{
    void *const place = m_memory.allocate(sizeof(Node), alignof(Node));
    Node *const node = new (place) Node;
    node->kind = kind;
    node->begin = begin;
    node->end = end;
    return node;
}

const Node *SyntaxBuilder::makeLeaf(const PlacedToken &token)
{
    Node *const node = makeNode(leafKind(token.type()), token.begin(), token.end());
    node->text = textOf(token);
    return node;
}

template <class T>
std::span<const T> SyntaxBuilder::keep(const std::vector<T> &items, std::size_t from)
{
    static_assert(std::is_trivially_copyable_v<T>);
    const std::size_t count = items.size() - from;
    if (count == 0)
        return {};
    const std::span<const T> kept(items.data() + from, count);
    void *const place = m_memory.allocate(kept.size_bytes(), alignof(T));
    std::memcpy(place, kept.data(), kept.size_bytes());
    return {static_cast<const T *>(place), count};
}

std::string_view SyntaxBuilder::lowered(std::string_view text)
{
    if (isLowerAscii(text))
        return text;
    auto *const place = static_cast<char *>(m_memory.allocate(text.size(), 1));
    std::ranges::transform(text, place,
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return {place, text.size()};
}

std::string_view SyntaxBuilder::loweredWords(std::span<const Node *const> words)
{
    if (words.size() == 1)
        return lowered(words.front()->text);
    std::string joined;
    for (const Node *word : words) {
        joined += joined.empty() ? "" : " ";
        joined += asciiLower(word->text);
    }
    auto *const place = static_cast<char *>(m_memory.allocate(joined.size() + 1, 1));
    std::ranges::copy(joined, place);
    return {place, joined.size()};
}

void SyntaxBuilder::reportAt(std::size_t token, std::string_view expected)
{
    m_errors.reportAt(m_tokens.at(token), expected);
}

bool SyntaxBuilder::nextIs(std::size_t rule, std::size_t last) const
{
    return m_next < m_contexts.size() && m_contexts[m_next]->getRuleIndex() == rule &&
           firstToken(m_next) <= last;
}

// --- Expressions --------------------------------------------------------------------------------

const Node *SyntaxBuilder::buildExpression()
{
    const std::size_t context = m_next++;
    std::size_t token = firstToken(context);
    const std::size_t last = lastToken(context);
    const Node *left = buildUnary(token, last);
    while (token <= last) {
        const PlacedToken &op = m_tokens.at(token++);
        const Node *const right = buildUnary(token, last);
        Node *const node = makeNode(Node::Kind::Binary, left->begin, right->end);
        node->text = textOf(op);
        const std::size_t from = m_nodes.size();
        m_nodes.insert(m_nodes.end(), {left, right});
        node->parts = keep(m_nodes, from);
        m_nodes.resize(from);
        left = node;
    }
    return left;
}

const Node *SyntaxBuilder::buildUnary(std::size_t &token, std::size_t last)
{
    const std::size_t firstSign = token;
    while (m_tokens.at(token).type() == DbmlParser::SIGN)
        ++token;
    const std::size_t behindSigns = token;
    const Node *node = buildOperand(token);
    while (token <= last) {
        const std::size_t type = m_tokens.at(token).type();
        if (type == DbmlParser::DOT) {
            const std::size_t from = m_nodes.size();
            m_nodes.push_back(node);
            while (token <= last && m_tokens.at(token).type() == DbmlParser::DOT) {
                ++token;
                const Node *const part = buildOperand(token);
                m_nodes.push_back(part);
            }
            Node *const path = makeNode(Node::Kind::Path, node->begin, m_nodes.back()->end);
            path->parts = keep(m_nodes, from);
            m_nodes.resize(from);
            node = path;
        } else if (type == DbmlParser::CALL_PAREN) {
            token = lastToken(m_next) + 1;
            node = buildGroup(Node::Kind::Call, node);
        } else if (type == DbmlParser::INDEX_BRACKET) {
            token = lastToken(m_next) + 1;
            node = buildSettings(node);
        } else {
            break;
        }
    }
    for (std::size_t sign = behindSigns; sign > firstSign; --sign) {
        const PlacedToken &op = m_tokens.at(sign - 1);
        Node *const outer = makeNode(Node::Kind::Sign, op.begin(), node->end);
        outer->text = textOf(op);
        m_nodes.push_back(node);
        outer->parts = keep(m_nodes, m_nodes.size() - 1);
        m_nodes.pop_back();
        node = outer;
    }
    return node;
}

const Node *SyntaxBuilder::buildOperand(std::size_t &token)
{
    switch (m_tokens.at(token).type()) {
    case DbmlParser::LPAREN:
        token = lastToken(m_next) + 1;
        return buildGroup(Node::Kind::Group, nullptr);
    case DbmlParser::LBRACKET:
        token = lastToken(m_next) + 1;
        return buildSettings(nullptr);
    case DbmlParser::LBRACE: {
        const std::size_t context = m_next;
        token = lastToken(context) + 1;
        const Body *const body = buildBody();
        Node *const node = makeNode(Node::Kind::Body, body->begin, body->end);
        node->body = body;
        return node;
    }
    default:
        return makeLeaf(m_tokens.at(token++));
    }
}

const Node *SyntaxBuilder::buildGroup(Node::Kind kind, const Node *callee)
{
    const std::size_t context = m_next++;
    const std::size_t last = lastToken(context);
    const std::size_t from = m_nodes.size();
    if (callee != nullptr)
        m_nodes.push_back(callee);
    while (nextIs(DbmlParser::RuleExpression, last)) {
        const Node *const part = buildExpression();
        m_nodes.push_back(part);
    }
    const PlacedToken &first = m_tokens.at(firstToken(context));
    Node *const node =
        makeNode(kind, callee != nullptr ? callee->begin : first.begin(), m_tokens.at(last).end());
    node->parts = keep(m_nodes, from);
    m_nodes.resize(from);
    return node;
}

// --- Settings -----------------------------------------------------------------------------------

const Node *SyntaxBuilder::buildSettings(const Node *indexed)
{
    const std::size_t context = m_next++;
    const std::size_t last = lastToken(context);
    const std::size_t from = m_settings.size();
    while (nextIs(DbmlParser::RuleSetting, last)) {
        const Setting setting = buildSetting();
        m_settings.push_back(setting);
    }
    const PlacedToken &first = m_tokens.at(firstToken(context));
    const bool isIndex = indexed != nullptr;
    Node *const node = makeNode(isIndex ? Node::Kind::Index : Node::Kind::List,
                                isIndex ? indexed->begin : first.begin(), m_tokens.at(last).end());
    node->settings = keep(m_settings, from);
    m_settings.resize(from);
    if (isIndex) {
        m_nodes.push_back(indexed);
        node->parts = keep(m_nodes, m_nodes.size() - 1);
        m_nodes.pop_back();
    }
    return node;
}

Setting SyntaxBuilder::buildSetting()
{
    const std::size_t context = m_next++;
    const std::size_t last = lastToken(context);
    std::size_t token = firstToken(context);
    Setting setting;
    setting.begin = m_tokens.at(token).begin();
    setting.end = m_tokens.at(last).end();

    const std::size_t from = m_nodes.size();
    while (token <= last && m_tokens.at(token).type() != DbmlParser::COLON)
        m_nodes.push_back(makeLeaf(m_tokens.at(token++)));
    setting.nameEnd = m_nodes.back()->end;
    if (m_nodes.back()->is(Node::Kind::Word)) {
        setting.words = keep(m_nodes, from);
        setting.name = loweredWords(setting.words);
    } else {
        setting.key = m_nodes.back();
    }
    m_nodes.resize(from);
    if (token > last)
        return setting;

    setting.hasColon = true;
    const std::size_t value = m_next;
    const Node *const first = buildExpression();
    token = lastToken(value) + 1;
    if (token > last) {
        setting.value = first;
        return setting;
    }
    if (!checkValueWords(firstToken(value), token - 1))
        return setting;
    m_nodes.push_back(first);
    while (token <= last)
        m_nodes.push_back(makeLeaf(m_tokens.at(token++)));
    setting.valueWords = keep(m_nodes, from);
    setting.valueName = loweredWords(setting.valueWords);
    m_nodes.resize(from);
    return setting;
}

// --- Lines --------------------------------------------------------------------------------------

/// Only of a word can further words make a longer value.
bool SyntaxBuilder::checkValueWords(std::size_t first, std::size_t last)
{
    const bool isWord = first == last && m_tokens.at(first).type() == DbmlParser::WORD;
    if (isWord || m_tokens.at(last + 1).type() != DbmlParser::WORD)
        return true;
    reportAt(last + 1, "`,` or `]`");
    return false;
}

/// Expressions that commas join: of the line that ends at token `last`.
const Node *SyntaxBuilder::buildItem(std::size_t &token, std::size_t last)
{
    const auto missing = [&](std::size_t at) {
        const std::uint32_t place = m_tokens.at(at).begin();
        return makeNode(Node::Kind::Missing, place, place);
    };
    const auto expression = [&] {
        token = lastToken(m_next) + 1;
        return buildExpression();
    };
    const auto isComma = [&] {
        return token <= last && m_tokens.at(token).type() == DbmlParser::COMMA;
    };
    const auto opensBracket = [&] {
        const std::size_t type = m_tokens.at(token).type();
        return type == DbmlParser::LPAREN || type == DbmlParser::LBRACKET ||
               type == DbmlParser::LBRACE;
    };

    const Node *const first = isComma() ? missing(token) : expression();
    if (!isComma())
        return first;
    const std::size_t from = m_nodes.size();
    m_nodes.push_back(first);
    std::uint32_t end = first->end;
    while (isComma()) {
        end = m_tokens.at(token).end();
        ++token;
        // What brackets open behind a comma is an item of its own.
        const bool nothing = token > last || isComma() || opensBracket();
        const Node *const part = nothing ? missing(token) : expression();
        m_nodes.push_back(part);
        end = std::max(end, nothing ? end : part->end);
        if (nothing && !isComma())
            break;
    }
    Node *const commas = makeNode(Node::Kind::Commas, first->begin, end);
    commas->parts = keep(m_nodes, from);
    m_nodes.resize(from);
    return commas;
}

Line SyntaxBuilder::buildLine()
{
    const std::size_t context = m_next++;
    const std::size_t last = lastToken(context);
    std::size_t token = firstToken(context);
    const std::size_t from = m_nodes.size();
    while (token <= last) {
        if (m_nodes.size() > from && !m_tokens.at(token).spaceBefore) {
            const Node &before = *m_nodes.back();
            // The place is that of the item that nothing separates from the next.
            m_errors.reportAt(PlacedToken(DbmlParser::WORD, before.begin, before.end),
                              "a space behind it");
        }
        const Node *const item = buildItem(token, last);
        m_nodes.push_back(item);
    }
    Line line;
    line.items = keep(m_nodes, from);
    line.begin = line.items.front()->begin;
    line.end = m_tokens.at(last).end();
    m_nodes.resize(from);
    return line;
}

const Body *SyntaxBuilder::buildBody()
{
    const std::size_t context = m_next++;
    const std::size_t last = lastToken(context);
    const std::size_t from = m_entries.size();
    while (nextIs(DbmlParser::RuleEntry, last)) {
        const std::size_t entryContext = m_next++;
        const PlacedToken &first = m_tokens.at(firstToken(entryContext));
        Entry entry;
        if (first.type() == DbmlParser::FIELD_NAME)
            entry.field = makeLeaf(first);
        entry.line = buildLine();
        if (entry.field != nullptr)
            refuseElement(entry.line);
        entry.begin = first.begin();
        entry.end = entry.line.end;
        m_entries.push_back(entry);
    }
    void *const place = m_memory.allocate(sizeof(Body), alignof(Body));
    Body *const body = new (place) Body;
    body->begin = m_tokens.at(firstToken(context)).begin();
    body->end = m_tokens.at(last).end();
    body->entries = keep(m_entries, from);
    m_entries.resize(from);
    return body;
}

// --- Elements -----------------------------------------------------------------------------------

void SyntaxBuilder::applyHeader(Element &element, const std::vector<const Node *> &parts,
                                std::size_t behind)
{
    std::size_t at = 0;
    const auto isAs = [&] {
        return at < parts.size() && parts[at]->is(Node::Kind::Word) &&
               equalsIgnoringCase(parts[at]->text, "as");
    };
    const auto complain = [&](std::string_view expected) {
        if (at < parts.size())
            m_errors.reportAt(PlacedToken(DbmlParser::WORD, parts[at]->begin, parts[at]->end),
                              expected);
        else if (behind < m_tokens.count())
            reportAt(behind, expected);
    };
    if (equalsIgnoringCase(element.type->text, "metadata")) {
        if (at == parts.size() || !parts[at]->is(Node::Kind::Word)) {
            complain("the kind of element that the metadata are of");
            return;
        }
        element.target = parts[at++];
    }
    if (at < parts.size())
        element.name = parts[at++];
    if (isAs()) {
        ++at;
        if (at == parts.size()) {
            complain("an alias");
            return;
        }
        element.alias = parts[at++];
    }
    if (at < parts.size())
        complain("`{` or `:`");
}

/// Whether nothing is missing in this context nor in the parts of it.
bool SyntaxBuilder::isWhole(std::size_t context) const
{
    if (m_contexts[context]->exception)
        return false;
    const std::size_t last = lastToken(context);
    for (std::size_t i = context + 1; i < m_contexts.size() && firstToken(i) <= last; ++i) {
        if (m_contexts[i]->exception)
            return false;
    }
    return true;
}

std::vector<const Node *> SyntaxBuilder::buildHeader(std::size_t last, std::size_t &behind)
{
    std::vector<const Node *> parts;
    while (nextIs(DbmlParser::RuleHeader, last) && isWhole(m_next)) {
        behind = lastToken(m_next) + 1;
        parts.push_back(buildExpression());
    }
    return parts;
}

void SyntaxBuilder::refuseElement(const Line &line)
{
    Element inner;
    if (toElement(line, inner))
        m_errors.reportAt(PlacedToken(DbmlParser::WORD, line.begin, line.end),
                          "a line without a body");
}

void SyntaxBuilder::checkBrokenElement()
{
    m_next = 0;
    const std::size_t context = m_next++;
    Element element;
    element.type = makeLeaf(m_tokens.at(firstToken(context)));
    std::size_t behind = 0;
    const std::vector<const Node *> parts = buildHeader(m_tokens.count(), behind);
    if (!parts.empty())
        applyHeader(element, parts, m_tokens.count());

    // Items that nothing separates, in the lines that were read to their end or nearly so.
    std::unordered_map<const antlr4::tree::ParseTree *, std::size_t> items;
    for (std::size_t i = context; i < m_contexts.size(); ++i) {
        const antlr4::ParserRuleContext &expression = *m_contexts[i];
        if (expression.getRuleIndex() != DbmlParser::RuleExpression)
            continue;
        const std::size_t first = firstToken(i);
        const std::size_t owner =
            static_cast<antlr4::ParserRuleContext *>(expression.parent)->getRuleIndex();
        if (owner == DbmlParser::RuleSetting && !expression.exception)
            checkValueWords(first, lastToken(i));
        if (owner != DbmlParser::RuleLine)
            continue;
        const auto [item, isFirst] = items.try_emplace(expression.parent, first);
        if (!isFirst && m_tokens.at(first - 1).type() != DbmlParser::COMMA) {
            if (!m_tokens.at(first).spaceBefore)
                reportAt(item->second, "a space behind it");
            item->second = first;
        }
        const PlacedToken &behindIt = m_tokens.at(lastToken(i) + 1);
        if (!expression.exception && behindIt.type() == DbmlParser::STRAY_OPERATOR &&
            !behindIt.spaceBefore)
            reportAt(item->second, "a space behind it");
    }
}

void SyntaxBuilder::addElement()
{
    m_next = 0;
    const std::size_t context = m_next++;
    const std::size_t last = lastToken(context);
    const std::size_t before = m_errors.count();

    Element element;
    element.type = makeLeaf(m_tokens.at(firstToken(context)));
    element.begin = element.type->begin;
    std::size_t behind = firstToken(context) + 1;
    const std::vector<const Node *> parts = buildHeader(last, behind);
    applyHeader(element, parts, behind);
    if (nextIs(DbmlParser::RuleList, last))
        element.settings = buildSettings(nullptr);
    if (nextIs(DbmlParser::RuleLine, last)) {
        const Line line = buildLine();
        refuseElement(line);
        void *const place = m_memory.allocate(sizeof(Line), alignof(Line));
        element.simple = new (place) Line(line);
        element.end = line.end;
    } else {
        element.body = buildBody();
        element.end = element.body->end;
    }
    if (m_errors.count() == before)
        m_tree.m_elements.push_back(element);
}

void SyntaxBuilder::addUse()
{
    m_next = 0;
    const std::size_t context = m_next++;
    const std::size_t last = lastToken(context);
    const std::size_t before = m_errors.count();
    UseDeclaration use;
    std::size_t token = firstToken(context);
    use.keyword = makeLeaf(m_tokens.at(token++));
    use.reuse = equalsIgnoringCase(use.keyword->text, "reuse");
    use.begin = use.keyword->begin;
    std::vector<UseDeclaration::Item> items;
    if (m_tokens.at(token).type() == DbmlParser::STAR) {
        use.star = makeLeaf(m_tokens.at(token++));
    } else {
        const std::size_t list = m_next++;
        while (nextIs(DbmlParser::RuleUseItem, lastToken(list))) {
            const std::size_t itemContext = m_next++;
            std::vector<const Node *> parts;
            while (nextIs(DbmlParser::RuleHeader, lastToken(itemContext)))
                parts.push_back(buildExpression());
            const auto complain = [&](std::size_t part, std::string_view expected) {
                if (part < parts.size())
                    m_errors.reportAt(
                        PlacedToken(DbmlParser::WORD, parts[part]->begin, parts[part]->end),
                        expected);
                else
                    reportAt(lastToken(itemContext) + 1, expected);
            };
            UseDeclaration::Item item;
            if (!parts[0]->is(Node::Kind::Word)) {
                complain(0, "a kind, such as `table` or `enum`");
                continue;
            }
            item.kind = parts[0];
            if (parts.size() < 2) {
                complain(1, "a name");
                continue;
            }
            item.name = parts[1];
            std::size_t used = 2;
            if (parts.size() > 2 && parts[2]->is(Node::Kind::Word) &&
                equalsIgnoringCase(parts[2]->text, "as")) {
                if (parts.size() < 4 || !parts[3]->isName()) {
                    complain(3, "an alias");
                    continue;
                }
                item.alias = parts[3];
                used = 4;
            }
            if (parts.size() > used) {
                complain(used, "a line of its own for the next name");
                continue;
            }
            items.push_back(item);
        }
        token = lastToken(list) + 1;
    }
    use.items = keep(items);
    if (!equalsIgnoringCase(textOf(m_tokens.at(token)), "from"))
        reportAt(token, "`from`");
    use.path = makeLeaf(m_tokens.at(last));
    use.end = use.path->end;
    if (m_errors.count() == before)
        m_tree.m_uses.push_back(use);
}

} // namespace tw::dbml
