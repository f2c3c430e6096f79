// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/json_shape.h"

#include "language/document_schema.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tw::preview {

namespace {

using Frame = TokenFrame;
using Type = JsonMember::Type;

constexpr std::size_t frameCount = static_cast<std::size_t>(Frame::Ids) + 1;

class Shapes {
public:
    Shapes()
    {
        const std::string_view text = documentSchema();
        m_root =
            QJsonDocument::fromJson(QByteArray(text.data(), static_cast<qsizetype>(text.size())))
                .object();
        const auto def = [this](const char *name) {
            return m_root["$defs"_L1].toObject()[QLatin1StringView(name)].toObject();
        };
        const auto member = [](const QJsonObject &of, const char *name) {
            return of["properties"_L1].toObject()[QLatin1StringView(name)].toObject();
        };
        set(Frame::Document, m_root);
        set(Frame::Table, def("table"));
        set(Frame::Column, def("column"));
        set(Frame::Unique, def("uniqueConstraint"));
        set(Frame::Check, def("check"));
        set(Frame::Index, def("index"));
        set(Frame::IndexColumn, objectOf(def("indexColumn")));
        set(Frame::Enum, def("enum"));
        set(Frame::EnumValue, objectOf(member(def("enum"), "values")["items"_L1].toObject()));
        set(Frame::ForeignKey, def("foreignKey"));
        set(Frame::Relationship, def("relationship"));
        set(Frame::Junction, member(def("relationship"), "junction"));
        set(Frame::Partial, def("tablePartial"));
        set(Frame::Records, def("records"));
        set(Frame::Group, def("tableGroup"));
        set(Frame::Note, def("stickyNote"));
        set(Frame::View, def("view"));
        set(Frame::Dependency, def("dependency"));
        set(Frame::DependencyEdge, member(def("dependency"), "edges")["items"_L1].toObject());
        set(Frame::Position, member(def("table"), "position"));
        set(Frame::Expression, objectOf(def("expression")));
    }

    [[nodiscard]] const std::vector<JsonMember> &of(Frame frame) const
    {
        return m_members[static_cast<std::size_t>(frame)];
    }

private:
    /// The object among several things that a value may be.
    static QJsonObject objectOf(const QJsonObject &schema)
    {
        for (const QJsonValue one : schema["anyOf"_L1].toArray()) {
            if (one["properties"_L1].isObject())
                return one.toObject();
        }
        return schema;
    }

    [[nodiscard]] QJsonObject resolved(const QJsonObject &schema) const
    {
        const QString reference = schema["$ref"_L1].toString();
        if (!reference.startsWith("#/$defs/"_L1))
            return schema;
        QJsonObject target = m_root["$defs"_L1].toObject()[reference.mid(8)].toObject();
        for (auto it = schema.begin(); it != schema.end(); ++it)
            target.insert(it.key(), it.value());
        return target;
    }

    void set(Frame frame, const QJsonObject &schema)
    {
        std::vector<JsonMember> &members = m_members[static_cast<std::size_t>(frame)];
        const QJsonObject properties = schema["properties"_L1].toObject();
        const QJsonArray required = schema["required"_L1].toArray();
        for (auto it = properties.begin(); it != properties.end(); ++it) {
            if (!it->isObject() || it.key().startsWith(u'$'))
                continue;
            const QJsonObject property = resolved(it->toObject());
            JsonMember member;
            member.name = it.key().toStdString();
            member.description = property["description"_L1].toString().toStdString();
            member.isRequired = required.contains(it.key());
            member.type = typeOf(property);
            for (const QJsonValue example : property["examples"_L1].toArray()) {
                if (example.isString())
                    member.values.push_back(example.toString().toStdString());
            }
            members.push_back(std::move(member));
        }
        std::stable_sort(
            members.begin(), members.end(),
            [](const JsonMember &a, const JsonMember &b) { return rank(a) < rank(b); });
    }

    /// What one writes first comes first.
    static int rank(const JsonMember &member)
    {
        static constexpr std::string_view first[] = {"id",
                                                     "name",
                                                     "dataType",
                                                     "length",
                                                     "nullable",
                                                     "tables",
                                                     "columns",
                                                     "sourceTableId",
                                                     "sourceColumnId",
                                                     "targetTableId",
                                                     "targetColumnId",
                                                     "onDelete",
                                                     "foreignKeys",
                                                     "expression",
                                                     "column"};
        const auto found = std::find(std::begin(first), std::end(first), member.name);
        if (found != std::end(first))
            return static_cast<int>(found - std::begin(first));
        return member.isRequired ? 50 : 100;
    }

    [[nodiscard]] Type typeOf(const QJsonObject &property) const
    {
        QString name = property["type"_L1].toString();
        if (property["type"_L1].isArray())
            name = property["type"_L1].toArray().first().toString();
        if (name == "string"_L1)
            return Type::String;
        if (name == "number"_L1 || name == "integer"_L1)
            return Type::Number;
        if (name == "boolean"_L1)
            return Type::Boolean;
        if (name == "object"_L1)
            return Type::Object;
        if (name == "array"_L1)
            return Type::Array;
        return Type::Any;
    }

    QJsonObject m_root;
    std::array<std::vector<JsonMember>, frameCount> m_members;
};

} // namespace

const std::vector<JsonMember> &jsonMembers(TokenFrame frame)
{
    static const Shapes shapes;
    return shapes.of(frame);
}

} // namespace tw::preview
