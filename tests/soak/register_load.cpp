// SPDX-License-Identifier: MIT
#include "register_load.h"

#include "documents.h"
#include "server_instance.h"

#include <fmt/format.h>

#include <random>
#include <stdexcept>
#include <utility>

namespace tw::soak {

namespace {

using namespace std::chrono_literals;

constexpr auto pauseAfterTrouble = 5ms;

std::string_view documentIn(std::string_view envelope)
{
    constexpr std::string_view start = "\"document\":";
    const std::size_t at = envelope.find(start);
    if (at == std::string_view::npos || !envelope.ends_with('}'))
        return {};
    return envelope.substr(at + start.size(), envelope.size() - at - start.size() - 1);
}

} // namespace

/// One of those who ask; has a connection to each instance and one request in flight.
class RegisterLoad::Client {
public:
    Client(load::ClientLoop &loop, RegisterLoad &load, std::uint64_t seed,
           std::function<void()> ended)
        : m_loop(loop), m_load(load), m_random(seed), m_ended(std::move(ended))
    {
        for (const std::uint16_t port : load.m_options.ports) {
            m_connections.push_back(std::make_unique<load::ClientConnection>(loop, port));
            m_connections.back()->setTimeout(20s);
        }
    }

    void next()
    {
        if (m_load.m_isStopping) {
            m_ended();
            return;
        }
        const std::size_t index = m_random() % m_load.m_options.registers;
        const auto kind = m_random() % 100;
        if (kind < 45)
            write(index);
        else if (kind < 70)
            read(index, true);
        else if (kind < 90)
            read(index, false);
        else
            readVersion(index);
    }

private:
    void send(std::string_view call, std::string_view method, std::string_view path,
              std::string_view fields, std::string_view body,
              std::function<void(const load::Answer &)> check)
    {
        const std::size_t instance = m_random() % m_connections.size();
        load::ClientConnection &connection = *m_connections[instance];
        std::string bytes = fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{}", method, path,
                                        m_load.m_options.ports[instance], fields);
        if (!body.empty())
            bytes += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n",
                                 body.size());
        bytes += "\r\n";
        bytes += body;
        const bool isExpected = m_load.m_isTrouble;
        connection.send(std::move(bytes), [this, &connection, call, isExpected,
                                           check = std::move(check)](const load::Answer *answer) {
            if (m_load.isTrouble(answer, connection.failure(), call, isExpected)) {
                m_loop.after(pauseAfterTrouble, [this] { next(); });
                return;
            }
            check(*answer);
            ++m_load.m_operations;
            next();
        });
    }

    void unexpected(std::string_view call, const load::Answer &answer)
    {
        m_load.m_history.violated(
            fmt::format("{}: status {}: {}", call, answer.status, answer.body.substr(0, 200)));
    }

    void write(std::size_t index)
    {
        const Known &known = m_load.m_known[index];
        const std::int64_t floor = m_load.m_history.floorOf(index);
        const std::uint64_t write = m_load.m_history.writeStarts(index, known.version);
        send("PUT", "PUT", "/api/v1/schemas/" + known.id,
             fmt::format("If-Match: {}\r\n", known.etag), RegisterHistory::documentOf(index, write),
             [this, index, write, floor](const load::Answer &answer) {
                 if (answer.status == 412) {
                     ++m_load.m_refused;
                     m_load.m_history.writeRefused(index, write);
                     return;
                 }
                 if (answer.status != 200) {
                     unexpected("PUT", answer);
                     return;
                 }
                 const std::int64_t version = load::numberMember(answer.body, "version");
                 m_load.m_history.writeAcknowledged(index, write, version, floor);
                 if (documentIn(answer.body) != RegisterHistory::documentOf(index, write))
                     m_load.m_history.violated("PUT: the answer's document is not what was sent");
                 m_load.learn(index, version, answer.field("etag"));
             });
    }

    void read(std::size_t index, bool asEnvelope)
    {
        const std::int64_t floor = m_load.m_history.floorOf(index);
        const std::string path = "/api/v1/schemas/" + m_load.m_known[index].id;
        send("GET", "GET", asEnvelope ? path : path + "/document", {}, {},
             [this, index, floor, asEnvelope](const load::Answer &answer) {
                 if (answer.status != 200) {
                     unexpected("GET", answer);
                     return;
                 }
                 const std::int64_t version = m_load.m_history.readAnswered(
                     index, asEnvelope ? documentIn(answer.body) : answer.body, floor);
                 if (version == 0)
                     return;
                 if (asEnvelope && load::numberMember(answer.body, "version") != version)
                     m_load.m_history.violated(
                         fmt::format("GET: version {} with the document of version {}",
                                     load::numberMember(answer.body, "version"), version));
                 m_load.learn(index, version, answer.field("etag"));
             });
    }

    void readVersion(std::size_t index)
    {
        // Also the newest, at an instance that may never have seen it.
        const Known &known = m_load.m_known[index];
        const std::int64_t version =
            m_random() % 2 == 0 ? known.version
                                : 1 + static_cast<std::int64_t>(
                                          m_random() % static_cast<std::uint64_t>(known.version));
        send("GET version", "GET",
             fmt::format("/api/v1/schemas/{}/versions/{}/document", known.id, version), {}, {},
             [this, index, version](const load::Answer &answer) {
                 if (answer.status != 200)
                     unexpected("GET version", answer);
                 else
                     m_load.m_history.versionAnswered(index, version, answer.body);
             });
    }

    load::ClientLoop &m_loop;
    RegisterLoad &m_load;
    std::mt19937_64 m_random;
    std::function<void()> m_ended;
    std::vector<std::unique_ptr<load::ClientConnection>> m_connections;
};

