// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/welcome_page.h"

#include "window/entry_button.h"
#include "window/recent_files.h"
#include "window/samples.h"

#include <QButtonGroup>
#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace tw::preview {

namespace {

constexpr int pageWidth = 1040;
constexpr int twoColumns = 860; ///< narrower, and the columns stand on each other
constexpr qsizetype recentShown = 7;

void clear(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
}

QString shortened(const QString &folder)
{
    const QString home = QDir::homePath();
    return folder == home || folder.startsWith(home + QLatin1Char('/'))
               ? QLatin1Char('~') + folder.mid(home.size())
               : folder;
}

QVBoxLayout *column(QWidget *parent, int spacing)
{
    auto *layout = new QVBoxLayout(parent);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    return layout;
}

} // namespace

WelcomePage::WelcomePage(QWidget *parent) : QScrollArea(parent), m_page(new QWidget(this))
{
    setObjectName(QStringLiteral("welcome"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);

    auto *content = new QWidget(m_page);
    content->setMaximumWidth(pageWidth);
    auto *rows = column(content, 26);
    rows->addWidget(buildHead());
    rows->addWidget(buildStart());

    m_unsavedBox = new QWidget(content);
    m_unsavedBox->setObjectName(QStringLiteral("welcome.unsaved"));
    m_unsaved = column(m_unsavedBox, 6);
    m_unsavedBox->hide();
    rows->addWidget(m_unsavedBox);

    m_columns = new QBoxLayout(QBoxLayout::LeftToRight);
    m_columns->setSpacing(36);
    m_columns->addWidget(buildRecent(), 2);
    m_columns->addWidget(buildSamples(), 3);
    rows->addLayout(m_columns);
    rows->addWidget(
        hint(QStringLiteral("Drop a .dbml or .json file anywhere in this window to open it.")));

    auto *centred = new QHBoxLayout;
    centred->addStretch(1);
    centred->addWidget(content, 1000);
    centred->addStretch(1);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(36, 30, 36, 30);
    page->addStretch(2);
    page->addLayout(centred);
    page->addStretch(3);
    setWidget(m_page);
    m_page->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);

    connect(&RecentFiles::instance(), &RecentFiles::changed, this, &WelcomePage::showRecent);
    showRecent();
}

QLabel *WelcomePage::heading(const QString &text)
{
    auto *label = new QLabel(text, m_page);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    font.setPointSizeF(font.pointSizeF() * 1.15);
    label->setFont(font);
    return label;
}

QLabel *WelcomePage::hint(const QString &text)
{
    auto *label = new QLabel(text, m_page);
    label->setWordWrap(true);
    m_hints.push_back(label);
    return label;
}

QWidget *WelcomePage::buildHead()
{
    auto *head = new QWidget(m_page);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    auto *sign = new QLabel(head);
    sign->setPixmap(programIcon().pixmap(56, 56));
    row->addWidget(sign);
    auto *texts = column(nullptr, 2);
    auto *name = new QLabel(QStringLiteral("Tablewright"), head);
    QFont font = name->font();
    font.setPointSizeF(font.pointSizeF() * 2.1);
    font.setWeight(QFont::DemiBold);
    name->setFont(font);
    texts->addWidget(name);
    texts->addWidget(hint(QStringLiteral("Describe a database in DBML or JSON, see it at once, and "
                                         "get SQL that PostgreSQL takes.")));
    row->addLayout(texts, 1);
    return head;
}

QWidget *WelcomePage::buildStart()
{
    auto *start = new QWidget(m_page);
    auto *row = new QHBoxLayout(start);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    const auto add = [&](const QString &text, const QString &name, Icon icon) {
        auto *button = new QPushButton(lineIcon(icon), text, start);
        button->setObjectName(name);
        button->setIconSize({18, 18});
        button->setMinimumHeight(34);
        button->setAutoDefault(true);
        row->addWidget(button);
        return button;
    };
    connect(add(QStringLiteral(" New DBML"), QStringLiteral("welcome.newDbml"), Icon::NewFile),
            &QPushButton::clicked, this, [this] { emit newRequested(Language::Dbml); });
    connect(add(QStringLiteral(" New JSON"), QStringLiteral("welcome.newJson"), Icon::NewFile),
            &QPushButton::clicked, this, [this] { emit newRequested(Language::Json); });
    connect(add(QStringLiteral(" Open…"), QStringLiteral("welcome.open"), Icon::Open),
            &QPushButton::clicked, this, &WelcomePage::openRequested);
    row->addStretch(1);
    return start;
}

QWidget *WelcomePage::buildRecent()
{
    auto *box = new QWidget(m_page);
    box->setObjectName(QStringLiteral("welcome.recent"));
    auto *rows = column(box, 8);
    rows->addWidget(heading(QStringLiteral("Recent")));
    m_recent = column(nullptr, 2);
    rows->addLayout(m_recent);
    rows->addStretch(1);
    return box;
}

