// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/sql_panel.h"

#include "panels/code_search.h"
#include "panels/code_view.h"
#include "panels/panel_parts.h"
#include "panels/severity_icon.h"
#include "panels/sql_lexer.h"
#include "panels/sql_places.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QShortcut>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>

namespace tw::preview {

namespace {

/// `the schema has 2 errors`
QString whoseErrors(const Snapshot &snapshot)
{
    const ErrorCounts errors = errorsOf(snapshot);
    const QString ofDocument = counted(errors.document, QStringLiteral("error"));
    const QString ofConfiguration = counted(errors.configuration, QStringLiteral("error"));
    if (errors.configuration == 0)
        return QStringLiteral("the schema has %1").arg(ofDocument);
    if (errors.document == 0)
        return QStringLiteral("tablewright.toml has %1").arg(ofConfiguration);
    return QStringLiteral("the schema has %1, and tablewright.toml %2")
        .arg(ofDocument, ofConfiguration);
}

} // namespace

SqlPanel::SqlPanel(Document *document, Selection *selection, QWidget *parent)
    : QWidget(parent), m_document(document), m_selection(selection), m_theme(Theme::light()),
      m_empty(new EmptyState(this))
{
    setObjectName(QStringLiteral("sqlPanel"));
    buildView();
    buildBar();
    m_search = new CodeSearch(m_view, this);
    auto *body = new QWidget(this);
    m_pages = new QStackedLayout(body);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_view);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_search);
    column->addWidget(body, 1);
    setFocusProxy(m_view);
    addShortcuts();

    connect(m_document, &Document::snapshotChanged, this, &SqlPanel::showSnapshot);
    connect(m_selection, &Selection::changed, this,
            [this](const ElementRef &element, const QObject *by) {
                if (isVisible())
                    markElement(element, by != this);
            });
    setTheme(m_theme);
    showSnapshot();
}

SqlPanel::~SqlPanel() = default;

void SqlPanel::buildBar()
{
    auto *bar = new PanelBar(this);
    m_bar = bar;
    m_sign = new QLabel(bar);
    m_sign->hide();
    bar->row()->addWidget(m_sign);
    m_state = new QLabel(bar);
    m_state->setObjectName(QStringLiteral("sqlState"));
    m_state->setMinimumWidth(0);
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    bar->row()->addWidget(m_state, 1);
    const auto add = [bar](const QString &name, const QString &text, const QString &tip) {
        auto *button = new QToolButton(bar);
        button->setObjectName(name);
        button->setText(text);
        button->setToolTip(tip);
        button->setAutoRaise(true);
        bar->row()->addWidget(button);
        return button;
    };
    m_find = add(QStringLiteral("sqlFind"), QStringLiteral("Find"),
                 QStringLiteral("Search the script (Ctrl+F)"));
    m_copy = add(QStringLiteral("sqlCopy"), QStringLiteral("Copy"),
                 QStringLiteral("Copy the whole script"));
    connect(m_find, &QToolButton::clicked, this, &SqlPanel::find);
    connect(m_copy, &QToolButton::clicked, this, &SqlPanel::copyAll);
}

void SqlPanel::buildView()
{
    m_view = new CodeView(this);
    m_view->setObjectName(QStringLiteral("sql"));
    m_view->setAccessibleName(QStringLiteral("SQL script"));
    m_lexer = new SqlLexer(m_view);
    m_view->setLexer(m_lexer);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &SqlPanel::showMenu);
    connect(m_view, &QsciScintilla::cursorPositionChanged, this, &SqlPanel::selectAtCursor);
}

void SqlPanel::addShortcuts()
{
    const auto add = [this](const QKeySequence &keys, void (SqlPanel::*slot)()) {
        auto *shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    add(QKeySequence::Find, &SqlPanel::find);
    add(Qt::Key_F3, &SqlPanel::findNext);
    add(Qt::SHIFT | Qt::Key_F3, &SqlPanel::findPrevious);
    add(Qt::Key_F12, &SqlPanel::goToSource);
}

void SqlPanel::setTheme(const Theme &theme)
{
    m_theme = theme;
    applyTheme(this, theme);
    m_view->setTheme(theme);
    m_lexer->setTheme(theme, m_stale);
    m_sign->setPixmap(severityIcon(Severity::Error, theme).pixmap(16, 16));
    setMuted(m_state, theme);
}

void SqlPanel::setFontPointSize(int size) { m_view->setFontPointSize(size); }

void SqlPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_outdated)
        showSnapshot();
    else
        markElement(m_selection->current(), true);
}

