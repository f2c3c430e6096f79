// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/pass_model.h"

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

PassModel::Step stepOf(const RegisteredPass &pass, const Engine &engine)
{
    PassModel::Step step;
    step.name = text(pass.get().name());
    step.description = text(pass.get().description());
    step.stage = stageName(pass.stage);
    step.owner = pass.owner.empty() ? QStringLiteral("engine") : QString::fromStdString(pass.owner);
    step.isCheck = pass.stage == Stage::Check;
    step.isOwned =
        pass.enabledByDefault && (pass.owner.empty() || engine.isPluginEnabled(step.owner));
    step.isOn = !step.isCheck || (step.isOwned && engine.isPassEnabled(step.name));
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
    for (const Stage stage : {Stage::Resolve, Stage::Check, Stage::Transform}) {
        for (const RegisteredPass &pass : compiler->passes().passes()) {
            if (pass.stage == stage)
                steps.push_back(stepOf(pass, *m_engine));
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
        return step.owner;
    case FindingsColumn:
        return step.findings == 0 ? QVariant() : QVariant(QString::number(step.findings));
    default:
        if (step.time)
            return spelled(*step.time);
        return step.isOn ? QStringLiteral("not run") : QStringLiteral("off");
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
            return step.isOn ? Qt::Checked : Qt::Unchecked;
        return {};
    case Qt::DecorationRole:
        if (index.column() == NameColumn && !step.isCheck)
            return m_noBox;
        return {};
    case Qt::ToolTipRole:
        return step.isCheck ? step.description
                            : step.description + QStringLiteral("\n(always runs: what follows "
                                                                "needs its work)");
    case Qt::ForegroundRole:
        return index.column() != NameColumn || !step.isOn || !step.time ? QVariant(m_muted)
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
    const QString name = m_steps[static_cast<std::size_t>(index.row())].name;
    m_engine->setPassEnabled(name, value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags PassModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == NameColumn &&
        m_steps[static_cast<std::size_t>(index.row())].isCheck &&
        m_steps[static_cast<std::size_t>(index.row())].isOwned)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant PassModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    static const QStringList titles = {QStringLiteral("Pass"), QStringLiteral("Stage"),
                                       QStringLiteral("Owner"), QStringLiteral("Findings"),
                                       QStringLiteral("Time")};
    return titles.value(section);
}

} // namespace tw::preview