RegisterLoad::RegisterLoad(RegisterOptions options)
    : m_options(std::move(options)), m_history(m_options.registers), m_known(m_options.registers)
{
}

RegisterLoad::~RegisterLoad() { stop(); }

void RegisterLoad::learn(std::size_t index, std::int64_t version, std::string_view etag)
{
    Known &known = m_known[index];
    if (version > known.version) {
        known.version = version;
        known.etag = etag;
    }
}

bool RegisterLoad::isTrouble(const load::Answer *answer, std::string_view failure,
                             std::string_view call, bool wasExpected)
{
    if (answer != nullptr && answer->status != 503)
        return false;
    ++m_troubled;
    if (!wasExpected && !m_isTrouble)
        m_history.violated(
            fmt::format("{}: {}", call, answer == nullptr ? failure : answer->body.substr(0, 200)));
    if (answer != nullptr && (answer->field("content-type") != "application/problem+json" ||
                              answer->field("retry-after").empty()))
        m_history.violated(fmt::format("{}: a 503 that is no problem with Retry-After: {}", call,
                                       answer->body.substr(0, 200)));
    return true;
}

void RegisterLoad::create(std::size_t index)
{
    const std::uint64_t write = m_history.writeStarts(index, 0);
    const PlainAnswer answer =
        request(m_options.ports[index % m_options.ports.size()], "POST", "/api/v1/schemas",
                RegisterHistory::documentOf(index, write));
    if (answer.status != 201)
        throw std::runtime_error(
            fmt::format("creating a schema: {} {}", answer.status, answer.body));
    m_known[index].id = load::textMember(answer.body, "id");
    m_history.writeAcknowledged(index, write, load::numberMember(answer.body, "version"), 0);
    learn(index, 1, load::Answer{answer.status, answer.head, answer.body}.field("etag"));
}

void RegisterLoad::start()
{
    for (std::size_t i = 0; i < m_options.registers; ++i)
        create(i);
    m_thread = std::thread([this] {
        load::ClientLoop loop;
        std::size_t running = m_options.clients;
        std::vector<std::unique_ptr<Client>> clients;
        for (std::size_t i = 0; i < m_options.clients; ++i)
            clients.push_back(std::make_unique<Client>(loop, *this, m_options.seed * 1000 + i, [&] {
                if (--running == 0)
                    loop.stop();
            }));
        for (const auto &client : clients)
            loop.after(0s, [&client] { client->next(); });
        loop.run();
    });
}

void RegisterLoad::stop()
{
    m_isStopping = true;
    if (m_thread.joinable())
        m_thread.join();
}

bool RegisterLoad::waitForOperations(std::uint64_t count, std::chrono::milliseconds time) const
{
    const auto end = std::chrono::steady_clock::now() + time;
    while (m_operations < count) {
        if (std::chrono::steady_clock::now() >= end)
            return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

void RegisterLoad::readBack()
{
    std::vector<std::int64_t> newest(m_options.registers);
    for (std::size_t i = 0; i < m_options.registers; ++i) {
        for (const std::uint16_t port : m_options.ports) {
            const PlainAnswer answer =
                request(port, "GET", "/api/v1/schemas/" + m_known[i].id + "/document");
            if (answer.status != 200) {
                m_history.violated(fmt::format("schema {} is answered with {}", i, answer.status));
                continue;
            }
            newest[i] = m_history.readAnswered(i, answer.body, m_history.floorOf(i));
            m_history.endsWith(i, newest[i]);
        }
    }
    load::ClientLoop loop;
    std::vector<std::unique_ptr<load::ClientConnection>> connections;
    std::size_t running = 0;
    std::size_t index = 0;
    std::int64_t version = 1;
    std::function<void(std::size_t)> next = [&](std::size_t which) {
        while (index < newest.size() && version > newest[index]) {
            ++index;
            version = 1;
        }
        if (index == newest.size()) {
            if (--running == 0)
                loop.stop();
            return;
        }
        load::ClientConnection &connection = *connections[which];
        const std::uint16_t port = m_options.ports[which % m_options.ports.size()];
        std::string bytes = fmt::format("GET /api/v1/schemas/{}/versions/{}/document HTTP/1.1\r\n"
                                        "Host: 127.0.0.1:{}\r\n\r\n",
                                        m_known[index].id, version, port);
        connection.send(std::move(bytes), [&, which, i = index, v = version](const auto *answer) {
            if (answer == nullptr || answer->status != 200)
                m_history.violated(fmt::format("schema {}: version {} is answered with {}", i, v,
                                               answer == nullptr ? 0 : answer->status));
            else
                m_history.versionAnswered(i, v, answer->body);
            next(which);
        });
        ++version;
    };
    constexpr std::size_t readers = 12;
    for (std::size_t i = 0; i < readers; ++i)
        connections.push_back(std::make_unique<load::ClientConnection>(
            loop, m_options.ports[i % m_options.ports.size()]));
    running = readers;
    for (std::size_t i = 0; i < readers; ++i)
        loop.after(0s, [&next, i] { next(i); });
    loop.run();
}

} // namespace tw::soak
