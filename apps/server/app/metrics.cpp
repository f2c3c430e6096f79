// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics.h"

#include "app/histogram.h"
#include "app/logging.h"
#include "app/process_metrics.h"
#include "app/version.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <QtGlobal>

#include <array>
#include <atomic>
#include <mutex>
#include <vector>

namespace tw::server {

namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr int leastStatus = 100;
constexpr std::size_t statusCount = 500;

constexpr std::array compileOutcomes = {"ok", "refused"};
constexpr std::array workNames = {"create", "drop", "scratch"};

/// What is known of one route. The counter of a status is made when it first comes up, and found
/// without a lock from then on.
struct RouteSlot {
    std::string method;
    std::string label;
    DurationHistogram times;
    std::array<std::atomic<Counter *>, statusCount> byStatus{};
};

using Label = std::pair<std::string, std::string>;

struct Source {
    std::vector<Label> labels;
    std::function<double()> read;
};

struct Times {
    Label label;
    const DurationHistogram *times;
};

struct TimesFamily {
    std::string name;
    std::string help;
    std::vector<Times> times;
};

struct SourceFamily {
    MetricType type;
    std::string name;
    std::string help;
    std::vector<Source> sources;
};

prometheus::ClientMetric labelled(prometheus::ClientMetric metric,
                                  std::vector<prometheus::ClientMetric::Label> labels)
{
    metric.label = std::move(labels);
    return metric;
}

} // namespace

struct Metrics::Parts {
    prometheus::Registry registry;
    Family<Counter> &requests =
        prometheus::BuildCounter()
            .Name("tablewright_http_requests_total")
            .Help("Requests that were answered; those that fitted no route have an empty one")
            .Register(registry);
    Family<Counter> &work = prometheus::BuildCounter()
                                .Name("tablewright_database_work_total")
                                .Help("Databases made and dropped and scratch checks, by outcome")
                                .Register(registry);
    Family<prometheus::Gauge> &databases =
        prometheus::BuildGauge()
            .Name("tablewright_databases")
            .Help("Databases on record by state, the same from every instance")
            .Register(registry);
    std::vector<std::unique_ptr<RouteSlot>> routes; ///< and one more for all else
    std::array<DurationHistogram, compileOutcomes.size()> compiles;
    std::array<DurationHistogram, workNames.size()> works;
    std::vector<SourceFamily> sources;
    std::vector<TimesFamily> times;

    Counter &counterOf(RouteSlot &slot, int status)
    {
        const int index = std::clamp(status - leastStatus, 0, static_cast<int>(statusCount) - 1);
        std::atomic<Counter *> &place = slot.byStatus[static_cast<std::size_t>(index)];
        Counter *counter = place.load(std::memory_order_acquire);
        if (counter == nullptr) { // the family gives the same one to all who ask
            counter = &requests.Add({{"method", slot.method},
                                     {"route", slot.label},
                                     {"status", std::to_string(status)}});
            place.store(counter, std::memory_order_release);
        }
        return *counter;
    }

    [[nodiscard]] MetricFamily requestTimes() const
    {
        MetricFamily family{"tablewright_http_request_duration_seconds",
                            "From the whole request to its answer, by route",
                            MetricType::Histogram,
                            {}};
        for (const auto &slot : routes) {
            if (!slot->times.isEmpty())
                family.metric.push_back(labelled(
                    slot->times.collect(), {{"method", slot->method}, {"route", slot->label}}));
        }
        return family;
    }

    template <std::size_t Count>
    [[nodiscard]] static MetricFamily
    timesBy(const char *label, const std::array<const char *, Count> &names,
            const std::array<DurationHistogram, Count> &times, MetricFamily family)
    {
        for (std::size_t i = 0; i < Count; ++i)
            family.metric.push_back(labelled(times[i].collect(), {{label, names[i]}}));
        return family;
    }

    [[nodiscard]] static MetricFamily readSources(const SourceFamily &family)
    {
        MetricFamily read{family.name, family.help, family.type, {}};
        for (const Source &source : family.sources) {
            prometheus::ClientMetric metric;
            for (const auto &[name, value] : source.labels)
                metric.label.push_back({name, value});
            (family.type == MetricType::Gauge ? metric.gauge.value : metric.counter.value) =
                source.read();
            read.metric.push_back(std::move(metric));
        }
        return read;
    }
};

