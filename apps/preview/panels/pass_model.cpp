// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/pass_model.h"

#include "panels/panel_parts.h"

#include <algorithm>
#include <unordered_map>

namespace tw::preview {

namespace {

constexpr std::string_view parseStep = "parse";
constexpr std::string_view emitStep = "emit";

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString stageName(Stage stage)
{
    switch (stage) {
    case Stage::Resolve:
        return QStringLiteral("resolve");
    case Stage::Check:
        return QStringLiteral("check");
    case Stage::Transform:
        return QStringLiteral("transform");
    }
    return {};
}

PassModel::Step stepOf(const RegisteredPass &pass, const Switches &switches)
{
    PassModel::Step step;
    step.name = text(pass.get().name());
    step.description = text(pass.get().description());
    step.stage = stageName(pass.stage);
    step.owner = pass.owner.empty() ? QStringLiteral("engine") : QString::fromStdString(pass.owner);
    step.isCheck = pass.stage == Stage::Check;
    if (step.isCheck) {
        step.state = switches.of(pass);
        step.isShut = switches.isShut(pass);
    }
    return step;
}

} // namespace

PassModel::PassModel(Engine *engine, QObject *parent)
    : QAbstractTableModel(parent), m_engine(engine), m_muted(Theme::light().mutedText),
      m_noBox(13, 13)
{
    m_noBox.fill(Qt::transparent);
}

std::vector<PassModel::Step> PassModel::stepsNow(const SnapshotPtr &snapshot) const
{
    std::vector<Step> steps;
    const auto compiler = m_engine->compiler();
    if (!compiler)
        return steps;
    Step parse;
    parse.name = text(parseStep);
    parse.description = QStringLiteral("reads the text");
    parse.stage = QStringLiteral("parse");
    parse.owner = QStringLiteral("engine");
    steps.push_back(parse);
    const PassSelection none;
    const PassSelection &configured =
        snapshot ? snapshot->configuration.configuration.passes : none;
    const Switches switches(compiler->passes(), configured, m_engine->setup()->chosen);
    for (const Stage stage : {Stage::Resolve, Stage::Check, Stage::Transform}) {
        for (const RegisteredPass &pass : compiler->passes().passes()) {
            if (pass.stage == stage)
                steps.push_back(stepOf(pass, switches));
        }
    }
    Step emitted;
    emitted.name = text(emitStep);
    emitted.description = QStringLiteral("writes the SQL script");
    emitted.stage = QStringLiteral("emit");
    emitted.owner = text(compiler->backend().name());
    steps.push_back(emitted);

    if (!snapshot)
        return steps;
    std::unordered_map<std::string_view, std::chrono::nanoseconds> times;
    for (const PassTiming &timing : snapshot->result.timings)
        times[timing.pass] += timing.duration;
    std::unordered_map<std::string_view, int> findings;
    for (const Diagnostic &finding : snapshot->result.diagnostics)
        ++findings[finding.pass];
    for (Step &step : steps) {
        const std::string name = step.name.toStdString();
        if (const auto time = times.find(name); time != times.end())
            step.time = time->second;
        if (const auto found = findings.find(name); found != findings.end())
            step.findings = found->second;
    }
    return steps;
}

void PassModel::refresh(const SnapshotPtr &snapshot)
{
    std::vector<Step> steps = stepsNow(snapshot);
    m_longest = std::chrono::nanoseconds(1);
    for (const Step &step : steps)
        m_longest = std::max(m_longest, step.time.value_or(m_longest));
    if (steps.size() != m_steps.size()) {
        beginResetModel();
        m_steps = std::move(steps);
        endResetModel();
        return;
    }
    m_steps = std::move(steps);
    if (!m_steps.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

void PassModel::setTheme(const Theme &theme)
{
    m_muted = theme.mutedText;
    if (!m_steps.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

std::chrono::nanoseconds PassModel::total() const
{
    std::chrono::nanoseconds sum{0};
    for (const Step &step : m_steps)
        sum += step.time.value_or(std::chrono::nanoseconds(0));
    return sum;
}

int PassModel::rowOf(const QString &name) const
{
    const auto found = std::ranges::find(m_steps, name, &Step::name);
    return found == m_steps.end() ? -1 : static_cast<int>(found - m_steps.begin());
}

QString PassModel::spelled(std::chrono::nanoseconds time)
{
    const double milliseconds = std::chrono::duration<double, std::milli>(time).count();
    if (milliseconds < .01)
        return QStringLiteral("< 0.01 ms");
    return QStringLiteral("%1 ms").arg(milliseconds, 0, 'f', milliseconds < 10 ? 2 : 0);
}

int PassModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_steps.size());
}

int PassModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant PassModel::displayed(const Step &step, int column) const
{
    switch (column) {
    case NameColumn:
        return step.name;
    case StageColumn:
        return step.stage;
    case OwnerColumn:
        return step.owner.section(u'.', -1);
    case ByColumn:
        return step.isCheck ? decidedBy(step.state.by) : QVariant();
    case FindingsColumn:
        return step.findings == 0 ? QVariant() : QVariant(QString::number(step.findings));
    default:
        if (step.time)
            return spelled(*step.time);
        return step.state.isOn ? QStringLiteral("not run") : QStringLiteral("off");
    }
}

QVariant PassModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Step &step = m_steps[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return displayed(step, index.column());
    case Qt::CheckStateRole:
        if (index.column() == NameColumn && step.isCheck)
            return step.state.isOn ? Qt::Checked : Qt::Unchecked;
        return {};
    case Qt::DecorationRole:
        if (index.column() == NameColumn && !step.isCheck)
            return m_noBox;
        return {};
    case Qt::ToolTipRole:
        return index.column() == OwnerColumn ? step.owner : explained(step);
    case Qt::ForegroundRole:
        return index.column() != NameColumn || !step.state.isOn || !step.time ? QVariant(m_muted)
                                                                              : QVariant();
    case Qt::TextAlignmentRole:
        if (index.column() == FindingsColumn)
            return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
        return {};
    case ShareRole:
        if (!step.time)
            return 0.0;
        return static_cast<double>(step.time->count()) / static_cast<double>(m_longest.count());
    default:
        return {};
    }
}

bool PassModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !flags(index).testFlag(Qt::ItemIsUserCheckable))
        return false;
    const Step step = m_steps[static_cast<std::size_t>(index.row())];
    const bool wanted = value.toInt() == Qt::Checked;
    // What it would be anyway is no choice: the configuration keeps its say.
    m_engine->choosePass(step.name, wanted == step.state.withoutChoice ? Engine::Choice()
                                                                       : Engine::Choice(wanted));
    return true;
}

