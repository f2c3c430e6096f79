// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/plugins_panel.h"

#include "panels/panel_parts.h"
#include "panels/plugin_model.h"
#include "panels/plugin_options.h"

#include <QHeaderView>
#include <QMenu>
#include <QSplitter>
#include <QStackedLayout>
#include <QTextBrowser>
#include <QTreeView>

#include <algorithm>

namespace tw::preview {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString row(const QString &name, const QString &value, const Theme &theme)
{
    if (value.isEmpty())
        return {};
    return QStringLiteral("<tr><td style='color:%1; padding: 1px 16px 1px 0'>%2</td>"
                          "<td style='padding: 1px 0'>%3</td></tr>")
        .arg(theme.mutedText.name(), name, value.toHtmlEscaped());
}

QString joined(const std::vector<std::string> &values)
{
    QStringList all;
    for (const std::string &value : values)
        all.append(QString::fromStdString(value));
    return all.join(QStringLiteral(", "));
}

} // namespace

PluginsPanel::PluginsPanel(Document *document, Engine *engine, QWidget *parent)
    : QWidget(parent), m_document(document), m_engine(engine),
      m_model(new PluginModel(document, engine, this)), m_details(new QTextBrowser(this)),
      m_pages(new QStackedLayout(this)), m_empty(new EmptyState(this)),
      m_splitter(new QSplitter(Qt::Vertical, this)), m_theme(Theme::light())
{
    setObjectName(QStringLiteral("pluginsPanel"));
    buildView();
    m_details->setObjectName(QStringLiteral("pluginDetails"));
    m_details->setAccessibleName(QStringLiteral("About the plugin"));
    m_details->setFrameShape(QFrame::NoFrame);
    m_details->setOpenLinks(false);
    m_details->document()->setDocumentMargin(12);

    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_view);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);

    m_pages->addWidget(m_splitter);
    m_pages->addWidget(m_empty);
    setFocusProxy(m_view);

    connect(m_engine, &Engine::changed, this, &PluginsPanel::showPlugins);
    connect(m_document, &Document::snapshotChanged, this, &PluginsPanel::showPlugins);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &PluginsPanel::showDetails);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &PluginsPanel::showDetails);
    setTheme(m_theme);
    showPlugins();
}

PluginsPanel::~PluginsPanel() { saveColumns(m_view); }

void PluginsPanel::buildView()
{
    m_view = makeTree(this, QStringLiteral("plugins"), QStringLiteral("Plugins"));
    m_view->setModel(m_model);
    m_view->setRootIsDecorated(false);
    m_view->setItemDelegate(new RowDelegate(m_view));
    QHeaderView *header = m_view->header();
    header->setStretchLastSection(true);
    header->resizeSection(PluginModel::NameColumn, 210);
    header->resizeSection(PluginModel::StateColumn, 84);
    header->resizeSection(PluginModel::ByColumn, 112);
    header->resizeSection(PluginModel::RunsColumn, 104);
    header->resizeSection(PluginModel::VersionColumn, 66);
    header->resizeSection(PluginModel::IdColumn, 200);
    header->resizeSection(PluginModel::ReasonColumn, 190);
    restoreColumns(m_view);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &PluginsPanel::showMenu);
}

void PluginsPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_splitter->setOrientation(width() > 3 * height() ? Qt::Horizontal : Qt::Vertical);
}

void PluginsPanel::showMenu(const QPoint &place)
{
    const QModelIndex index = m_view->indexAt(place);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("pluginMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(QStringLiteral("Forget My Choice"), this,
                    [this, row = index.row()] { m_model->forgetChoice(row); })
        ->setEnabled(m_model->isChosen(index.row()));
    menu->popup(m_view->viewport()->mapToGlobal(place));
}

void PluginsPanel::setTheme(const Theme &theme)
{
    m_theme = theme;
    applyTheme(this, theme);
    m_model->setTheme(theme);
    showDetails();
}

void PluginsPanel::showPlugins()
{
    m_model->refresh();
    const std::vector<PluginSpec> &plugins = m_engine->plugins();
    const auto refused = std::ranges::count_if(plugins, &PluginModel::isRefused);
    emit titleChanged(refused == 0 ? QStringLiteral("Plugins")
                                   : QStringLiteral("Plugins (%1 refused)").arg(refused));
    if (plugins.empty()) {
        m_empty->setText(QStringLiteral("No plugins found"),
                         QStringLiteral("Plugins are libraries in the folders that "
                                        "TABLEWRIGHT_PLUGIN_PATH names, and beside the program. "
                                        "Without one that brings a database nothing compiles."));
        m_pages->setCurrentWidget(m_empty);
        return;
    }
    m_pages->setCurrentWidget(m_splitter);
    if (!m_view->currentIndex().isValid())
        m_view->setCurrentIndex(m_model->index(0, 0));
    showDetails();
}