Metrics::Metrics(const Routes &routes) : m_parts(std::make_unique<Parts>())
{
    for (const Route &route : routes) {
        auto &slot = m_parts->routes.emplace_back(std::make_unique<RouteSlot>());
        slot->method = spelling(route.method);
        slot->label = routeLabel(route.pattern);
    }
    m_parts->routes.push_back(std::make_unique<RouteSlot>());
    prometheus::BuildGauge()
        .Name("tablewright_build_info")
        .Help("1; the labels tell what runs")
        .Register(m_parts->registry)
        .Add({{"version", version}, {"qt", qVersion()}})
        .Set(1);
}

Metrics::~Metrics() = default;

void Metrics::answered(const Answered &answered)
{
    RouteSlot &slot = *m_parts->routes[std::min(answered.routeIndex, m_parts->routes.size() - 1)];
    m_parts->counterOf(slot, answered.status).Increment();
    if (answered.route != nullptr)
        slot.times.observe(answered.time);
}

void Metrics::compiled(Compile outcome, std::chrono::nanoseconds time)
{
    m_parts->compiles[static_cast<std::size_t>(outcome)].observe(time);
}

void Metrics::worked(Work work, std::string_view outcome, std::chrono::nanoseconds time)
{
    const auto index = static_cast<std::size_t>(work);
    m_parts->work.Add({{"work", workNames[index]}, {"outcome", std::string(outcome)}}).Increment();
    m_parts->works[index].observe(time);
}

void Metrics::addSource(Kind kind, const std::string &name, const std::string &help,
                        std::function<double()> read, const Label &label, const Label &second)
{
    auto &families = m_parts->sources;
    auto found = std::ranges::find(families, name, &SourceFamily::name);
    if (found == families.end())
        found = families.insert(
            families.end(),
            {kind == Kind::Gauge ? MetricType::Gauge : MetricType::Counter, name, help, {}});
    std::vector<Label> labels = {label, second};
    std::erase_if(labels, [](const Label &one) { return one.first.empty(); });
    found->sources.push_back({std::move(labels), std::move(read)});
}

void Metrics::addTimes(const std::string &name, const std::string &help,
                       const DurationHistogram &times, const Label &label)
{
    auto &families = m_parts->times;
    auto found = std::ranges::find(families, name, &TimesFamily::name);
    if (found == families.end())
        found = families.insert(families.end(), {name, help, {}});
    found->times.push_back({label, &times});
}

void Metrics::setDatabases(const std::map<std::string, std::int64_t> &countByState)
{
    for (const auto &[state, count] : countByState)
        m_parts->databases.Add({{"state", state}}).Set(static_cast<double>(count));
}

std::string Metrics::text() const
{
    std::vector<MetricFamily> families = m_parts->registry.Collect();
    families.push_back(m_parts->requestTimes());
    families.push_back(Parts::timesBy("outcome", compileOutcomes, m_parts->compiles,
                                      {"tablewright_compile_duration_seconds",
                                       "Compiles of documents, by outcome",
                                       MetricType::Histogram,
                                       {}}));
    families.push_back(Parts::timesBy("work", workNames, m_parts->works,
                                      {"tablewright_database_work_duration_seconds",
                                       "Making and dropping databases and scratch checks",
                                       MetricType::Histogram,
                                       {}}));
    for (const SourceFamily &family : m_parts->sources)
        families.push_back(Parts::readSources(family));
    for (const TimesFamily &family : m_parts->times) {
        MetricFamily read{family.name, family.help, MetricType::Histogram, {}};
        for (const Times &one : family.times)
            read.metric.push_back(
                labelled(one.times->collect(), {{one.label.first, one.label.second}}));
        families.push_back(std::move(read));
    }
    for (MetricFamily &family : processMetrics())
        families.push_back(std::move(family));
    std::erase_if(families, [](const MetricFamily &family) { return family.metric.empty(); });
    return prometheus::TextSerializer().Serialize(families);
}

} // namespace tw::server
