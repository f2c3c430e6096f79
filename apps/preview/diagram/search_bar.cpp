// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/search_bar.h"

#include "diagram/diagram_view.h"
#include "diagram/search_results.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tw::preview {

namespace {

constexpr int barWidth = 400;
constexpr int rowsShown = 9;

} // namespace

SearchBar::SearchBar(DiagramView *view, Document *document, QWidget *parent)
    : QFrame(parent), m_view(view), m_document(document), m_edit(new QLineEdit(this)),
      m_count(new QLabel(this)), m_close(new QToolButton(this)), m_list(new QListView(this)),
      m_results(new SearchResults(this)), m_delegate(new SearchResultDelegate(m_results, this))
{
    setObjectName(QStringLiteral("searchBar"));
    m_edit->setObjectName(QStringLiteral("searchText"));
    m_count->setObjectName(QStringLiteral("searchCount"));
    m_list->setObjectName(QStringLiteral("searchResults"));
    m_edit->setPlaceholderText(QStringLiteral("Find a table, column or enum"));
    m_edit->setAccessibleName(QStringLiteral("Find in the diagram"));
    m_edit->setFrame(false);
    m_edit->installEventFilter(this);
    m_close->setText(QStringLiteral("✕"));
    m_close->setAutoRaise(true);
    m_close->setToolTip(QStringLiteral("Close (Esc)"));
    m_close->setAccessibleName(QStringLiteral("Close"));
    m_close->setFocusPolicy(Qt::NoFocus);
    m_list->setModel(m_results);
    m_list->setItemDelegate(m_delegate);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(QStringLiteral("Found"));
    m_list->hide();

    auto *row = new QHBoxLayout;
    row->setContentsMargins(10, 5, 5, 5);
    row->setSpacing(6);
    row->addWidget(m_edit, 1);
    row->addWidget(m_count);
    row->addWidget(m_close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_list, 1);
    hide();

    connect(m_edit, &QLineEdit::textEdited, this, &SearchBar::find);
    connect(m_close, &QToolButton::clicked, this, &SearchBar::close);
    connect(m_list, &QListView::clicked, this,
            [this](const QModelIndex &index) { go(index.row()); });
    connect(m_list, &QListView::doubleClicked, this, &SearchBar::close);
    connect(document, &Document::snapshotChanged, this, [this] {
        if (isVisible())
            find();
    });
}

void SearchBar::setTheme(const Theme &theme)
{
    m_delegate->setTheme(theme);
    setPalette(theme.palette());
    setStyleSheet(QStringLiteral("#searchBar { background: %1; border: 1px solid %2; "
                                 "border-radius: 8px; } "
                                 "QLineEdit { background: transparent; color: %3; } "
                                 "QLabel { color: %4; } "
                                 "QToolButton { color: %4; border: none; padding: 3px 6px; } "
                                 "QToolButton:hover { color: %3; } "
                                 "QListView { background: transparent; border-top: 1px solid %2; "
                                 "padding: 3px 0; } "
                                 "QScrollBar:vertical { background: transparent; width: 8px; "
                                 "margin: 2px; } "
                                 "QScrollBar::handle:vertical { background: %2; "
                                 "border-radius: 2px; min-height: 24px; } "
                                 "QScrollBar::add-line, QScrollBar::sub-line { height: 0; }")
                      .arg(theme.raised.name(), theme.border.name(), theme.text.name(),
                           theme.mutedText.name()));
}

QSize SearchBar::sizeHint() const
{
    int height = layout()->itemAt(0)->sizeHint().height() + 2;
    if (!m_list->isHidden())
        height += std::min(m_results->rowCount(), rowsShown) * m_list->sizeHintForRow(0) + 10;
    return {barWidth, height};
}

QString SearchBar::text() const { return m_edit->text(); }

const std::vector<DiagramMatch> &SearchBar::matches() const { return m_results->matches(); }

void SearchBar::open()
{
    show();
    raise();
    find();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void SearchBar::close()
{
    if (!isVisible())
        return;
    hide();
    // A snapshot is large.
    m_results->set(nullptr, {}, {});
    m_index = {};
    m_indexed.reset();
    emit closed();
}

void SearchBar::setText(const QString &text)
{
    m_edit->setText(text);
    find();
}

void SearchBar::find()
{
    // The index is made at the first letter after a compile: a millisecond for a thousand tables.
    if (const auto snapshot = m_document->snapshot(); snapshot != m_indexed) {
        m_indexed = snapshot;
        m_index = snapshot ? SearchIndex(snapshot->diagram) : SearchIndex();
    }
    const auto text = m_edit->text();
    auto matches = m_index.find(text);
    const auto count = matches.size();
    m_results->set(m_indexed, std::move(matches), text);
    m_gone = -1;
    if (text.isEmpty())
        m_count->clear();
    else
        m_count->setText(count == 0 ? QStringLiteral("Nothing found") : QString::number(count));
    m_list->setVisible(count > 0);
    if (count > 0)
        setRow(0);
    emit resized();
}

int SearchBar::row() const { return m_list->currentIndex().row(); }

void SearchBar::setRow(int row)
{
    m_list->setCurrentIndex(m_results->index(row));
    const auto count = m_results->matches().size();
    m_count->setText(QStringLiteral("%1 of %2").arg(row + 1).arg(count));
}

void SearchBar::go(int row)
{
    if (row < 0 || row >= m_results->rowCount())
        return;
    setRow(row);
    m_gone = row;
    const auto &match = m_results->matches()[static_cast<std::size_t>(row)];
    const auto &table = m_indexed->diagram.tables[static_cast<std::size_t>(match.table)];
    m_view->showTable(table.key, match.column);
}

void SearchBar::step(int by)
{
    const int rows = m_results->rowCount();
    if (rows > 0)
        go((row() + by + rows) % rows);
}

bool SearchBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Escape:
        close();
        return true;
    case Qt::Key_Down:
        step(1);
        return true;
    case Qt::Key_Up:
        step(-1);
        return true;
    case Qt::Key_PageDown:
        go(std::min(row() + rowsShown, m_results->rowCount() - 1));
        return true;
    case Qt::Key_PageUp:
        go(std::max(row() - rowsShown, 0));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        // The first takes there, each further one to the next.
        if (m_gone != row())
            go(row());
        else
            step(key->modifiers() & Qt::ShiftModifier ? -1 : 1);
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace tw::preview

#include "moc_search_bar.cpp" // NOLINT(bugprone-suspicious-include)
