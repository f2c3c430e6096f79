// SPDX-License-Identifier: MIT
#include "plurals.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace tw::naming {

namespace {

constexpr auto irregular = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"alias", "aliases"},
    {"alibi", "alibis"},
    {"analysis", "analyses"},
    {"api", "apis"},
    {"appendix", "appendices"},
    {"atlas", "atlases"},
    {"axis", "axes"},
    {"basis", "bases"},
    {"bias", "biases"},
    {"bonus", "bonuses"},
    {"bus", "buses"},
    {"cache", "caches"},
    {"calf", "calves"},
    {"calorie", "calories"},
    {"campus", "campuses"},
    {"canvas", "canvases"},
    {"census", "censuses"},
    {"chairman", "chairmen"},
    {"child", "children"},
    {"cookie", "cookies"},
    {"corpus", "corpora"},
    {"cpu", "cpus"},
    {"craftsman", "craftsmen"},
    {"crisis", "crises"},
    {"criterion", "criteria"},
    {"diagnosis", "diagnoses"},
    {"echo", "echoes"},
    {"ellipsis", "ellipses"},
    {"emoji", "emojis"},
    {"focus", "focuses"},
    {"foot", "feet"},
    {"gas", "gases"},
    {"genus", "genera"},
    {"goose", "geese"},
    {"gpu", "gpus"},
    {"guru", "gurus"},
    {"half", "halves"},
    {"hero", "heroes"},
    {"hoodie", "hoodies"},
    {"hypothesis", "hypotheses"},
    {"knife", "knives"},
    {"kpi", "kpis"},
    {"leaf", "leaves"},
    {"lens", "lenses"},
    {"life", "lives"},
    {"loaf", "loaves"},
    {"man", "men"},
    {"matrix", "matrices"},
    {"medium", "media"},
    {"menu", "menus"},
    {"mouse", "mice"},
    {"movie", "movies"},
    {"niche", "niches"},
    {"octopus", "octopuses"},
    {"ox", "oxen"},
    {"person", "people"},
    {"phenomenon", "phenomena"},
    {"poi", "pois"},
    {"potato", "potatoes"},
    {"quiz", "quizzes"},
    {"radius", "radii"},
    {"roi", "rois"},
    {"salesman", "salesmen"},
    {"scarf", "scarves"},
    {"self", "selves"},
    {"selfie", "selfies"},
    {"shelf", "shelves"},
    {"sku", "skus"},
    {"smoothie", "smoothies"},
    {"spokesman", "spokesmen"},
    {"status", "statuses"},
    {"stimulus", "stimuli"},
    {"synopsis", "synopses"},
    {"taxi", "taxis"},
    {"thesis", "theses"},
    {"thief", "thieves"},
    {"tomato", "tomatoes"},
    {"tooth", "teeth"},
    {"ui", "uis"},
    {"uri", "uris"},
    {"vertex", "vertices"},
    {"veto", "vetoes"},
    {"virus", "viruses"},
    {"wife", "wives"},
    {"wiki", "wikis"},
    {"wolf", "wolves"},
    {"woman", "women"},
    {"zombie", "zombies"},
});

constexpr auto both = std::to_array<std::string_view>({
    "access",    "advice",      "aircraft",  "analytics",   "auth",         "cash",
    "chassis",   "cms",         "content",   "css",         "data",         "deer",
    "dns",       "economics",   "equipment", "evidence",    "feedback",     "fish",
    "furniture", "gps",         "graphics",  "hardware",    "headquarters", "https",
    "info",      "information", "ios",       "knowledge",   "logistics",    "luggage",
    "mail",      "means",       "media",     "merchandise", "metadata",     "money",
    "music",     "news",        "os",        "personnel",   "physics",      "politics",
    "pos",       "progress",    "research",  "saas",        "series",       "sheep",
    "sms",       "software",    "species",   "staff",       "statistics",   "tls",
    "traffic",   "weather",
});

bool isVowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

/// In the singular for all that it ends with `s`.
bool hasSingularEnd(std::string_view word)
{
    return word.ends_with("ss") || word.ends_with("us") || word.ends_with("is");
}

/// Ends of words that are irregular wherever they stand: `salesperson`, `grandchild`.
constexpr auto irregularEnds = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"person", "people"}, {"child", "children"}, {"woman", "women"}});

/// The word with the other end; nothing when it has none of these.
std::optional<std::string> withEnd(std::string_view word, bool wantsPlural)
{
    for (const auto &[one, many] : irregularEnds) {
        const std::string_view from = wantsPlural ? one : many;
        if (word.ends_with(from))
            return std::string(word.substr(0, word.size() - from.size())) +
                   std::string(wantsPlural ? many : one);
    }
    return std::nullopt;
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
    if (m_both.find(word) != m_both.end() || m_singulars.find(word) != m_singulars.end() ||
        withEnd(word, false))
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
    if (auto other = withEnd(word, true))
        return *std::move(other);
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
    if (auto other = withEnd(word, false))
        return *std::move(other);
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
