// SPDX-License-Identifier: MIT
#include "resolution.h"

#include <algorithm>
#include <array>

namespace tw::postgresql {
namespace {

using Types = std::vector<Oid>;

struct Candidate {
    Types types;
    const CatalogOperator *op = nullptr;
    const CatalogFunction *function = nullptr;
    bool expanded = false; ///< a variadic argument or a default was filled in
};

using Candidates = std::vector<Candidate>;

char categoryOf(Oid type)
{
    const CatalogType *row = findType(type);
    return row ? row->category : '\0';
}

bool isPreferred(Oid type, char category)
{
    const CatalogType *row = findType(type);
    return row && row->preferred && row->category == category;
}

/// Keeps the candidates for which `score` is highest.
template <class Score> void keepBest(Candidates &candidates, Score &&score)
{
    std::size_t best = 0;
    for (const Candidate &candidate : candidates)
        best = std::max(best, score(candidate));
    std::erase_if(candidates, [&](const Candidate &candidate) { return score(candidate) < best; });
}

/// The category that each unknown argument should have. False when the candidates disagree.
bool chooseCategories(const Candidates &candidates, const Types &actual,
                      std::vector<char> &categories, std::vector<bool> &hasPreferred)
{
    for (std::size_t i = 0; i < actual.size(); ++i) {
        if (actual[i] != oid::unknown)
            continue;
        bool conflict = false;
        char &slot = categories[i];
        for (const Candidate &candidate : candidates) {
            const char category = categoryOf(candidate.types[i]);
            const bool preferred = isPreferred(candidate.types[i], category);
            if (slot == '\0' || (category != slot && category == 'S')) {
                slot = category;
                hasPreferred[i] = preferred;
            } else if (category == slot) {
                hasPreferred[i] = hasPreferred[i] || preferred;
            } else {
                conflict = true;
            }
        }
        if (conflict && slot != 'S')
            return false;
    }
    return true;
}

/// func_select_candidate: null when no rule prefers one.
const Candidate *selectCandidate(Candidates &candidates, const Types &actual)
{
    keepBest(candidates, [&](const Candidate &candidate) {
        std::size_t exact = 0;
        for (std::size_t i = 0; i < actual.size(); ++i)
            exact += actual[i] != oid::unknown && candidate.types[i] == actual[i] ? 1U : 0U;
        return exact;
    });
    if (candidates.size() == 1)
        return candidates.data();
    keepBest(candidates, [&](const Candidate &candidate) {
        std::size_t good = 0;
        for (std::size_t i = 0; i < actual.size(); ++i) {
            good += actual[i] != oid::unknown &&
                            (candidate.types[i] == actual[i] ||
                             isPreferred(candidate.types[i], categoryOf(actual[i])))
                        ? 1U
                        : 0U;
        }
        return good;
    });
    if (candidates.size() == 1)
        return candidates.data();
    const auto unknowns = std::ranges::count(actual, oid::unknown);
    if (unknowns == 0)
        return nullptr;

    std::vector<char> categories(actual.size(), '\0');
    std::vector<bool> hasPreferred(actual.size(), false);
    if (chooseCategories(candidates, actual, categories, hasPreferred)) {
        Candidates kept;
        for (const Candidate &candidate : candidates) {
            bool keep = true;
            for (std::size_t i = 0; i < actual.size(); ++i) {
                if (actual[i] != oid::unknown)
                    continue;
                const char category = categoryOf(candidate.types[i]);
                keep = keep && category == categories[i] &&
                       (!hasPreferred[i] || isPreferred(candidate.types[i], category));
            }
            if (keep)
                kept.push_back(candidate);
        }
        if (!kept.empty())
            candidates = std::move(kept);
        if (candidates.size() == 1)
            return candidates.data();
    }

    // Take the unknown ones to have the one type that all known ones have.
    Oid known = 0;
    for (const Oid type : actual) {
        if (type == oid::unknown)
            continue;
        if (known && known != type)
            return nullptr;
        known = type;
    }
    if (!known)
        return nullptr;
    const Types assumed(actual.size(), known);
    const Candidate *only = nullptr;
    for (const Candidate &candidate : candidates) {
        if (canCoerce(assumed, candidate.types, CoercionContext::Implicit) == Tristate::No)
            continue;
        if (only)
            return nullptr;
        only = &candidate;
    }
    return only;
}

/// Drops what cannot take the arguments and chooses among the rest.
Resolution choose(Candidates &candidates, const Types &actual, const Candidate *&chosen)
{
    bool unsure = false;
    std::erase_if(candidates, [&](const Candidate &candidate) {
        const Tristate fits = canCoerce(actual, candidate.types, CoercionContext::Implicit);
        unsure = unsure || fits == Tristate::Unknown;
        return fits == Tristate::No;
    });
    if (candidates.empty())
        return Resolution::None;
    if (unsure)
        return Resolution::Unknown;
    chosen = candidates.size() == 1 ? candidates.data() : selectCandidate(candidates, actual);
    return chosen ? Resolution::Found : Resolution::Ambiguous;
}

Candidate expand(const CatalogFunction &row, std::size_t count)
{
    Candidate candidate;
    candidate.function = &row;
    for (std::size_t i = 0; i < std::min<std::size_t>(row.count, count); ++i)
        candidate.types.push_back(row.arguments[i]);
    if (row.variadic && count >= row.count) {
        candidate.types.resize(row.count - 1U);
        candidate.types.resize(count, row.variadic);
        candidate.expanded = true;
    }
    candidate.expanded = candidate.expanded || row.count != count;
    return candidate;
}

bool takesCount(const CatalogFunction &row, std::size_t count)
{
    if (row.variadic && count >= row.count)
        return true;
    return count <= row.count && count + row.defaults >= row.count;
}

/// Whether `f(x)` means a cast of `source`, as func_get_detail decides it.
bool isCastCall(Oid source, Oid target)
{
    if (source == oid::unknown)
        return true;
    switch (findCoercion(source, target, CoercionContext::Explicit).kind) {
    case CoercionPath::Kind::Same:
    case CoercionPath::Kind::Binary:
    case CoercionPath::Kind::ThroughText:
        return true;
    default:
        return false;
    }
}

} // namespace

ResolvedOperator resolveOperator(std::string_view name, Oid left, Oid right)
{
    Types actual;
    if (left)
        actual.push_back(left);
    actual.push_back(right);
    // An exact match; an unknown operand is first taken to have the other one's type.
    Types exact = actual;
    if (exact.size() == 2 && exact[0] == oid::unknown)
        exact[0] = exact[1];
    else if (exact.size() == 2 && exact[1] == oid::unknown)
        exact[1] = exact[0];

    Candidates candidates;
    const Candidate *chosen = nullptr;
    ResolvedOperator resolved;
    for (const CatalogOperator &row : operatorsNamed(name)) {
        if ((row.left == 0) != (left == 0))
            continue;
        Candidate candidate;
        candidate.op = &row;
        if (left)
            candidate.types.push_back(row.left);
        candidate.types.push_back(row.right);
        if (candidate.types == exact) {
            resolved.resolution = Resolution::Found;
            resolved.row = &row;
            resolved.result = row.result;
            return resolved;
        }
        candidates.push_back(std::move(candidate));
    }
    resolved.resolution = choose(candidates, actual, chosen);
    if (resolved.resolution != Resolution::Found)
        return resolved;
    resolved.row = chosen->op;
    resolved.result = resolvePolymorphic(chosen->op->result, actual, chosen->types);
    if (!resolved.result)
        resolved.resolution = Resolution::Unknown;
    return resolved;
}

ResolvedFunction resolveFunction(std::string_view name, const std::vector<Oid> &arguments)
{
    ResolvedFunction resolved;
    Candidates candidates;
    for (const CatalogFunction &row : functionsNamed(name)) {
        if (!takesCount(row, arguments.size()))
            continue;
        Candidate candidate = expand(row, arguments.size());
        const auto same = std::ranges::find(candidates, candidate.types, &Candidate::types);
        if (same == candidates.end())
            candidates.push_back(std::move(candidate));
        else if (same->expanded && !candidate.expanded)
            *same = std::move(candidate);
    }
    const Candidate *chosen = nullptr;
    const auto exact = std::ranges::find(candidates, arguments, &Candidate::types);
    if (exact != candidates.end()) {
        chosen = &*exact;
        resolved.resolution = Resolution::Found;
    } else {
        const CatalogType *target = arguments.size() == 1 ? findTypeNamed(name) : nullptr;
        if (target && isCastCall(arguments[0], target->oid)) {
            resolved.resolution = Resolution::Found;
            resolved.isCast = true;
            resolved.result = target->oid;
            return resolved;
        }
        resolved.resolution = choose(candidates, arguments, chosen);
    }
    if (resolved.resolution != Resolution::Found)
        return resolved;
    resolved.row = chosen->function;
    resolved.declared = chosen->types;
    resolved.result = resolvePolymorphic(chosen->function->result, arguments, chosen->types);
    if (!resolved.result)
        resolved.resolution = Resolution::Unknown;
    return resolved;
}

Oid commonType(const std::vector<Oid> &types)
{
    Oid chosen = types.front();
    const bool same = std::ranges::all_of(types, [chosen](Oid type) { return type == chosen; });
    if (same && chosen != oid::unknown)
        return chosen;
    for (const Oid type : types) {
        if (type == oid::unknown || type == chosen)
            continue;
        if (chosen == oid::unknown) {
            chosen = type;
            continue;
        }
        const char category = categoryOf(chosen);
        if (categoryOf(type) != category)
            return 0;
        if (!isPreferred(chosen, category) &&
            findCoercion(chosen, type, CoercionContext::Implicit) &&
            !findCoercion(type, chosen, CoercionContext::Implicit))
            chosen = type;
    }
    return chosen == oid::unknown ? oid::text : chosen;
}

} // namespace tw::postgresql
