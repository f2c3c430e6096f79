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
        if (!canCoerce(assumed, candidate.types, CoercionContext::Implicit))
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
    std::erase_if(candidates, [&](const Candidate &candidate) {
        return !canCoerce(actual, candidate.types, CoercionContext::Implicit);
    });
    if (candidates.empty())
        return Resolution::None;
    chosen = candidates.size() == 1 ? candidates.data() : selectCandidate(candidates, actual);
    return chosen ? Resolution::Found : Resolution::Ambiguous;
}

/// The parameter that a name means; `count` when there is none.
std::size_t parameterNamed(const CatalogFunction &row, std::string_view name)
{
    std::string_view rest = row.argumentNames;
    for (std::size_t i = 0; i < row.count && !rest.empty(); ++i) {
        const std::size_t comma = rest.find(',');
        if (rest.substr(0, comma) == name)
            return i;
        rest.remove_prefix(comma + 1);
    }
    return row.count;
}

/// Whether the function takes as many arguments, of such names; the types in the call's order.
bool fit(const CatalogFunction &row, const CallArguments &arguments, Candidate &candidate)
{
    const std::size_t count = arguments.types.size();
    candidate.function = &row;
    if (!arguments.names.empty()) {
        // Neither variadic functions that are spread out nor a parameter twice.
        if ((row.variadic && !arguments.variadic) || count > row.count)
            return false;
        const std::size_t positional = count - arguments.names.size();
        std::array<bool, CatalogFunction::maxArguments> given{};
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at =
                i < positional ? i : parameterNamed(row, arguments.names[i - positional]);
            if (at >= row.count || given[at])
                return false;
            given[at] = true;
            candidate.types.push_back(row.arguments[at]);
        }
        for (std::size_t i = 0; i + row.defaults < row.count; ++i) {
            if (!given[i])
                return false;
        }
        candidate.expanded = count != row.count;
        return true;
    }
    const bool spread = row.variadic && !arguments.variadic && count >= row.count;
    if (arguments.variadic && !row.variadic)
        return false;
    if (!spread && (count > row.count || count + row.defaults < row.count))
        return false;
    candidate.types.assign(row.arguments, row.arguments + std::min<std::size_t>(row.count, count));
    if (spread) {
        candidate.types.resize(row.count - 1U);
        candidate.types.resize(count, row.variadic);
    }
    candidate.expanded = spread || row.count != count;
    return true;
}

/// Whether `f(x)` means a cast of `source`, as func_get_detail decides it.
bool isCastCall(Oid source, Oid target)
{
    if (source == oid::unknown)
        return true;
    switch (findCoercion(source, target, CoercionContext::Explicit).kind) {
    case CoercionPath::Kind::Same:
    case CoercionPath::Kind::Binary:
        return true;
    case CoercionPath::Kind::ThroughText: {
        const CatalogType *row = findType(target);
        return !isRow(source) || !row || row->category != 'S';
    }
    default:
        return false;
    }
}

void settle(ResolvedOperator &resolved, const CatalogOperator &row, const Types &actual)
{
    Types declared;
    if (row.left)
        declared.push_back(row.left);
    declared.push_back(row.right);
    resolved.row = &row;
    resolved.result = settlePolymorphic(actual, declared, row.result);
    resolved.left = row.left ? declared.front() : 0;
    resolved.right = declared.back();
    resolved.resolution = resolved.result ? Resolution::Found : Resolution::Indeterminate;
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
            settle(resolved, row, actual);
            return resolved;
        }
        candidates.push_back(std::move(candidate));
    }
    resolved.resolution = choose(candidates, actual, chosen);
    if (resolved.resolution == Resolution::Found)
        settle(resolved, *chosen->op, actual);
    return resolved;
}

ResolvedFunction resolveFunction(std::string_view name, const CallArguments &arguments,
                                 Oid castTarget)
{
    const Types &types = arguments.types;
    ResolvedFunction resolved;
    Candidates candidates;
    for (const CatalogFunction &row : functionsNamed(name)) {
        Candidate candidate;
        if (!fit(row, arguments, candidate))
            continue;
        const auto same = std::ranges::find(candidates, candidate.types, &Candidate::types);
        if (same == candidates.end())
            candidates.push_back(std::move(candidate));
        else if (same->expanded && !candidate.expanded)
            *same = std::move(candidate);
    }
    const Candidate *chosen = nullptr;
    const auto exact = std::ranges::find(candidates, types, &Candidate::types);
    if (exact != candidates.end()) {
        chosen = &*exact;
        resolved.resolution = Resolution::Found;
    } else {
        if (castTarget && types.size() == 1 && arguments.names.empty() &&
            isCastCall(types[0], castTarget)) {
            resolved.resolution = Resolution::Found;
            resolved.isCast = true;
            resolved.result = castTarget;
            return resolved;
        }
        resolved.resolution = choose(candidates, types, chosen);
    }
    if (resolved.resolution != Resolution::Found)
        return resolved;
    resolved.row = chosen->function;
    resolved.declared = chosen->types;
    resolved.result = settlePolymorphic(types, resolved.declared, chosen->function->result);
    if (!resolved.result)
        resolved.resolution = Resolution::Indeterminate;
    return resolved;
}

} // namespace tw::postgresql
