// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/line_settings.h"
#include "frontend/dbml/link_names.h"
#include "frontend/dbml/settings.h"

#include <tablewright/base/utf8.h>

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace tw::dbml {

namespace {

/// `>`, `?<`, `-?`, `?<>?`: a relation, with marks where a side may have none.
struct Relation {
    enum class Kind : std::uint8_t { ManyToOne, OneToMany, OneToOne, ManyToMany };
    Kind kind = Kind::ManyToOne;
    bool leftOptional = false;
    bool rightOptional = false;
};

std::optional<Relation> relationOf(std::string_view sign)
{
    Relation relation;
    if (sign.starts_with('?')) {
        relation.leftOptional = true;
        sign.remove_prefix(1);
    }
    if (sign.ends_with('?')) {
        relation.rightOptional = true;
        sign.remove_suffix(1);
    }
    constexpr std::array<std::pair<std::string_view, Relation::Kind>, 4> signs{
        {{">", Relation::Kind::ManyToOne},
         {"<", Relation::Kind::OneToMany},
         {"-", Relation::Kind::OneToOne},
         {"<>", Relation::Kind::ManyToMany}}};
    for (const auto &[spelling, kind] : signs) {
        if (sign == spelling) {
            relation.kind = kind;
            return relation;
        }
    }
    return std::nullopt;
}

/// What the settings of a ref say.
struct RefSettings {
    ir::ReferentialAction onDelete = ir::ReferentialAction::Unspecified;
    ir::ReferentialAction onUpdate = ir::ReferentialAction::Unspecified;
    SourceRange onDeleteRange;
    SourceRange onUpdateRange;
    ir::Color color;
    bool inactive = false;
};

std::optional<ir::ReferentialAction> actionOf(const Setting &setting)
{
    std::string name(setting.valueName);
    if (setting.value != nullptr && setting.value->is(Node::Kind::Word))
        name = asciiLower(setting.value->text);
    using enum ir::ReferentialAction;
    for (const auto action : {NoAction, Restrict, Cascade, SetNull, SetDefault}) {
        if (equalsIgnoringCase(spelling(action), name))
            return action;
    }
    return std::nullopt;
}

void readAction(FileContext &file, const Setting &setting, ir::ReferentialAction &action,
                SourceRange &range)
{
    const auto found = actionOf(setting);
    if (!found) {
        reportSetting(file, setting,
                      "`cascade`, `restrict`, `set null`, `set default` or `no action`");
        return;
    }
    action = *found;
    range = valueRange(file, setting);
}

RefSettings readSettings(FileContext &file, const Node &list)
{
    checkSettingNames(file, list);
    RefSettings result;
    for (const Setting &setting : list.settings) {
        if (setting.name == "delete") {
            readAction(file, setting, result.onDelete, result.onDeleteRange);
        } else if (setting.name == "update") {
            readAction(file, setting, result.onUpdate, result.onUpdateRange);
        } else if (setting.name == "color") {
            if (isColor(setting.value))
                result.color = {std::string(setting.value->text), file.range(*setting.value)};
            else
                reportSetting(file, setting, "a colour such as `#3498db`");
        } else if (setting.name == "inactive") {
            result.inactive = true;
            if (setting.value != nullptr || !setting.valueWords.empty())
                reportSetting(file, setting, "none");
        } else if (setting.key == nullptr) {
            reportUnknownSetting(file, setting, "a ref", {"delete", "update", "color", "inactive"});
        }
    }
    return result;
}

/// Adds what `make` makes where `pending` says that it goes.
template <class Link>
void append(FileContext &file, std::vector<Link> &links, std::vector<Link> &inactive,
            std::vector<Link> *ofPartial, Link link, PendingRef pending)
{
    std::vector<Link> &target =
        ofPartial != nullptr ? *ofPartial : (pending.isInactive ? inactive : links);
    pending.index = static_cast<std::uint32_t>(target.size());
    target.push_back(std::move(link));
    file.links.refs.push_back(std::move(pending));
}

bool hasRoom(FileContext &file, SourceRange range)
{
    const ir::Schema &schema = file.schema;
    const std::size_t count = schema.foreignKeys.size() + schema.relationships.size() +
                              schema.inactiveForeignKeys.size() +
                              schema.inactiveRelationships.size();
    if (count < file.limits.foreignKeys)
        return true;
    if (!std::exchange(file.links.isFull, true))
        file.diagnostics.report(diag::TooManyElements, range, file.limits.foreignKeys, "refs");
    return false;
}

/// Makes the foreign key or relationship; its ends wait until names are known.
void addRef(FileContext &file, const Relation &relation, ir::Name name, RefSettings settings,
            SourceRange range, PendingRef pending)
{
    if (!hasRoom(file, range))
        return;
    using enum Relation::Kind;
    // Written on its own, a one-to-one ref has its key on the right.
    pending.leftIsSource = relation.kind == ManyToOne || relation.kind == ManyToMany ||
                           (relation.kind == OneToOne && pending.left == nullptr);
    pending.isRelationship = relation.kind == OneToOne || relation.kind == ManyToMany;
    pending.isInactive = settings.inactive;
    pending.place = range;

    ir::LinkLooks looks;
    looks.color = std::move(settings.color);
    looks.sourceOptional = pending.leftIsSource ? relation.leftOptional : relation.rightOptional;
    looks.targetOptional = pending.leftIsSource ? relation.rightOptional : relation.leftOptional;
    looks.swapped = relation.kind == OneToMany;
    Rare<ir::LinkLooks> rareLooks;
    if (!looks.color.empty() || looks.sourceOptional || looks.targetOptional || looks.swapped)
        rareLooks = std::move(looks);

    ir::Schema &schema = file.schema;
    ir::TablePartial *const partial =
        pending.owner.partial.isValid() ? &schema.partials[pending.owner.partial.index()] : nullptr;
    if (pending.isRelationship) {
        ir::Relationship link;
        link.name = std::move(name);
        link.kind = relation.kind == OneToOne ? ir::Relationship::Kind::OneToOne
                                              : ir::Relationship::Kind::ManyToMany;
        link.onDelete = settings.onDelete;
        link.onUpdate = settings.onUpdate;
        link.looks = std::move(rareLooks);
        link.range = range;
        append(file, schema.relationships, schema.inactiveRelationships,
               partial != nullptr ? &partial->relationships : nullptr, std::move(link),
               std::move(pending));
        return;
    }
    ir::ForeignKey link;
    link.name = std::move(name);
    link.onDelete = settings.onDelete;
    link.onUpdate = settings.onUpdate;
    link.onDeleteRange = settings.onDeleteRange;
    link.onUpdateRange = settings.onUpdateRange;
    link.looks = std::move(rareLooks);
    link.range = range;
    append(file, schema.foreignKeys, schema.inactiveForeignKeys,
           partial != nullptr ? &partial->foreignKeys : nullptr, std::move(link),
           std::move(pending));
}

/// `table.column` or `table.(a, b)`
bool namesColumns(const EndSyntax &end)
{
    return end.group != nullptr ? !end.names.empty() && !end.group->parts.empty()
                                : end.names.size() >= 2;
}

bool checkEnds(FileContext &file, const Node &relation, const EndSyntax &left,
               const EndSyntax &right)
{
    const std::size_t before = file.diagnostics.errorCount();
    for (const auto &[end, node] :
         {std::pair(&left, relation.parts[0]), std::pair(&right, relation.parts[1])}) {
        if (!namesColumns(*end))
            file.diagnostics.report(diag::UnexpectedItem, file.range(*node), describe(*node),
                                    "`table.column` or `table.(column, column)`");
    }
    const std::size_t leftCount = left.group != nullptr ? left.group->parts.size() : 0;
    const std::size_t rightCount = right.group != nullptr ? right.group->parts.size() : 0;
    if (leftCount == rightCount || file.diagnostics.errorCount() != before)
        return file.diagnostics.errorCount() == before;
    if (leftCount + rightCount == 1)
        file.diagnostics.report(diag::UnexpectedItem, file.range(relation),
                                "a column in brackets on one side only",
                                "brackets on both sides or none");
    else
        file.diagnostics.report(diag::RelationshipColumnCount, file.range(relation),
                                left.columns().size(), right.columns().size());
    return false;
}

void readRefLine(FileContext &file, const Element &element, const Line &line)
{
    const SplitLine split = splitLine(line);
    RefSettings settings;
    if (split.settings != nullptr)
        settings = readSettings(file, *split.settings);
    reportExtra(file, split, "one relation and its settings");

    const Node &node = *line.items.front();
    std::optional<Relation> relation;
    std::optional<EndSyntax> left;
    std::optional<EndSyntax> right;
    if (node.is(Node::Kind::Binary) && node.parts.size() == 2) {
        relation = relationOf(node.text);
        left = splitEnd(node.parts[0]);
        right = splitEnd(node.parts[1]);
    }
    if (!relation || !left || !right) {
        file.diagnostics.report(diag::UnexpectedItem, file.range(node), describe(node),
                                "two ends and a relation between them, `a.x > b.y`");
        return;
    }
    if (!checkEnds(file, node, *left, *right))
        return;
    ir::Name name;
    if (element.name != nullptr && element.name->isName())
        name = nameOf(file, *element.name);
    PendingRef pending;
    pending.left = node.parts[0];
    pending.right = node.parts[1];
    addRef(file, *relation, std::move(name), std::move(settings),
           file.tree.range(element.begin, element.end), std::move(pending));
}

} // namespace

void readRef(FileContext &file, const Element &element)
{
    const HeaderRules rules{.what = "Ref",
                            .naming = HeaderRules::Naming::Optional,
                            .content = HeaderRules::Content::Either};
    const std::size_t before = file.diagnostics.errorCount();
    checkHeader(file, element, rules);
    const bool isSound = file.diagnostics.errorCount() == before;
    if (element.simple != nullptr)
        readRefLine(file, element, *element.simple);
    if (element.body == nullptr)
        return;
    std::vector<const Line *> lines;
    for (const Entry &entry : element.body->entries) {
        Element inner;
        if (toElement(entry, inner))
            checkPlace(file, inner, ElementKind::Ref);
        else
            lines.push_back(&entry.line);
    }
    if (lines.size() == 1)
        readRefLine(file, element, *lines.front());
    else if (lines.empty() && isSound)
        file.diagnostics.report(diag::EmptyElement, file.range(*element.type), rules.what,
                                "a relation such as `a.x > b.y`");
    for (std::size_t i = 1; i < lines.size(); ++i)
        file.diagnostics.report(diag::UnexpectedItem,
                                file.tree.range(lines[i]->begin, lines[i]->end), "another line",
                                "one relation in a `Ref`");
}

void readInlineRef(FileContext &file, const Setting &setting, const ColumnOwner &owner)
{
    std::optional<Relation> relation;
    std::optional<EndSyntax> end;
    if (setting.value != nullptr && setting.value->is(Node::Kind::Sign)) {
        relation = relationOf(setting.value->text);
        end = splitEnd(setting.value->parts.front());
    }
    if (!relation || !end || end->group != nullptr) {
        reportValue(file, setting, "a relation and a column, `> table.column`");
        return;
    }
    PendingRef pending;
    pending.right = setting.value->parts.front();
    pending.owner = owner;
    addRef(file, *relation, {}, {}, file.tree.range(setting.begin, setting.end),
           std::move(pending));
}

} // namespace tw::dbml
