// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element.h"

#include <tablewright/driver/compiler.h>

#include <QColor>
#include <QHash>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <stop_token>
#include <vector>

namespace tw::preview {

/// What of a schema is drawn, and how.
struct DiagramOptions {
    enum class Junctions : std::uint8_t {
        AsDeclared, ///< a many-to-many relationship is one edge
        Expanded    ///< it is the table that the database will have
    };
    Junctions junctions = Junctions::AsDeclared;
    double aspect = 1.6;           ///< width by height that a layout aims at
    bool declaredPositions = true; ///< a table stands where the document says; else it is laid out

    friend bool operator==(const DiagramOptions &, const DiagramOptions &) = default;
};

struct DiagramColumn {
    QString name;
    QString type;
    QString note;
    bool primaryKey = false;
    bool foreignKey = false;
    bool unique = false;
    bool nullable = true;
    ElementRef element;
};

/// A box: a table or an enum. Lengths are in the scene's units, pixels at a zoom of 1.
struct DiagramTable {
    QString key; ///< `namespace.name` or `name`; stays from compile to compile
    QString namespaceName;
    QString name;
    QString note;
    bool isEnum = false;     ///< `columns` are its values
    bool isJunction = false; ///< made by the transforms
    QColor header;           ///< invalid for the theme's own
    std::vector<DiagramColumn> columns;
    QRectF box;          ///< top left and size
    bool placed = false; ///< its place was given, not found by the layout
    ElementRef element;
    int findings[4] = {}; ///< by `Severity`
};

/// A line from column to column. Ends are indexes into `tables` and `columns`; a column of -1 is
/// the whole table.
struct DiagramEdge {
    enum class End : std::uint8_t { One, ZeroOrOne, Many, ZeroOrMany };

    int source = -1, sourceColumn = -1;
    int target = -1, targetColumn = -1;
    End sourceEnd = End::ZeroOrMany;
    End targetEnd = End::One;
    bool inactive = false; ///< drawn, and switched off
    bool enumUse = false;  ///< from a column to the enum that is its type
    QColor color;          ///< invalid for the theme's own
    QString name;
    QString description; ///< columns and actions, as a tool tip shows them
    ElementRef element;
};

struct DiagramGroup {
    QString name;
    QString note;
    QColor color;
    std::vector<int> tables;
    ElementRef element;
};

struct DiagramNote {
    QString name;
    QString text;
    QColor color;
    QRectF box;
    ElementRef element;
};

/// A diagram as data: what stands where. Nothing of it is a widget, so a worker thread makes it.
struct DiagramModel {
    std::vector<DiagramTable> tables; ///< tables first, then enums
    std::vector<DiagramEdge> edges;
    std::vector<DiagramGroup> groups;
    std::vector<DiagramNote> notes;
    QHash<QString, int> byKey;
    QRectF bounds;
};

/// Builds the model and finds a place for each table that has none in `positions` or, when it says
/// nothing of the table, in the document. Safe to call in any thread. When stopped, tables may lie
/// on each other.
[[nodiscard]] DiagramModel buildDiagram(const CompileResult &result, const Compiler &compiler,
                                        const DiagramOptions &options,
                                        const QHash<QString, QPointF> &positions,
                                        const std::stop_token &stop = {});

} // namespace tw::preview
