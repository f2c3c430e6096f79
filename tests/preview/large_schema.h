// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace tw::preview {

/// A schema of so many tables with ten columns each, and three foreign keys to every two tables:
/// the same one in both languages.
class LargeSchema {
public:
    explicit LargeSchema(int tables) : m_tables(tables) {}

    [[nodiscard]] QByteArray dbml() const
    {
        QByteArray text;
        for (int i = 0; i < m_tables; ++i) {
            text += "Table " + name(i) + " {\n  id int [pk, increment]\n";
            for (int k = 0; k < plainColumns; ++k)
                text += "  " + column(k) + ' ' + type(k) + " [note: 'Column " +
                        QByteArray::number(k) + "']\n";
            text += "  parent_a int\n  parent_b int\n\n  indexes {\n    (" + column(0) + ", " +
                    column(1) + ")\n  }\n}\n\n";
        }
        for (int i = 0; i < m_tables; ++i) {
            text += "Ref: " + name(i) + ".parent_a > " + name(parentA(i)) + ".id\n";
            if (i % 2 == 1)
                text += "Ref: " + name(i) + ".parent_b > " + name(parentB(i)) + ".id\n";
        }
        return text;
    }

    /// With positions as a tool would have written them when asked for.
    [[nodiscard]] QByteArray json(bool positions) const
    {
        QByteArray text = "{\n  \"id\": \"large\",\n  \"name\": \"Large\",\n  \"tables\": [\n";
        for (int i = 0; i < m_tables; ++i) {
            text += "    {\n      \"id\": \"" + name(i) + "\",\n      \"name\": \"" + name(i) +
                    "\",\n      \"columns\": [\n        { \"id\": \"id\", \"name\": \"id\", "
                    "\"dataType\": \"INT\", \"primaryKey\": true, \"autoIncrement\": true },\n";
            for (int k = 0; k < plainColumns; ++k)
                text += jsonColumn(column(k), type(k)) + ",\n";
            text += jsonColumn("parent_a", "INT") + ",\n" + jsonColumn("parent_b", "INT");
            text += "\n      ]";
            if (positions)
                text += ",\n      \"position\": { \"x\": " + QByteArray::number(i % 32 * 320) +
                        ", \"y\": " + QByteArray::number(i / 32 * 400) + " }";
            text += i + 1 < m_tables ? "\n    },\n" : "\n    }\n";
        }
        text += "  ],\n  \"foreignKeys\": [";
        for (int i = 0; i < m_tables; ++i) {
            text += (i == 0 ? "\n" : ",\n") + foreignKey(i, "parent_a", parentA(i));
            if (i % 2 == 1)
                text += ",\n" + foreignKey(i, "parent_b", parentB(i));
        }
        return text + "\n  ]\n}\n";
    }

private:
    static constexpr int plainColumns = 7;

    [[nodiscard]] static QByteArray name(int i)
    {
        return "table_" + QByteArray::number(i).rightJustified(5, '0');
    }
    [[nodiscard]] static QByteArray column(int k) { return "value_" + QByteArray::number(k); }
    [[nodiscard]] static QByteArray type(int k)
    {
        return k % 3 == 0 ? "INT" : k % 3 == 1 ? "TEXT" : "VARCHAR(120)";
    }
    [[nodiscard]] static QByteArray jsonColumn(const QByteArray &column, const QByteArray &type)
    {
        return "        { \"id\": \"" + column + "\", \"name\": \"" + column +
               "\", \"dataType\": \"" + type + "\", \"nullable\": true }";
    }
    [[nodiscard]] static QByteArray foreignKey(int i, const QByteArray &column, int parent)
    {
        return "    { \"id\": \"" + name(i) + '_' + column + "\", \"sourceTableId\": \"" + name(i) +
               "\", \"sourceColumnId\": \"" + column + "\", \"targetTableId\": \"" + name(parent) +
               "\", \"targetColumnId\": \"id\" }";
    }
    // Near and far, forwards and backwards.
    [[nodiscard]] int parentA(int i) const { return (i * 7 + 3) % m_tables; }
    [[nodiscard]] int parentB(int i) const { return (i + m_tables - 5 % m_tables) % m_tables; }

    int m_tables;
};

} // namespace tw::preview
