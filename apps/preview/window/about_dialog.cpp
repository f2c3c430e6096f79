// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/about_dialog.h"

#include "window/icons.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <Qsci/qsciglobal.h>

namespace tw::preview {

namespace {

const char *const text = R"(
<p>This program comes with no warranty. It is free software under the GNU General Public License,
version 3 or later, because its editor is; you may pass it on and change it under the same terms.
The engine, the plugins and the command line are under the MIT licence.</p>
<table cellspacing="0" cellpadding="3">
<tr><td><b>Qt %1</b></td><td>Core, GUI, Widgets, SVG, Print Support, D-Bus, Concurrent</td><td>LGPL 3</td></tr>
<tr><td><b>QScintilla %2</b></td><td>the editor</td><td>GPL 3</td></tr>
<tr><td><b>Scintilla</b></td><td>inside QScintilla</td><td>HPND</td></tr>
<tr><td><b>libpg_query</b></td><td>PostgreSQL's own parser</td><td>BSD 3-clause</td></tr>
<tr><td><b>simdjson</b></td><td>reads JSON</td><td>Apache 2.0</td></tr>
<tr><td><b>ANTLR 4</b></td><td>reads DBML</td><td>BSD 3-clause</td></tr>
<tr><td><b>Boost.Graph</b></td><td>orders tables</td><td>Boost 1.0</td></tr>
<tr><td><b>fmt</b>, <b>RapidJSON</b>, <b>robin-map</b></td><td>texts and tables</td><td>MIT</td></tr>
</table>
)";

} // namespace

AboutDialog::AboutDialog(QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("about"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(QStringLiteral("About Tablewright"));
    resize(560, 470);

    auto *sign = new QLabel(this);
    sign->setPixmap(programIcon().pixmap(56, 56));
    auto *name = new QLabel(QStringLiteral("Tablewright Preview"), this);
    QFont font = name->font();
    font.setPointSizeF(font.pointSizeF() * 1.6);
    font.setWeight(QFont::DemiBold);
    name->setFont(font);
    auto *version =
        new QLabel(QStringLiteral("Version %1").arg(QStringLiteral(TABLEWRIGHT_VERSION)), this);
    version->setForegroundRole(QPalette::PlaceholderText);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(name);
    texts->addWidget(version);
    auto *head = new QHBoxLayout;
    head->setSpacing(16);
    head->addWidget(sign);
    head->addLayout(texts, 1);

    auto *licences = new QTextBrowser(this);
    licences->setFrameShape(QFrame::NoFrame);
    licences->viewport()->setAutoFillBackground(false);
    licences->setHtml(QString::fromUtf8(text).arg(QString::fromLatin1(qVersion()),
                                                  QStringLiteral(QSCINTILLA_VERSION_STR)));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 20, 20, 16);
    rows->setSpacing(14);
    rows->addLayout(head);
    rows->addWidget(licences, 1);
    rows->addWidget(buttons);
}

} // namespace tw::preview
