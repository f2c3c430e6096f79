// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/completer.h"

#include "editor/completion_rows.h"
#include "editor/highlighter.h"
#include "editor/text_view.h"

#include <tablewright/backend/backend.h>
#include <tablewright/target/target_info.h>

#include <QBoxLayout>
#include <QKeyEvent>
#include <QListView>
#include <QScreen>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tw::preview {

Completer::Completer(TextView *view, Highlighter *highlighter, Document *document)
    : QObject(view), m_view(view), m_highlighter(highlighter), m_document(document),
      m_popup(new QFrame(view, Qt::ToolTip | Qt::FramelessWindowHint)),
      m_rows(new QListView(m_popup)), m_model(new CompletionModel(this))
{
    m_popup->setObjectName(u"editorCompletion"_s);
    m_popup->setAttribute(Qt::WA_ShowWithoutActivating);
    m_popup->setFocusPolicy(Qt::NoFocus);
    auto *const layout = new QVBoxLayout(m_popup);
    layout->setContentsMargins(1, 4, 1, 4);
    layout->addWidget(m_rows);
    m_rows->setObjectName(u"editorCompletionRows"_s);
    m_rows->setFocusPolicy(Qt::NoFocus);
    m_rows->setFrameShape(QFrame::NoFrame);
    m_rows->setUniformItemSizes(true);
    m_rows->setMinimumHeight(1); // as low as its rows are
    m_rows->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_rows->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_rows->setModel(m_model);
    m_rows->setItemDelegate(new CompletionDelegate(m_model, m_rows));
    connect(m_rows, &QListView::clicked, this, &Completer::accept);
    m_view->installEventFilter(this);
    connect(m_view, &TextView::typed, this, &Completer::typed);
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, &Completer::close);
    connect(m_view, &QsciScintilla::cursorPositionChanged, this, [this] {
        const std::uint32_t cursor = m_view->cursor();
        if (isOpen() && !m_accepting && (cursor < m_list.begin || cursor > m_list.end + 1))
            close();
    });
    connect(m_document, &Document::snapshotChanged, this, &Completer::goodSchema);
}

Completer::~Completer() = default;

void Completer::setTheme(const Theme &theme)
{
    static_cast<CompletionDelegate *>(m_rows->itemDelegate())->setTheme(theme);
    m_popup->setStyleSheet(
        u"#editorCompletion{background:%1;border:1px solid %2}"
        "#editorCompletionRows{background:%1}"_s.arg(theme.raised.name(), theme.border.name()));
}

void Completer::setFont(const QFont &font) { m_rows->setFont(font); }

bool Completer::isOpen() const { return m_popup->isVisible(); }

void Completer::close() { m_popup->hide(); }

void Completer::open() { update(true); }

const ir::Schema *Completer::goodSchema()
{
    // A text with a mistake may give nothing: what was known before is of more use.
    const SnapshotPtr newest = m_document->snapshot();
    const bool isBetter =
        newest && (!m_good || newest->result.ok || newest->path != m_good->path ||
                   newest->declared().tables.size() >= m_good->declared().tables.size());
    if (isBetter)
        m_good = newest;
    return m_good ? &m_good->declared() : nullptr;
}

void Completer::findTypes()
{
    if (!m_types.empty() || m_document->engine() == nullptr || !m_document->engine()->compiler())
        return;
    const TargetInfo &target = m_document->engine()->compiler()->backend();
    for (const std::string_view name : target.typeCatalog().commonNames())
        m_types.emplace_back(name);
}

void Completer::typed()
{
    if (!m_accepting)
        update(false);
}

void Completer::update(bool forced)
{
    findTypes();
    CompletionRequest request;
    request.language = m_view->language();
    request.cursor = m_view->cursor();
    request.schema = goodSchema();
    request.types = &m_types;
    request.lineState = m_highlighter->stateAt(m_view->lineOf(request.cursor));
    request.text = m_view->textView();
    m_list = complete(request);
    const char before = request.cursor > 0 ? request.text[request.cursor - 1] : '\0';
    const bool asks = forced || isOpen() || !m_list.prefix.empty() || before == '.' ||
                      (before == '"' && request.language == Language::Json);
    // A word that stands there in full needs no list.
    const bool isDone = m_list.items.size() == 1 && m_list.items[0].text == m_list.prefix;
    if (!asks || m_list.items.empty() || isDone ||
        (!forced && m_list.prefix.empty() && before != '.' && before != '"')) {
        close();
        return;
    }
    m_model->setItems(m_list.items, m_list.prefix);
    m_rows->setCurrentIndex(m_model->index(0, 0));
    place();
}

