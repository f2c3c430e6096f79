// SPDX-License-Identifier: MIT
#include "plurals.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tw::naming {

namespace {

constexpr auto irregular = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"alias", "aliases"},
    {"analysis", "analyses"},
    {"appendix", "appendices"},
    {"atlas", "atlases"},
    {"axis", "axes"},
    {"basis", "bases"},
    {"bias", "biases"},
    {"bonus", "bonuses"},
    {"bus", "buses"},
    {"calf", "calves"},
    {"campus", "campuses"},
    {"canvas", "canvases"},
    {"census", "censuses"},
    {"child", "children"},
    {"cookie", "cookies"},
    {"corpus", "corpora"},
    {"crisis", "crises"},
    {"criterion", "criteria"},
    {"diagnosis", "diagnoses"},
    {"echo", "echoes"},
    {"ellipsis", "ellipses"},
    {"focus", "focuses"},
    {"foot", "feet"},
    {"gas", "gases"},
    {"genus", "genera"},
    {"goose", "geese"},
    {"half", "halves"},
    {"hero", "heroes"},
    {"hypothesis", "hypotheses"},
    {"knife", "knives"},
    {"leaf", "leaves"},
    {"lens", "lenses"},
    {"life", "lives"},
    {"loaf", "loaves"},
    {"man", "men"},
    {"matrix", "matrices"},
    {"medium", "media"},
    {"mouse", "mice"},
    {"movie", "movies"},
    {"octopus", "octopuses"},
    {"ox", "oxen"},
    {"person", "people"},
    {"phenomenon", "phenomena"},
    {"potato", "potatoes"},
    {"quiz", "quizzes"},
    {"radius", "radii"},
    {"self", "selves"},
    {"shelf", "shelves"},
    {"stimulus", "stimuli"},
    {"status", "statuses"},
    {"synopsis", "synopses"},
    {"thesis", "theses"},
    {"thief", "thieves"},
    {"tomato", "tomatoes"},
    {"tooth", "teeth"},
    {"vertex", "vertices"},
    {"veto", "vetoes"},
    {"virus", "viruses"},
    {"wife", "wives"},
    {"wolf", "wolves"},
    {"woman", "women"},
    {"zombie", "zombies"},
});

constexpr auto both = std::to_array<std::string_view>({
    "advice",     "aircraft", "analytics", "chassis",   "content",  "data",         "deer",
    "equipment",  "feedback", "fish",      "furniture", "hardware", "headquarters", "information",
    "logistics",  "luggage",  "means",     "metadata",  "money",    "music",        "news",
    "progress",   "research", "series",    "sheep",     "software", "species",      "staff",
    "statistics", "traffic",  "weather",
});

bool isVowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

/// In the singular for all that it ends with `s`.
bool hasSingularEnd(std::string_view word)
{
    return word.ends_with("ss") || word.ends_with("us") || word.ends_with("is");
}

bool takesEs(std::string_view word)
{
    return word.ends_with('s') || word.ends_with('x') || word.ends_with('z') ||
           word.ends_with("ch") || word.ends_with("sh");
}

} // namespace

Plurals::Plurals(std::span<const std::string> exceptions)
{
    const auto add = [&](std::string_view singular, std::string_view plural) {
        m_plurals.insert_or_assign(std::string(singular), std::string(plural));
        m_singulars.insert_or_assign(std::string(plural), std::string(singular));
    };
    for (const auto &[singular, plural] : irregular)
        add(singular, plural);
    for (const std::string_view word : both)
        m_both.emplace(word, true);
    for (const std::string &text : exceptions) {
        const std::string lower = asciiLower(text);
        const std::size_t equals = lower.find('=');
        if (equals == std::string::npos)
            m_both.insert_or_assign(lower, true);
        else
            add(std::string_view(lower).substr(0, equals),
                std::string_view(lower).substr(equals + 1));
    }
}

bool Plurals::isPlural(std::string_view word) const
{
    if (m_both.find(word) != m_both.end() || m_singulars.find(word) != m_singulars.end())
        return true;
    return m_plurals.find(word) == m_plurals.end() && word.size() > 1 && word.ends_with('s') &&
           !hasSingularEnd(word);
}

bool Plurals::isSingular(std::string_view word) const
{
    return m_both.find(word) != m_both.end() || m_plurals.find(word) != m_plurals.end() ||
           !isPlural(word);
}

std::string Plurals::plural(std::string_view word) const
{
    if (word.empty() || isPlural(word))
        return std::string(word);
    if (const auto found = m_plurals.find(word); found != m_plurals.end())
        return found->second;
    if (word.size() > 1 && word.ends_with('y') && !isVowel(word[word.size() - 2]))
        return std::string(word.substr(0, word.size() - 1)) + "ies";
    return std::string(word) + (takesEs(word) ? "es" : "s");
}

std::string Plurals::singular(std::string_view word) const
{
    if (word.empty() || isSingular(word))
        return std::string(word);
    if (const auto found = m_singulars.find(word); found != m_singulars.end())
        return found->second;
    constexpr std::size_t shortest = 4; // `ties`
    if (word.ends_with("ies") && word.size() > shortest)
        return std::string(word.substr(0, word.size() - 3)) + 'y';
    for (const std::string_view end : {"sses", "xes", "zzes", "ches", "shes"}) {
        if (word.ends_with(end))
            return std::string(word.substr(0, word.size() - 2));
    }
    return std::string(word.substr(0, word.size() - 1));
}

} // namespace tw::naming