bool PassModel::isChosen(int row) const
{
    return m_engine->passChoice(m_steps[static_cast<std::size_t>(row)].name).has_value();
}

void PassModel::forgetChoice(int row)
{
    m_engine->choosePass(QString(m_steps[static_cast<std::size_t>(row)].name), {});
}

QString PassModel::explained(const Step &step)
{
    if (!step.isCheck)
        return step.description + QStringLiteral("\n(always runs: what follows needs its work)");
    if (step.isShut)
        return step.description +
               QStringLiteral("\n(off, as you switched off its plugin in the Plugins panel)");
    const QString state = step.state.isOn ? QStringLiteral("on") : QStringLiteral("off");
    switch (step.state.by) {
    case Switch::By::User:
        return step.description + QStringLiteral("\n(%1, as you chose)").arg(state);
    case Switch::By::Configuration:
        return step.description +
               QStringLiteral("\n(%1, as tablewright.toml beside the document says)").arg(state);
    case Switch::By::Itself:
        break;
    }
    return step.state.isOn
               ? step.description
               : step.description + QStringLiteral("\n(runs only where a configuration or you ask "
                                                   "for it)");
}

Qt::ItemFlags PassModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == NameColumn &&
        m_steps[static_cast<std::size_t>(index.row())].isCheck &&
        !m_steps[static_cast<std::size_t>(index.row())].isShut)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant PassModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    static const QStringList titles = {QStringLiteral("Pass"),     QStringLiteral("Stage"),
                                       QStringLiteral("Owner"),    QStringLiteral("Decided by"),
                                       QStringLiteral("Findings"), QStringLiteral("Time")};
    return titles.value(section);
}

} // namespace tw::preview
