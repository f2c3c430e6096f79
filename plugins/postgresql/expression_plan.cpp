// SPDX-License-Identifier: MIT
// What is left of an expression when it has been planned: the server leaves out what constants
// decide, and only then asks whether the rest is immutable.
#include "expression_typer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tw::postgresql {

using Known = Constant::Kind;

void Typer::addEffect(Effect::Kind kind, std::string_view what, std::size_t offset)
{
    m_effects.push_back({kind, std::string(what), offset, false});
}

void Typer::dropMutable(std::size_t mark)
{
    const auto begin = m_effects.begin() + static_cast<std::ptrdiff_t>(mark);
    m_effects.erase(
        std::remove_if(begin, m_effects.end(),
                       [](const Effect &effect) { return !effect.isFailure() || effect.isLate; }),
        m_effects.end());
}

/// A null leaves nothing of the operands that it was made of.
void Typer::leaveOut(const Constant &made, std::size_t mark)
{
    if (made.isNull())
        dropMutable(mark);
    else if (made.kind == Known::Maybe)
        softenMutable(mark);
}

void Typer::softenMutable(std::size_t mark)
{
    for (std::size_t i = mark; i < m_effects.size(); ++i) {
        if (m_effects[i].kind == Effect::Kind::Mutable)
            m_effects[i].kind = Effect::Kind::MaybeMutable;
        else if (m_effects[i].isLate)
            m_effects[i].kind = Effect::Kind::MaybeFails;
    }
}

void Typer::soften(std::vector<Effect> &effects)
{
    for (Effect &effect : effects)
        effect.kind = effect.isFailure() ? Effect::Kind::MaybeFails : Effect::Kind::MaybeMutable;
}

void Typer::append(std::vector<Effect> &effects)
{
    std::move(effects.begin(), effects.end(), std::back_inserter(m_effects));
    effects.clear();
}

std::vector<Effect> Typer::cut(std::size_t mark)
{
    if (m_effects.size() == mark)
        return {};
    const auto begin = m_effects.begin() + static_cast<std::ptrdiff_t>(mark);
    std::vector<Effect> taken(std::make_move_iterator(begin),
                              std::make_move_iterator(m_effects.end()));
    m_effects.erase(begin, m_effects.end());
    return taken;
}

/// AND is decided by the first constant false, OR by the first constant true; what follows is not
/// looked at, and what came before is left out.
Constant Typer::planJunction(std::vector<Part> &parts, bool isAnd)
{
    if (!m_isPlanned && !m_isEvaluated)
        return {};
    const std::size_t begin = mark();
    const Known decisive = isAnd ? Known::False : Known::True;
    const Known neutral = isAnd ? Known::True : Known::False;
    bool unsure = false;
    bool hasNull = false;
    bool variable = false;
    for (Part &part : parts) {
        if (unsure)
            soften(part.effects);
        append(part.effects);
        const Known kind = part.value.constant.kind;
        if (kind == decisive) {
            dropMutable(begin);
            return Constant::of(decisive);
        }
        if (kind == Known::None) {
            variable = true;
        } else if (kind == Known::Null) {
            hasNull = true;
        } else if (kind != neutral) {
            unsure = true;
            softenMutable(begin);
        }
    }
    if (unsure)
        return Constant::of(variable ? Known::Maybe : Known::Any);
    if (variable)
        return {};
    return Constant::of(hasNull ? Known::Null : neutral);
}

/// Constant nulls are left out; the first other constant is the last that is looked at.
Constant Typer::planCoalesce(std::vector<Part> &parts)
{
    if (!m_isPlanned && !m_isEvaluated)
        return {};
    bool unsure = false;
    bool variable = false;
    for (Part &part : parts) {
        if (unsure)
            soften(part.effects);
        append(part.effects);
        const Constant &constant = part.value.constant;
        if (constant.isNull())
            continue;
        if (constant.isNotNull())
            return unsure || variable ? Constant::of(variable ? Known::None : Known::NotNull)
                                      : constant;
        if (constant.kind == Known::None)
            variable = true;
        else
            unsure = true;
    }
    if (unsure)
        return Constant::of(Known::Maybe);
    return Constant::of(variable ? Known::None : Known::Null);
}

/// Branches that cannot be taken are left out; the first that always is, is the last. Without any
/// that may be taken the value that they compare is left out too.
Constant Typer::planCase(std::vector<Branch> &branches, Part &otherwise,
                         std::vector<Effect> &argument)
{
    if (!m_isPlanned && !m_isEvaluated)
        return {};
    bool unsure = false;
    bool variable = false;
    const std::size_t begin = mark();
    append(argument);
    const std::size_t middle = mark();
    Constant last;
    bool isDecided = false;
    for (Branch &branch : branches) {
        if (unsure)
            soften(branch.condition.effects);
        append(branch.condition.effects);
        const Known kind = branch.condition.value.constant.kind;
        if (kind == Known::False || kind == Known::Null)
            continue;
        if (kind != Known::None && kind != Known::True)
            unsure = true;
        if (unsure)
            soften(branch.result.effects);
        append(branch.result.effects);
        if (kind == Known::True) {
            last = branch.result.value.constant;
            isDecided = true;
            break;
        }
        variable = variable || kind == Known::None;
    }
    if (!isDecided) {
        if (unsure)
            soften(otherwise.effects);
        append(otherwise.effects);
        last = otherwise.value.constant;
    }
    if (!variable) {
        std::vector<Effect> rest = cut(middle);
        if (unsure)
            softenMutable(begin);
        else
            dropMutable(begin);
        append(rest);
    }
    if (unsure)
        return Constant::of(Known::Maybe);
    return variable ? Constant() : last;
}

Constant Typer::planAll(std::span<const Typed> values, Constant::Kind kind)
{
    bool maybe = false;
    for (const Typed &value : values) {
        if (value.constant.kind == Known::None)
            return {};
        maybe = maybe || value.constant.kind == Known::Maybe;
    }
    return Constant::of(maybe ? Known::Maybe : kind);
}

void Typer::reportEffects()
{
    for (const Effect &effect : m_effects) {
        switch (effect.kind) {
        case Effect::Kind::Fails:
            mismatch(fmt::format("`{}` fails for these constants", effect.what), effect.offset);
            return;
        case Effect::Kind::MaybeFails:
            undecided(fmt::format("the value of `{}` for constants", effect.what), effect.offset);
            break;
        default:
            break;
        }
    }
    if (!m_isPlanned)
        return;
    for (const Effect &effect : m_effects) {
        if (effect.kind == Effect::Kind::Mutable)
            report(Kind::NotImmutable, effect.what, effect.offset);
        else if (effect.kind == Effect::Kind::MaybeMutable)
            undecided(fmt::format("whether `{}` is immutable here", effect.what), effect.offset);
    }
}

} // namespace tw::postgresql