QWidget *WelcomePage::buildSamples()
{
    auto *box = new QWidget(m_page);
    auto *rows = column(box, 8);
    auto *head = new QHBoxLayout;
    head->setSpacing(2);
    head->addWidget(heading(QStringLiteral("Samples")));
    head->addStretch(1);
    head->addWidget(hint(QStringLiteral("open as ")));
    m_language = new QButtonGroup(this);
    for (const Language language : {Language::Dbml, Language::Json}) {
        auto *button = new QToolButton(box);
        button->setText(language == Language::Dbml ? QStringLiteral("DBML")
                                                   : QStringLiteral("JSON"));
        button->setObjectName(QStringLiteral("welcome.samples") + button->text());
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setChecked(language == Language::Dbml);
        m_language->addButton(button, int(language));
        head->addWidget(button);
    }
    rows->addLayout(head);

    auto *grid = new QGridLayout;
    grid->setSpacing(10);
    int index = 0;
    for (const Sample &sample : samples()) {
        const QLatin1StringView id(sample.id);
        auto *card = new EntryButton(QString::fromUtf8(sample.title),
                                     QString::fromUtf8(sample.description), box);
        card->setObjectName(QStringLiteral("sample.") + id);
        card->setThumbnail(Thumbnail::of(sampleText(id, Language::Json)));
        connect(card, &EntryButton::clicked, this,
                [this, id] { emit sampleRequested(id, sampleLanguage()); });
        grid->addWidget(card, index / 2, index % 2);
        ++index;
    }
    rows->addLayout(grid);
    rows->addStretch(1);
    return box;
}

Language WelcomePage::sampleLanguage() const { return Language(m_language->checkedId()); }

void WelcomePage::showRecent()
{
    clear(m_recent);
    const QStringList paths = RecentFiles::instance().paths().mid(0, recentShown);
    for (const QString &path : paths) {
        const QFileInfo file(path);
        auto *row = new EntryButton(file.fileName(), shortened(file.absolutePath()), m_page);
        row->setDetailElide(Qt::ElideMiddle);
        row->setToolTip(file.exists() ? path
                                      : QStringLiteral("%1 is not there any more").arg(path));
        row->setMissing(!file.exists());
        row->setTheme(m_theme);
        connect(row, &EntryButton::clicked, this, [this, path] { emit fileRequested(path); });
        m_recent->addWidget(row);
    }
    if (paths.isEmpty()) {
        auto *label = new QLabel(QStringLiteral("Files that you open or save are listed here."));
        label->setWordWrap(true);
        label->setForegroundRole(QPalette::PlaceholderText);
        m_recent->addWidget(label);
    }
}

void WelcomePage::setUnsaved(const std::vector<Unsaved> &found)
{
    clear(m_unsaved);
    m_unsavedBox->setVisible(!found.empty());
    if (found.empty())
        return;
    auto *title = new QLabel(QStringLiteral("<b>Unsaved work was found</b>"), m_unsavedBox);
    m_unsaved->addWidget(title);
    for (const Unsaved &work : found) {
        auto *line = new QWidget(m_unsavedBox);
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        auto *entry = new EntryButton(work.title, work.detail, line);
        entry->setEntryIcon(Icon::Recover);
        entry->setDetailElide(Qt::ElideMiddle);
        entry->setTheme(m_theme);
        auto *restore = new QPushButton(QStringLiteral("Restore"), line);
        restore->setObjectName(QStringLiteral("welcome.restore"));
        auto *discard = new QPushButton(QStringLiteral("Discard"), line);
        discard->setObjectName(QStringLiteral("welcome.discard"));
        const auto ask = [this, id = work.id] { emit restoreRequested(id); };
        connect(entry, &EntryButton::clicked, this, ask);
        connect(restore, &QPushButton::clicked, this, ask);
        connect(discard, &QPushButton::clicked, this,
                [this, id = work.id] { emit discardRequested(id); });
        row->addWidget(entry, 1);
        row->addWidget(restore);
        row->addWidget(discard);
        m_unsaved->addWidget(line);
    }
}

void WelcomePage::setTheme(const Theme &theme)
{
    m_theme = theme;
    // Children do not follow the application's palette by themselves under a style sheet.
    const QPalette plain = theme.palette();
    for (QLabel *label : m_page->findChildren<QLabel *>())
        label->setPalette(plain);
    QPalette muted = plain;
    muted.setColor(QPalette::WindowText, theme.mutedText);
    for (QLabel *label : m_hints)
        label->setPalette(muted);
    for (EntryButton *entry : m_page->findChildren<EntryButton *>())
        entry->setTheme(theme);
    viewport()->update();
}

void WelcomePage::paintEvent(QPaintEvent *event)
{
    QPainter(viewport()).fillRect(viewport()->rect(), m_theme.canvas);
    QScrollArea::paintEvent(event);
}

void WelcomePage::showEvent(QShowEvent *event)
{
    // A file may have gone since the list was made.
    showRecent();
    QScrollArea::showEvent(event);
}

void WelcomePage::resizeEvent(QResizeEvent *event)
{
    m_columns->setDirection(viewport()->width() < twoColumns ? QBoxLayout::TopToBottom
                                                             : QBoxLayout::LeftToRight);
    QScrollArea::resizeEvent(event);
}

} // namespace tw::preview
