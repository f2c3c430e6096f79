// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/find_bar.h"

#include "editor/text_view.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tw::preview {

namespace {

QToolButton *makeButton(QWidget *parent, const QString &text, const QString &tip,
                        const QString &name)
{
    auto *const button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(tip);
    button->setObjectName(name);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

FindBar::FindBar(TextView *view, Document *document, QWidget *parent)
    : QWidget(parent), m_view(view), m_document(document)
{
    setObjectName(u"editorFindBar"_s);
    setAutoFillBackground(true);
    auto *const grid = new QGridLayout(this);
    grid->setContentsMargins(8, 6, 8, 6);
    grid->setSpacing(4);
    grid->setColumnStretch(0, 1);
    auto *const findRow = new QHBoxLayout;
    findRow->setSpacing(2);

    m_pattern = new QLineEdit(this);
    m_pattern->setObjectName(u"findPattern"_s);
    m_pattern->setPlaceholderText(u"Find"_s);
    m_pattern->setClearButtonEnabled(true);
    const auto makeToggle = [&](const QString &text, const QString &tip, const QString &name) {
        QToolButton *const button = makeButton(this, text, tip, name);
        button->setCheckable(true);
        connect(button, &QToolButton::toggled, this, [this] {
            m_incremental = true;
            startSearch();
        });
        return button;
    };
    m_matchCase = makeToggle(u"Aa"_s, u"Match case (Alt+C)"_s, u"findMatchCase"_s);
    m_wholeWord = makeToggle(u"\u201Cw\u201D"_s, u"Whole words (Alt+W)"_s, u"findWholeWord"_s);
    m_isExpression = makeToggle(u".*"_s, u"Regular expression (Alt+X)"_s, u"findExpression"_s);
    m_matchCase->setShortcut(QKeySequence(u"Alt+C"_s));
    m_wholeWord->setShortcut(QKeySequence(u"Alt+W"_s));
    m_isExpression->setShortcut(QKeySequence(u"Alt+X"_s));
    m_count = new QLabel(this);
    m_count->setObjectName(u"findCount"_s);
    m_count->setMinimumWidth(78);
    m_count->setAlignment(Qt::AlignCenter);
    auto *const previous =
        makeButton(this, u"\u2191"_s, u"Previous match (Shift+Enter)"_s, u"findPrevious"_s);
    auto *const next = makeButton(this, u"\u2193"_s, u"Next match (Enter)"_s, u"findNext"_s);
    auto *const close = makeButton(this, u"\u2715"_s, u"Close (Esc)"_s, u"findClose"_s);
    grid->addWidget(m_pattern, 0, 0);
    grid->addLayout(findRow, 0, 1);
    for (QWidget *const widget : std::initializer_list<QWidget *>{
             m_matchCase, m_wholeWord, m_isExpression, m_count, previous, next, close})
        findRow->addWidget(widget);

    m_replacement = new QLineEdit(this);
    m_replacement->setObjectName(u"findReplacement"_s);
    m_replacement->setPlaceholderText(u"Replace with"_s);
    m_replaceButtons = new QWidget(this);
    auto *const replaceRow = new QHBoxLayout(m_replaceButtons);
    replaceRow->setContentsMargins(0, 0, 0, 0);
    replaceRow->setSpacing(2);
    auto *const one = makeButton(m_replaceButtons, u"Replace"_s, u"Replace this match (Enter)"_s,
                                 u"replaceOne"_s);
    auto *const all = makeButton(m_replaceButtons, u"Replace all"_s,
                                 u"Replace every match (Ctrl+Alt+Enter)"_s, u"replaceAll"_s);
    replaceRow->addWidget(one);
    replaceRow->addWidget(all);
    replaceRow->addStretch();
    grid->addWidget(m_replacement, 1, 0);
    grid->addWidget(m_replaceButtons, 1, 1);
    hide();

    m_pattern->installEventFilter(this);
    m_replacement->installEventFilter(this);
    m_pause.setSingleShot(true);
    m_pause.setInterval(80);
    connect(&m_pause, &QTimer::timeout, this, &FindBar::startSearch);
    connect(m_pattern, &QLineEdit::textEdited, this, [this] {
        m_incremental = true;
        m_pause.start();
    });
    connect(m_view, &TextView::changed, this, [this] {
        ++m_change;
        if (isVisible())
            m_pause.start();
    });
    connect(m_view, &QsciScintilla::cursorPositionChanged, this, [this] {
        if (isVisible())
            showCount();
    });
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &FindBar::takeResult);
    connect(previous, &QToolButton::clicked, this, &FindBar::findPrevious);
    connect(next, &QToolButton::clicked, this, &FindBar::findNext);
    connect(close, &QToolButton::clicked, this, &FindBar::close);
    connect(one, &QToolButton::clicked, this, &FindBar::replaceOne);
    connect(all, &QToolButton::clicked, this, &FindBar::replaceAll);
}

void FindBar::setTheme(const Theme &theme)
{
    m_errorColor = theme.error.name();
    setStyleSheet(u"#editorFindBar{background:%1;border-top:1px solid %2}"
                  "#editorFindBar QLabel{color:%3}"
                  "#editorFindBar QLineEdit{padding:4px 6px;border:1px solid %2;border-radius:5px;"
                  "background:%5;color:%6}"
                  "#editorFindBar QLineEdit:focus{border-color:%4}"
                  "#editorFindBar QToolButton{padding:4px 7px;border:1px solid transparent;"
                  "border-radius:5px;color:%6}"
                  "#editorFindBar QToolButton:hover{background:%7}"
                  "#editorFindBar QToolButton:checked{border-color:%4;color:%4}"_s.arg(
                      theme.window.name(), theme.border.name(), theme.mutedText.name(),
                      theme.accent.name(), theme.surface.name(), theme.text.name(),
                      theme.selection.name()));
}

TextQuery FindBar::query() const
{
    return {m_pattern->text(), m_matchCase->isChecked(), m_wholeWord->isChecked(),
            m_isExpression->isChecked()};
}

void FindBar::open(bool withReplace)
{
    const QString selected = m_view->selectedText();
    if (!selected.isEmpty() && !selected.contains(u'\n') && !m_isExpression->isChecked())
        m_pattern->setText(selected);
    m_origin = static_cast<std::uint32_t>(m_view->send(TextView::SCI_GETSELECTIONSTART));
    m_replacement->setVisible(withReplace);
    m_replaceButtons->setVisible(withReplace);
    setVisible(true);
    m_pattern->setFocus(Qt::ShortcutFocusReason);
    m_pattern->selectAll();
    startSearch();
}

void FindBar::close()
{
    hide();
    m_pause.stop();
    m_result = {};
    m_view->clearMarks(TextView::FoundMark);
    m_view->clearMarks(TextView::LookedAtMark);
    emit matchesChanged();
    m_view->setFocus();
    emit closed();
}

void FindBar::startSearch()
{
    m_pause.stop();
    m_watcher.setFuture(
        QtConcurrent::run([query = query(), change = m_change, text = m_view->bytes()]() -> Answer {
            return {query, change, findAll(text, query)};
        }));
}

void FindBar::takeResult()
{
    Answer answer = m_watcher.result();
    if (!isVisible() || answer.change != m_change || !(answer.query == query()))
        return; // another search is on its way
    m_result = std::move(answer.result);
    m_view->clearMarks(TextView::FoundMark);
    constexpr std::size_t mostMarks = 5000;
    for (std::size_t i = 0; i < std::min(m_result.matches.size(), mostMarks); ++i)
        m_view->mark(TextView::FoundMark, m_result.matches[i].begin, m_result.matches[i].end);
    if (m_incremental && !m_result.matches.empty()) {
        const auto match = std::lower_bound(
            m_result.matches.begin(), m_result.matches.end(), m_origin,
            [](const TextMatch &one, std::uint32_t origin) { return one.begin < origin; });
        const TextMatch &first = match == m_result.matches.end() ? m_result.matches[0] : *match;
        show(first);
    }
    m_incremental = false;
    showCount();
    emit matchesChanged();
    if (const int steps = std::exchange(m_stepWhenFound, 0); steps != 0)
        step(steps > 0);
}

void FindBar::show(const TextMatch &match)
{
    m_view->select(match.begin, match.end);
    m_view->clearMarks(TextView::LookedAtMark);
    m_view->mark(TextView::LookedAtMark, match.begin, match.end);
}

std::ptrdiff_t FindBar::currentMatch() const
{
    const auto begin = static_cast<std::uint32_t>(m_view->send(TextView::SCI_GETSELECTIONSTART));
    const auto end = static_cast<std::uint32_t>(m_view->send(TextView::SCI_GETSELECTIONEND));
    const auto match = std::lower_bound(
        m_result.matches.begin(), m_result.matches.end(), begin,
        [](const TextMatch &one, std::uint32_t wanted) { return one.begin < wanted; });
    const bool found =
        match != m_result.matches.end() && match->begin == begin && match->end == end;
    return found ? match - m_result.matches.begin() : -1;
}

void FindBar::showCount()
{
    QString text;
    if (!m_result.error.isEmpty()) {
        text =
            u"<span style='color:%1'>%2</span>"_s.arg(m_errorColor, m_result.error.toHtmlEscaped());
    } else if (m_pattern->text().isEmpty()) {
        text.clear();
    } else if (m_result.matches.empty()) {
        text = u"<span style='color:%1'>No matches</span>"_s.arg(m_errorColor);
    } else {
        const QString count =
            QString::number(m_result.matches.size()) + (m_result.isCut ? u"+"_s : QString());
        const std::ptrdiff_t current = currentMatch();
        text = current < 0 ? u"%1 matches"_s.arg(count)
                           : u"%1 of %2"_s.arg(QString::number(current + 1), count);
    }
    m_count->setText(text);
}

void FindBar::step(bool forward)
{
    if (!isVisible() || m_watcher.isRunning() || m_pause.isActive()) {
        m_stepWhenFound = forward ? 1 : -1;
        if (!isVisible() && !m_pattern->text().isEmpty())
            open(false);
        else if (m_pause.isActive())
            startSearch();
        return;
    }
    if (m_result.matches.empty())
        return;
    const auto &matches = m_result.matches;
    const auto begin = static_cast<std::uint32_t>(m_view->send(TextView::SCI_GETSELECTIONSTART));
    const auto byPlace = [](const TextMatch &one, std::uint32_t wanted) {
        return one.begin < wanted;
    };
    const std::ptrdiff_t current = currentMatch();
    auto match = std::lower_bound(matches.begin(), matches.end(), begin, byPlace);
    if (forward) {
        if (current >= 0)
            ++match;
        if (match == matches.end())
            match = matches.begin();
    } else {
        match = match == matches.begin() ? matches.end() - 1 : match - 1;
    }
    show(*match);
    m_origin = match->begin;
    showCount();
}

void FindBar::replaceOne()
{
    if (m_watcher.isRunning() || m_pause.isActive())
        return;
    const std::ptrdiff_t current = currentMatch();
    if (current < 0) {
        step(true);
        return;
    }
    const TextMatch match = m_result.matches[static_cast<std::size_t>(current)];
    const QByteArray text = expandReplacement(m_replacement->text(), match);
    m_view->send(TextView::SCI_BEGINUNDOACTION);
    m_view->replaceRange(match.begin, match.end,
                         {text.constData(), static_cast<std::size_t>(text.size())});
    m_view->send(TextView::SCI_ENDUNDOACTION);
    m_view->send(TextView::SCI_SETSEL, match.begin + static_cast<std::uint32_t>(text.size()),
                 match.begin + text.size());
    m_stepWhenFound = 1;
    startSearch();
}

void FindBar::replaceAll()
{
    if (m_watcher.isRunning() || m_pause.isActive() || m_result.matches.empty())
        return;
    std::vector<TextEdit> edits;
    edits.reserve(m_result.matches.size());
    for (const TextMatch &match : m_result.matches)
        edits.push_back({match.begin, match.end, expandReplacement(m_replacement->text(), match)});
    m_document->applyEdits(edits, u"Replace all"_s);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *const key = static_cast<QKeyEvent *>(event);
    const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (key->key() == Qt::Key_Escape) {
        close();
    } else if (isEnter && key->modifiers() == (Qt::ControlModifier | Qt::AltModifier)) {
        replaceAll();
    } else if (isEnter && watched == m_replacement) {
        replaceOne();
    } else if (isEnter) {
        m_incremental = false;
        step((key->modifiers() & Qt::ShiftModifier) == 0);
    } else {
        return QWidget::eventFilter(watched, event);
    }
    return true;
}

} // namespace tw::preview