QString PluginsPanel::passesOf(const PluginSpec &plugin) const
{
    QStringList names;
    if (const auto compiler = m_engine->compiler()) {
        for (const RegisteredPass &pass : compiler->passes().passes()) {
            if (!plugin.id.empty() && pass.owner == plugin.id)
                names.append(text(pass.get().name()));
        }
    }
    return names.join(QStringLiteral(", "));
}

QString PluginsPanel::optionsTable(const PluginSpec &plugin) const
{
    const std::vector<ShownOption> options = optionsOf(plugin, m_document->snapshot());
    if (options.empty())
        return {};
    const QString name = QString::fromStdString(plugin.id);
    QString html =
        QStringLiteral("<p style='margin: 12px 0 4px 0'><b>Options</b> <span style='color:%1'>in "
                       "[plugins.%2]</span></p><table cellspacing='0'>")
            .arg(m_theme.mutedText.name(), name.section(u'.', -1).toHtmlEscaped());
    for (const ShownOption &option : options) {
        const QColor color = option.isConfigured ? m_theme.accent : m_theme.mutedText;
        html += QStringLiteral("<tr><td style='padding: 1px 16px 1px 0'>%1 = %2</td>"
                               "<td style='color:%3; padding: 1px 16px 1px 0'>%4</td>"
                               "<td style='color:%5; padding: 1px 0'>%6</td></tr>")
                    .arg(option.key.toHtmlEscaped(), option.value.toHtmlEscaped(), color.name(),
                         decidedBy(option.isConfigured ? Switch::By::Configuration
                                                       : Switch::By::Itself),
                         m_theme.mutedText.name(), option.description.toHtmlEscaped());
    }
    return html + QStringLiteral("</table>");
}

void PluginsPanel::showDetails()
{
    const QModelIndex current = m_view->currentIndex();
    if (!current.isValid()) {
        m_shownDetails.clear();
        m_details->clear();
        return;
    }
    const PluginSpec &plugin = m_model->plugin(current.row());
    QString html = QStringLiteral("<p style='margin: 0 0 2px 0'><b>%1</b></p>")
                       .arg(PluginModel::nameOf(plugin).toHtmlEscaped());
    const QString reason =
        plugin.reason.empty() ? m_model->reasonOf(plugin) : QString::fromStdString(plugin.reason);
    html += QStringLiteral("<p style='margin: 0 0 8px 0'><span style='color:%1'>%2</span>%3</p>")
                .arg(m_model->stateColor(plugin).name(), m_model->stateOf(plugin),
                     reason.isEmpty() ? QString() : QStringLiteral(" — ") + reason.toHtmlEscaped());
    html += QStringLiteral("<table cellspacing='0'>");
    const auto add = [&](const QString &name, const QString &value) {
        html += row(name, value, m_theme);
    };
    add(QStringLiteral("Identifier"), QString::fromStdString(plugin.id));
    if (!plugin.id.empty()) {
        add(QStringLiteral("Version"), PluginModel::versionOf(plugin.version));
        add(QStringLiteral("Made for SDK"), PluginModel::versionOf(plugin.sdkVersion));
    }
    if (plugin.state == PluginSpec::State::Loaded)
        add(QStringLiteral("Runs"),
            plugin.isIsolated ? QStringLiteral("isolated, in processes of its own: its "
                                               "crash stays there")
                              : QStringLiteral("in the program: it is Tablewright's own"));
    add(QStringLiteral("Brings"), joined(plugin.kinds));
    add(QStringLiteral("Passes"), passesOf(plugin));
    add(QStringLiteral("Codes begin with"), QString::fromStdString(plugin.diagnosticPrefix));
    QStringList needs;
    for (const PluginDependency &dependency : plugin.dependencies)
        needs.append(QString::fromStdString(dependency.id) + u' ' +
                     PluginModel::versionOf(dependency.version));
    add(QStringLiteral("Needs"), needs.join(QStringLiteral(", ")));
    add(QStringLiteral("Interface"), QString::fromStdString(plugin.interfaceId));
    add(QStringLiteral("File"), QString::fromStdString(plugin.path));
    html += QStringLiteral("</table>");
    html += optionsTable(plugin);
    if (html == m_shownDetails)
        return; // it keeps its scroll place
    m_shownDetails = html;
    m_details->setHtml(html);
}

} // namespace tw::preview
