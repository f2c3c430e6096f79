// SPDX-License-Identifier: MIT
#pragma once

#include "core/document.h"
#include "diagram/camera.h"
#include "diagram/diagram_scene.h"
#include "diagram/diagram_view.h"

#include <QLineEdit>
#include <QtTest>

#include <memory>

namespace tw::preview {

// users ← orders ← items → products, orders use an enum, logs stand alone, a group around two.
inline const QByteArray shop = R"(Table users {
  id int [pk]
  name varchar(80)
}

Table orders {
  id int [pk]
  user_id int [ref: > users.id]
  state order_state
}

Table items {
  id int [pk]
  order_id int [ref: > orders.id]
  product_id int [ref: > products.id]
}

Table products {
  id int [pk]
  title varchar(200)
}

Table logs {
  id int [pk]
  line text
}

Enum order_state {
  open
  paid
}

TableGroup sales {
  orders
  items
}
)";

/// A diagram in a real window, anew for each test, with another widget below it.
class DiagramWindow : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();

protected:
    void show(const QByteArray &text);
    void type(const QByteArray &text);
    void awaitCompile();
    [[nodiscard]] QWidget *ground() const { return m_view->viewport(); }
    [[nodiscard]] QRectF box(const char *key) const
    {
        return m_view->diagramScene()->table(QString(key))->box();
    }
    [[nodiscard]] QPoint headerOf(const char *key) const
    {
        return m_view->mapFromScene(box(key).topLeft() + QPointF(40, 12));
    }
    [[nodiscard]] QPointF placeOf(const char *key) const
    {
        return m_document->positions().value(QString(key));
    }
    [[nodiscard]] QString stateKey() const
    {
        for (const DiagramTable &table : m_view->model().tables) {
            if (table.isEnum)
                return table.key;
        }
        return {};
    }
    [[nodiscard]] QSet<QString> shopKeys() const
    {
        return {"users", "orders", "items", "products", "logs", stateKey()};
    }
    void mouseTo(QPoint at, Qt::KeyboardModifiers modifiers = {});
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {});
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_view, key, modifiers);
    }
    /// While Control is held down; QTest would press and release it each time.
    void heldControl(Qt::Key key)
    {
        for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent event(type, key, Qt::ControlModifier);
            QApplication::sendEvent(m_view, &event);
        }
    }
    void wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers = {});
    [[nodiscard]] QPoint freeGround() const;

    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<Document> m_document;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<QWidget> m_window;
    DiagramView *m_view = nullptr;
    QLineEdit *m_other = nullptr;
};

} // namespace tw::preview