void SqlPanel::showSnapshot()
{
    m_outdated = !isVisible();
    if (m_outdated)
        return;
    m_updating = true;
    const SnapshotPtr snapshot = m_document->snapshot();
    const Script *script =
        snapshot && snapshot->result.script ? &*snapshot->result.script : nullptr;
    if (script != nullptr)
        showScript(snapshot, *script);
    else if (snapshot)
        showErrors(snapshot);
    else
        showNothing();
    const bool hasScript = m_places != nullptr;
    m_bar->setVisible(hasScript);
    m_pages->setCurrentWidget(hasScript ? static_cast<QWidget *>(m_view) : m_empty);
    m_updating = false;
}

void SqlPanel::showNothing()
{
    m_places.reset();
    m_empty->setText(QStringLiteral("No SQL yet"),
                     QStringLiteral("The script appears here as soon as a schema is open."));
}

void SqlPanel::showScript(const SnapshotPtr &snapshot, const Script &script)
{
    m_places = std::make_unique<SqlPlaces>(snapshot, m_document->engine()->compiler());
    m_view->showText(QByteArray(script.text.data(), static_cast<qsizetype>(script.text.size())));
    setStale(false);
    m_state->setText(counted(std::ssize(script.statements), QStringLiteral("statement")) +
                     QStringLiteral(" · ") +
                     QLocale::c().formattedDataSize(static_cast<qint64>(script.text.size()), 0,
                                                    QLocale::DataSizeTraditionalFormat));
    markElement(m_selection->current(), false);
    m_search->refresh();
}

void SqlPanel::showErrors(const SnapshotPtr &snapshot)
{
    QString errors = whoseErrors(*snapshot);
    if (snapshot->path != (m_places ? m_places->snapshot()->path : QString()))
        m_places.reset();
    if (!m_places) {
        m_empty->setText(QStringLiteral("No SQL: %1").arg(errors),
                         QStringLiteral("The script appears as soon as the errors are mended."));
        return;
    }
    errors[0] = errors[0].toUpper();
    m_state->setText(
        QStringLiteral("%1 · this is the script of the last version without errors").arg(errors));
    setStale(true);
    m_view->mark({}, {});
}

void SqlPanel::setStale(bool stale)
{
    m_sign->setVisible(stale);
    if (m_stale == stale)
        return;
    m_stale = stale;
    m_lexer->setTheme(m_theme, stale);
}

void SqlPanel::markElement(const ElementRef &element, bool reveal)
{
    if (!m_places || m_stale)
        return;
    const SqlMarks marks = m_places->marksOf(element);
    m_view->mark(marks.statements, marks.pieces);
    if (reveal && !marks.statements.empty())
        m_view->reveal(marks.pieces.empty() ? marks.statements.front() : marks.pieces.front());
}

ElementRef SqlPanel::elementAtCursor()
{
    if (!m_places || m_stale)
        return {};
    return m_places->elementAt(
        static_cast<std::size_t>(m_view->SendScintilla(QsciScintilla::SCI_GETCURRENTPOS)));
}

void SqlPanel::selectAtCursor()
{
    if (m_updating || !m_view->hasFocus())
        return;
    const ElementRef element = elementAtCursor();
    if (element.isValid())
        m_selection->select(element, this);
}

void SqlPanel::goToSource()
{
    const ElementRef element = elementAtCursor();
    if (!element.isValid())
        return;
    const SourceRange range = placeOf(m_places->snapshot()->declared(), element);
    if (range.isValid())
        m_selection->goToSource(range);
}

void SqlPanel::copyAll()
{
    QApplication::clipboard()->setText(QString::fromUtf8(m_view->shownText()));
    emit statusMessage(m_stale ? QStringLiteral("Copied the last script without errors")
                               : QStringLiteral("Copied the SQL script"));
}

void SqlPanel::find()
{
    if (m_places)
        m_search->open();
}

void SqlPanel::findNext() { m_search->next(); }

void SqlPanel::findPrevious() { m_search->previous(); }

void SqlPanel::showMenu(const QPoint &place)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *source = menu->addAction(QStringLiteral("Go to Source"), this, &SqlPanel::goToSource);
    source->setShortcut(Qt::Key_F12);
    source->setEnabled(elementAtCursor().isValid());
    menu->addSeparator();
    QAction *copy = menu->addAction(QStringLiteral("Copy"), m_view, &QsciScintilla::copy);
    copy->setShortcut(QKeySequence::Copy);
    copy->setEnabled(m_view->hasSelectedText());
    menu->addAction(QStringLiteral("Copy All"), this, &SqlPanel::copyAll);
    menu->addSeparator();
    menu->addAction(QStringLiteral("Find…"), this, &SqlPanel::find)
        ->setShortcut(QKeySequence::Find);
    menu->popup(m_view->mapToGlobal(place));
}

} // namespace tw::preview
