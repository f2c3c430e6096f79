// SPDX-License-Identifier: MIT
#include "person.h"

#include "documents.h"

#include <fmt/format.h>

#include <numeric>
#include <stdexcept>
#include <utility>

namespace tw::load {

namespace {

constexpr std::array<std::string_view, callCount> callNames = {
    "create", "envelope", "document", "version", "update", "list", "validate", "delete"};
constexpr std::size_t shownErrors = 10;
constexpr std::string_view schemas = "/api/v1/schemas";

std::string path(std::string_view id, std::string_view more = {})
{
    return fmt::format("{}/{}{}", schemas, id, more);
}

} // namespace

std::string_view nameOf(Call call) { return callNames.at(static_cast<std::size_t>(call)); }

Mix mixNamed(std::string_view name)
{
    //                     create env doc ver upd list val del
    if (name == "mix")
        return {10, 35, 5, 20, 10, 10, 10, 0};
    if (name == "soak")
        return {10, 30, 5, 15, 10, 10, 10, 10};
    Mix mix{};
    for (std::size_t i = 0; i < callCount; ++i) {
        if (name == callNames.at(i) && i != static_cast<std::size_t>(Call::Delete)) {
            mix.at(i) = 1;
            return mix;
        }
    }
    throw std::invalid_argument(
        fmt::format("the mode is `{}`, expected mix, soak or the name of one call", name));
}

void Tally::fail(std::string message)
{
    ++errors;
    if (firstErrors.size() < shownErrors)
        firstErrors.push_back(std::move(message));
}

Person::Person(ClientLoop &loop, const Target &target, const Mix &mix, Tally &tally,
               std::uint64_t number)
    : m_target(target), m_mix(mix), m_tally(tally), m_number(number), m_random(number * 7919 + 1),
      m_connection(loop, target.port), m_draft(newDocument())
{
    m_commonFields = fmt::format("Host: 127.0.0.1:{}\r\n", target.port);
    if (!target.proxySecret.empty())
        m_commonFields += fmt::format("X-Proxy-Secret: {}\r\nX-User-Id: person-{}\r\n",
                                      target.proxySecret, number);
}

std::string Person::newDocument()
{
    return schemaDocument(m_number * 10'000'000 + m_documents++, m_target.documentBytes);
}

void Person::prepare(std::function<void()> done)
{
    perform(Call::Create, Clock::now(), std::move(done));
}

void Person::callOnce(Clock::time_point due, std::function<void()> done)
{
    const unsigned sum = std::accumulate(m_mix.begin(), m_mix.end(), 0U);
    auto pick = static_cast<unsigned>(m_random() % sum);
    std::size_t call = 0;
    while (pick >= m_mix.at(call))
        pick -= m_mix.at(call++);
    auto chosen = static_cast<Call>(call);
    if (m_target.keptSchemas > 0 && m_schemas.size() > m_target.keptSchemas)
        chosen = Call::Delete;
    else if (chosen == Call::Delete && m_schemas.size() < 2)
        chosen = Call::Create;
    if (m_schemas.empty() && chosen != Call::Validate && chosen != Call::List)
        chosen = Call::Create;
    perform(chosen, due, std::move(done));
}

void Person::perform(Call call, Clock::time_point due, std::function<void()> done)
{
    m_due = due;
    m_done = std::move(done);
    Schema *schema = m_schemas.empty() ? nullptr : &m_schemas[m_random() % m_schemas.size()];
    switch (call) {
    case Call::Create:
        create();
        break;
    case Call::ReadEnvelope:
        readEnvelope(*schema);
        break;
    case Call::ReadDocument:
    case Call::ReadVersion:
        readBytes(*schema, call);
        break;
    case Call::Update:
        update(*schema);
        break;
    case Call::List:
        list();
        break;
    case Call::Validate:
        validate();
        break;
    case Call::Delete:
        removeOldest();
        break;
    }
}

void Person::request(Call call, std::string_view method, std::string_view path,
                     std::string_view fields, std::string_view body, int status, Check check)
{
    std::string bytes;
    bytes.reserve(512 + body.size());
    fmt::format_to(std::back_inserter(bytes), "{} {} HTTP/1.1\r\n{}{}", method, path,
                   m_commonFields, fields);
    if (!body.empty())
        fmt::format_to(std::back_inserter(bytes),
                       "Content-Type: application/json\r\nContent-Length: {}\r\n", body.size());
    bytes += "\r\n";
    bytes += body;
    m_connection.send(std::move(bytes),
                      [this, call, status, check = std::move(check)](const Answer *answer) {
                          std::string wrong;
                          if (answer == nullptr)
                              wrong = m_connection.failure();
                          else if (answer->status != status)
                              wrong = fmt::format("status {}, expected {}: {}", answer->status,
                                                  status, answer->body.substr(0, 300));
                          else
                              wrong = check(*answer);
                          if (!wrong.empty())
                              m_tally.fail(fmt::format("{}: {}", nameOf(call), wrong));
                          if (m_tally.isMeasuring) {
                              const auto latency = Clock::now() - m_due;
                              ++m_tally.statuses[answer == nullptr ? 0 : answer->status];
                              m_tally.latency.add(latency);
                              m_tally.byCall.at(static_cast<std::size_t>(call)).add(latency);
                          }
                          const auto done = std::exchange(m_done, {});
                          done();
                      });
}

std::string Person::envelopeOf(const Answer &answer, std::string_view document,
                               std::int64_t version) const
{
    if (!answer.field("etag").starts_with(fmt::format("\"{}", textMember(answer.body, "hash"))))
        return "the ETag does not begin with the hash";
    const std::int64_t found = numberMember(answer.body, "version");
    if (found != version)
        return fmt::format("version {}, expected {}", found, version);
    if (!m_target.proxySecret.empty() &&
        textMember(answer.body, "owner") != fmt::format("person-{}", m_number))
        return "somebody else's schema";
    // The document is the last member.
    if (!answer.body.ends_with('}') ||
        !answer.body.substr(0, answer.body.size() - 1).ends_with(document))
        return "the document's bytes are not those that were sent";
    return {};
}

void Person::create()
{
    auto document = std::make_shared<std::string>(newDocument());
    request(Call::Create, "POST", schemas, {}, *document, 201, [this, document](const Answer &a) {
        std::string wrong = envelopeOf(a, *document, 1);
        if (wrong.empty()) {
            Schema schema;
            schema.id = textMember(a.body, "id");
            schema.etag = a.field("etag");
            schema.hash = textMember(a.body, "hash");
            schema.version = 1;
            schema.document = std::move(*document);
            m_schemas.push_back(std::move(schema));
        }
        return wrong;
    });
}

void Person::readEnvelope(const Schema &schema)
{
    request(Call::ReadEnvelope, "GET", path(schema.id), {}, {}, 200, [&](const Answer &a) {
        return a.field("etag") != schema.etag ? std::string("the ETag is not the newest version's")
                                              : envelopeOf(a, schema.document, schema.version);
    });
}

void Person::readBytes(const Schema &schema, Call call)
{
    const std::string more = call == Call::ReadDocument
                                 ? std::string("/document")
                                 : fmt::format("/versions/{}/document", schema.version);
    request(call, "GET", path(schema.id, more), {}, {}, 200, [&](const Answer &a) -> std::string {
        if (a.field("etag") != fmt::format("\"{}\"", schema.hash))
            return "the ETag is not that of the version";
        return a.body == schema.document ? "" : "the bytes are not those that were sent";
    });
}

void Person::update(Schema &schema)
{
    auto document = std::make_shared<std::string>(newDocument());
    const std::string condition = fmt::format("If-Match: {}\r\n", schema.etag);
    request(Call::Update, "PUT", path(schema.id), condition, *document, 200,
            [&, document](const Answer &a) {
                std::string wrong = envelopeOf(a, *document, schema.version + 1);
                if (wrong.empty()) {
                    ++schema.version;
                    schema.etag = a.field("etag");
                    schema.hash = textMember(a.body, "hash");
                    schema.document = std::move(*document);
                }
                return wrong;
            });
}

void Person::list()
{
    request(Call::List, "GET", fmt::format("{}?limit=20", schemas), {}, {}, 200,
            [this](const Answer &a) -> std::string {
                if (!a.body.starts_with('{') || a.body.find("\"items\":[") == std::string::npos)
                    return "not a list";
                // Everybody is one user without a proxy, and others' newer schemas fill the page.
                for (const Schema &schema : m_schemas) {
                    if (m_schemas.size() <= 20 && !m_target.proxySecret.empty() &&
                        a.body.find(schema.id) == std::string::npos)
                        return "an own schema is missing";
                }
                return {};
            });
}

void Person::validate()
{
    request(Call::Validate, "POST", "/api/v1/validate", {}, m_draft, 200,
            [](const Answer &a) -> std::string {
                return a.body.find("\"valid\":true") == std::string::npos ? "not valid" : "";
            });
}

void Person::removeOldest()
{
    request(Call::Delete, "DELETE", path(m_schemas.front().id), {}, {}, 204,
            [this](const Answer &) {
                m_schemas.erase(m_schemas.begin());
                return std::string();
            });
}

} // namespace tw::load
