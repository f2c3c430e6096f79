// SPDX-License-Identifier: MIT
// The members of each struct that a schema is made of, in one place for whoever goes through them.
// Each `fields(value, use)` calls `use` with all of them, in the order of their declaration. The
// bindings name every member, so that a struct with a new one does not compile here.
#pragma once

#include <tablewright/ir/schema.h>

#include <type_traits>

namespace tw::isolation {

/// `T` is `Struct`, const or not.
template <class T, class Struct>
concept Is = std::is_same_v<std::remove_const_t<T>, Struct>;

template <class T> inline constexpr bool isLocated = false;
template <class T> inline constexpr bool isLocated<ir::Located<T>> = true;
template <class T> inline constexpr bool isSelection = false;
template <class Id> inline constexpr bool isSelection<ir::DiagramView::Selection<Id>> = true;

template <class T, class Use>
    requires isLocated<std::remove_const_t<T>>
decltype(auto) fields(T &located, Use &&use)
{
    auto &[value, range] = located;
    return use(value, range);
}

template <Is<ir::TypeArguments> T, class Use> decltype(auto) fields(T &arguments, Use &&use)
{
    auto &[length, precision, scale] = arguments;
    return use(length, precision, scale);
}

template <Is<ir::TypeSyntax> T, class Use> decltype(auto) fields(T &syntax, Use &&use)
{
    auto &[spelling, arguments] = syntax;
    return use(spelling, arguments);
}

template <Is<ir::DataType> T, class Use> decltype(auto) fields(T &type, Use &&use)
{
    auto &[base, enumType, arguments, argumentCount, arrayDimensions] = type;
    return use(base, enumType, arguments, argumentCount, arrayDimensions);
}

template <Is<ir::Metadata> T, class Use> decltype(auto) fields(T &metadata, Use &&use)
{
    auto &[key, value, isColor] = metadata;
    return use(key, value, isColor);
}

template <Is<ir::DefaultValue> T, class Use> decltype(auto) fields(T &defaultValue, Use &&use)
{
    auto &[kind, value] = defaultValue;
    return use(kind, value);
}

template <Is<ir::Column> T, class Use> decltype(auto) fields(T &column, Use &&use)
{
    auto &[id, name, typeSyntax, type, nullable, autoIncrement, nullableRange, autoIncrementRange,
           defaultValue, generated, note, metadata, partial, range] = column;
    return use(id, name, typeSyntax, type, nullable, autoIncrement, nullableRange,
               autoIncrementRange, defaultValue, generated, note, metadata, partial, range);
}

template <Is<ir::ColumnRef> T, class Use> decltype(auto) fields(T &ref, Use &&use)
{
    auto &[name, column] = ref;
    return use(name, column);
}

template <Is<ir::PrimaryKey> T, class Use> decltype(auto) fields(T &key, Use &&use)
{
    auto &[name, columns, range] = key;
    return use(name, columns, range);
}

template <Is<ir::UniqueKey> T, class Use> decltype(auto) fields(T &key, Use &&use)
{
    auto &[name, columns, partial, range] = key;
    return use(name, columns, partial, range);
}

template <Is<ir::CheckConstraint> T, class Use> decltype(auto) fields(T &check, Use &&use)
{
    auto &[name, expression, partial, range] = check;
    return use(name, expression, partial, range);
}

template <Is<ir::IndexElement> T, class Use> decltype(auto) fields(T &element, Use &&use)
{
    auto &[column, expression, order, nulls, range] = element;
    return use(column, expression, order, nulls, range);
}

template <Is<ir::Index> T, class Use> decltype(auto) fields(T &index, Use &&use)
{
    auto &[name, elements, include, method, where, unique, uniqueRange, note, partial, range] =
        index;
    return use(name, elements, include, method, where, unique, uniqueRange, note, partial, range);
}

template <Is<ir::Position> T, class Use> decltype(auto) fields(T &position, Use &&use)
{
    auto &[x, y, range] = position;
    return use(x, y, range);
}

template <Is<ir::Injection> T, class Use> decltype(auto) fields(T &injection, Use &&use)
{
    auto &[partialName, partial, before] = injection;
    return use(partialName, partial, before);
}

template <Is<ir::Table> T, class Use> decltype(auto) fields(T &table, Use &&use)
{
    auto &[id, namespaceName, name, columns, primaryKey, extraPrimaryKeys, uniqueKeys, checks,
           indexes, note, headerColor, alias, metadata, injections, notePartial, headerColorPartial,
           primaryKeyPartial, position, range] = table;
    return use(id, namespaceName, name, columns, primaryKey, extraPrimaryKeys, uniqueKeys, checks,
               indexes, note, headerColor, alias, metadata, injections, notePartial,
               headerColorPartial, primaryKeyPartial, position, range);
}

template <Is<ir::EnumValue> T, class Use> decltype(auto) fields(T &enumValue, Use &&use)
{
    auto &[value, note] = enumValue;
    return use(value, note);
}

template <Is<ir::EnumType> T, class Use> decltype(auto) fields(T &enumType, Use &&use)
{
    auto &[id, namespaceName, name, values, note, range] = enumType;
    return use(id, namespaceName, name, values, note, range);
}

template <Is<ir::Endpoint> T, class Use> decltype(auto) fields(T &endpoint, Use &&use)
{
    auto &[tableSyntax, columns, table] = endpoint;
    return use(tableSyntax, columns, table);
}

template <Is<ir::LinkLooks> T, class Use> decltype(auto) fields(T &looks, Use &&use)
{
    auto &[color, sourceOptional, targetOptional, swapped] = looks;
    return use(color, sourceOptional, targetOptional, swapped);
}

template <Is<ir::ForeignKey> T, class Use> decltype(auto) fields(T &key, Use &&use)
{
    auto &[id, name, source, target, looks, partial, onDelete, onUpdate, onDeleteRange,
           onUpdateRange, deferrability, addedLater, fromRelationship, range] = key;
    return use(id, name, source, target, looks, partial, onDelete, onUpdate, onDeleteRange,
               onUpdateRange, deferrability, addedLater, fromRelationship, range);
}

template <Is<ir::Relationship> T, class Use> decltype(auto) fields(T &relationship, Use &&use)
{
    auto &[id, name, kind, source, target, onDelete, onUpdate, junctionNamespace, junctionName,
           looks, partial, range] = relationship;
    return use(id, name, kind, source, target, onDelete, onUpdate, junctionNamespace, junctionName,
               looks, partial, range);
}

template <Is<ir::TablePartial> T, class Use> decltype(auto) fields(T &partial, Use &&use)
{
    auto &[table, foreignKeys, relationships] = partial;
    return use(table, foreignKeys, relationships);
}

template <Is<ir::TableGroup::Member> T, class Use> decltype(auto) fields(T &member, Use &&use)
{
    auto &[table, range] = member;
    return use(table, range);
}

template <Is<ir::TableGroup> T, class Use> decltype(auto) fields(T &group, Use &&use)
{
    auto &[name, tables, note, color, metadata, range] = group;
    return use(name, tables, note, color, metadata, range);
}

template <Is<ir::StickyNote> T, class Use> decltype(auto) fields(T &note, Use &&use)
{
    auto &[name, text, color, metadata, range] = note;
    return use(name, text, color, metadata, range);
}

template <class T, class Use>
    requires isSelection<std::remove_const_t<T>>
decltype(auto) fields(T &selection, Use &&use)
{
    auto &[given, all, some, range] = selection;
    return use(given, all, some, range);
}

template <Is<ir::DiagramView> T, class Use> decltype(auto) fields(T &view, Use &&use)
{
    auto &[name, tables, notes, groups, namespaces, range] = view;
    return use(name, tables, notes, groups, namespaces, range);
}

template <Is<ir::Dependency::End> T, class Use> decltype(auto) fields(T &end, Use &&use)
{
    auto &[table, column, range] = end;
    return use(table, column, range);
}

template <Is<ir::Dependency::Edge> T, class Use> decltype(auto) fields(T &edge, Use &&use)
{
    auto &[upstream, downstream] = edge;
    return use(upstream, downstream);
}

template <Is<ir::Dependency> T, class Use> decltype(auto) fields(T &dependency, Use &&use)
{
    auto &[name, edges, note, color, metadata, range] = dependency;
    return use(name, edges, note, color, metadata, range);
}

template <Is<ir::RecordValue> T, class Use> decltype(auto) fields(T &value, Use &&use)
{
    auto &[kind, text] = value;
    return use(kind, text);
}

template <Is<ir::Records> T, class Use> decltype(auto) fields(T &records, Use &&use)
{
    auto &[table, columns, values, rowRanges, isExample, range] = records;
    return use(table, columns, values, rowRanges, isExample, range);
}

template <Is<ir::Mention> T, class Use> decltype(auto) fields(T &mention, Use &&use)
{
    auto &[declared, range] = mention;
    return use(declared, range);
}

template <Is<ir::Schema> T, class Use> decltype(auto) fields(T &schema, Use &&use)
{
    auto &[id, name, note, tables, enums, foreignKeys, relationships, records, creationOrder,
           metadata, partials, groups, stickyNotes, views, dependencies, inactiveForeignKeys,
           inactiveRelationships, mentions] = schema;
    return use(id, name, note, tables, enums, foreignKeys, relationships, records, creationOrder,
               metadata, partials, groups, stickyNotes, views, dependencies, inactiveForeignKeys,
               inactiveRelationships, mentions);
}

/// `T` is a struct that is gone through by its members.
template <class T>
concept HasFields = requires(T &value) { fields(value, [](auto &...) {}); };

/// Nothing else is one of an enumeration; `-Wswitch` keeps each whole.
constexpr bool isKnown(ir::DefaultValue::Kind kind)
{
    using Kind = ir::DefaultValue::Kind;
    switch (kind) {
    case Kind::None:
    case Kind::Null:
    case Kind::Boolean:
    case Kind::Number:
    case Kind::String:
    case Kind::Expression:
        return true;
    }
    return false;
}

constexpr bool isKnown(ir::RecordValue::Kind kind)
{
    using Kind = ir::RecordValue::Kind;
    switch (kind) {
    case Kind::Omitted:
    case Kind::Null:
    case Kind::Boolean:
    case Kind::Number:
    case Kind::String:
    case Kind::Expression:
        return true;
    }
    return false;
}

constexpr bool isKnown(ir::IndexElement::Order order)
{
    using Order = ir::IndexElement::Order;
    switch (order) {
    case Order::Default:
    case Order::Ascending:
    case Order::Descending:
        return true;
    }
    return false;
}

constexpr bool isKnown(ir::IndexElement::Nulls nulls)
{
    using Nulls = ir::IndexElement::Nulls;
    switch (nulls) {
    case Nulls::Default:
    case Nulls::First:
    case Nulls::Last:
        return true;
    }
    return false;
}

constexpr bool isKnown(ir::ReferentialAction action)
{
    using Action = ir::ReferentialAction;
    switch (action) {
    case Action::Unspecified:
    case Action::NoAction:
    case Action::Restrict:
    case Action::Cascade:
    case Action::SetNull:
    case Action::SetDefault:
        return true;
    }
    return false;
}

constexpr bool isKnown(ir::Deferrability deferrability)
{
    switch (deferrability) {
    case ir::Deferrability::NotDeferrable:
    case ir::Deferrability::InitiallyImmediate:
    case ir::Deferrability::InitiallyDeferred:
        return true;
    }
    return false;
}

constexpr bool isKnown(ir::Relationship::Kind kind)
{
    using Kind = ir::Relationship::Kind;
    switch (kind) {
    case Kind::OneToOne:
    case Kind::OneToMany:
    case Kind::ManyToMany:
        return true;
    }
    return false;
}

} // namespace tw::isolation
