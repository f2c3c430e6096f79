// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/placed_token.h"
#include "frontend/dbml/shape_errors.h"
#include "frontend/dbml/syntax.h"

#include <DbmlParser.h>

namespace tw::dbml {

/// Makes a tree's nodes out of what the parser went through. The contexts give the shape, the
/// tokens between them the rest.
class SyntaxBuilder {
public:
    SyntaxBuilder(SyntaxTree &tree, std::string_view text, const PlacedTokens &tokens,
                  const std::vector<antlr4::ParserRuleContext *> &contexts, ShapeErrors &errors)
        : m_tree(tree), m_memory(*tree.m_memory), m_text(text), m_tokens(tokens),
          m_contexts(contexts), m_errors(errors)
    {
    }

    /// Adds the element or the `use` whose contexts there are now, unless an error is found in it.
    void addElement();
    void addUse();
    /// Reports what is wrong before the place where the parser gave up on an element.
    void checkBrokenElement();

private:
    [[nodiscard]] std::string_view textOf(const PlacedToken &token) const
    {
        return m_text.substr(token.begin(), token.end() - token.begin());
    }
    [[nodiscard]] std::size_t firstToken(std::size_t context) const
    {
        return m_contexts[context]->start->getTokenIndex();
    }
    /// Whether the next context is of `rule` and begins no later than at token `last`.
    [[nodiscard]] bool nextIs(std::size_t rule, std::size_t last) const;
    [[nodiscard]] std::size_t lastToken(std::size_t context) const
    {
        return m_contexts[context]->stop->getTokenIndex();
    }

    Node *makeNode(Node::Kind kind, std::uint32_t begin, std::uint32_t end);
    const Node *makeLeaf(const PlacedToken &token);
    template <class T> std::span<const T> keep(const std::vector<T> &items, std::size_t from = 0);

    const Node *buildExpression();
    const Node *buildUnary(std::size_t &token, std::size_t last);
    const Node *buildOperand(std::size_t &token);
    const Node *buildGroup(Node::Kind kind, const Node *callee);
    const Node *buildSettings(const Node *indexed);
    Setting buildSetting();
    bool checkValueWords(std::size_t first, std::size_t last);
    Line buildLine();
    const Node *buildItem(std::size_t &token, std::size_t last);
    const Body *buildBody();
    /// The expressions before settings and body; `behind` becomes the token behind them. With a
    /// `behind` that is no token `applyHeader` says nothing about what is missing.
    [[nodiscard]] bool isWhole(std::size_t context) const;
    std::vector<const Node *> buildHeader(std::size_t last, std::size_t &behind);
    void applyHeader(Element &element, const std::vector<const Node *> &parts, std::size_t behind);
    std::string_view lowered(std::string_view text);
    std::string_view loweredWords(std::span<const Node *const> words);
    /// A line in place of a body cannot be an element of its own.
    void refuseElement(const Line &line);
    void reportAt(std::size_t token, std::string_view expected);

    SyntaxTree &m_tree;
    std::pmr::memory_resource &m_memory;
    std::string_view m_text; ///< of the whole source
    const PlacedTokens &m_tokens;
    const std::vector<antlr4::ParserRuleContext *> &m_contexts;
    ShapeErrors &m_errors;
    std::size_t m_next = 0;            ///< the context to be taken next
    std::vector<const Node *> m_nodes; ///< a stack of nodes whose owner is not made yet
    std::vector<Setting> m_settings;   ///< likewise
    std::vector<Entry> m_entries;      ///< likewise
};

} // namespace tw::dbml