void Completer::place()
{
    constexpr int mostRows = 10;
    const int rowHeight = std::max(m_rows->sizeHintForRow(0), 20);
    int width = 280;
    const QFontMetrics metrics(m_rows->font());
    for (const Completion &item : m_list.items)
        width = std::max(width, 60 + metrics.horizontalAdvance(QString::fromStdString(item.label)) +
                                    metrics.horizontalAdvance(
                                        QString::fromStdString(item.detail.substr(0, 60))));
    const int rows = std::min(m_model->rowCount(), mostRows);
    const QSize size(std::min(width, 560), rows * rowHeight + 10);
    const QRect word = m_view->placeOf(m_list.begin);
    const QPoint below = m_view->mapToGlobal(word.bottomLeft() + QPoint(-30, 4));
    QPoint at = below;
    if (const QScreen *const screen = m_view->screen()) {
        const QRect room = screen->availableGeometry();
        if (at.y() + size.height() > room.bottom())
            at.setY(m_view->mapToGlobal(word.topLeft()).y() - size.height() - 2);
        at.setX(
            std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - size.width())));
    }
    m_popup->setGeometry(QRect(at, size));
    m_popup->show();
    m_popup->raise();
}

void Completer::accept()
{
    const QModelIndex index = m_rows->currentIndex();
    if (!isOpen() || !index.isValid())
        return;
    const Completion item = m_model->item(index.row());
    close();
    m_accepting = true;
    const std::uint32_t end = std::max(m_list.end, m_view->cursor());
    m_view->send(TextView::SCI_BEGINUNDOACTION);
    m_view->replaceRange(m_list.begin, end, item.text);
    const auto behind = static_cast<std::uint32_t>(m_list.begin + item.text.size());
    const std::uint32_t cursor = behind - static_cast<std::uint32_t>(item.back);
    m_view->send(TextView::SCI_GOTOPOS, cursor);
    if (item.back == 1)
        m_view->mark(TextView::PairMark, cursor, cursor + 1);
    m_view->send(TextView::SCI_ENDUNDOACTION);
    m_accepting = false;
    const bool leadsOn = item.text.ends_with(": ") || item.text.ends_with("> ") ||
                         (item.kind == Completion::Kind::Member && item.back == 1);
    if (leadsOn)
        update(true);
}

bool Completer::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_view || !isOpen())
        return QObject::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut || event->type() == QEvent::Hide) {
        close();
        return false;
    }
    const bool isKey =
        event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (!isKey)
        return false;
    auto *const key = static_cast<QKeyEvent *>(event);
    const int rows = m_model->rowCount();
    const int row = m_rows->currentIndex().row();
    int wanted = row;
    switch (key->key()) {
    case Qt::Key_Down:
        wanted = (row + 1) % rows;
        break;
    case Qt::Key_Up:
        wanted = (row + rows - 1) % rows;
        break;
    case Qt::Key_PageDown:
        wanted = std::min(row + 9, rows - 1);
        break;
    case Qt::Key_PageUp:
        wanted = std::max(row - 9, 0);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
    case Qt::Key_Escape:
        break;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Home:
    case Qt::Key_End:
        if (event->type() == QEvent::KeyPress)
            close();
        return false;
    case Qt::Key_Backspace:
        if (event->type() == QEvent::KeyPress)
            QMetaObject::invokeMethod(
                this,
                [this] { isOpen() && m_view->cursor() > m_list.begin ? update(false) : close(); },
                Qt::QueuedConnection);
        return false;
    default:
        return false;
    }
    if (key->modifiers() != Qt::NoModifier && key->modifiers() != Qt::KeypadModifier)
        return false;
    key->accept();
    if (event->type() == QEvent::ShortcutOverride)
        return true;
    if (key->key() == Qt::Key_Escape)
        close();
    else if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter ||
             key->key() == Qt::Key_Tab)
        accept();
    else
        m_rows->setCurrentIndex(m_model->index(wanted, 0));
    return true;
}

} // namespace tw::preview
