// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/version_reader.h"

#include <QPointer>
#include <QString>

#include <algorithm>

namespace tw::server {

namespace {

constexpr int batchWeight = 128;
/// A question that brings a document along counts for more, so that a batch stays a few megabytes.
constexpr int documentWeight = 8;
constexpr std::size_t documentLimit = std::size_t{128} << 10;
constexpr std::size_t partBytes = std::size_t{2} << 20;

/// PostgreSQL would refuse anything else, and the whole batch with it.
bool isText(std::string_view text)
{
    if (std::ranges::all_of(text, [](char c) { return c > 0; }))
        return true;
    return text.find('\0') == std::string_view::npos &&
           QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toStdString() ==
               text;
}

std::string keyOf(const Uuid &id, std::string_view owner, int number, bool wantsDocument)
{
    std::string key(id.begin(), id.end());
    key += std::to_string(number);
    key += wantsDocument ? '+' : '-';
    key += owner;
    return key;
}

void tell(std::vector<VersionReader::Done> &waiting,
          const Outcome<std::optional<VersionReader::Answer>> &outcome)
{
    for (const auto &done : waiting)
        done(outcome);
}

} // namespace

/// A document on its way that is too large for one statement.
struct VersionReader::Parts {
    Answer answer;
    Uuid id{};
    std::string bytes;
    std::vector<Done> waiting;
};

VersionReader::VersionReader(MetadataClient &database, VersionCache &cache)
    : m_database(database), m_cache(cache)
{
}

void VersionReader::ask(std::string_view owner, std::string_view id, int number, bool wantsDocument,
                        Done done)
{
    const auto uuid = parseUuid(id);
    if (!uuid || !isText(owner)) {
        QMetaObject::invokeMethod(
            this, [done = std::move(done)] { done(std::optional<Answer>()); },
            Qt::QueuedConnection);
        return;
    }
    const auto [place, isNew] =
        m_places.try_emplace(keyOf(*uuid, owner, number, wantsDocument), m_questions.size());
    if (isNew)
        m_questions.push_back({*uuid, std::string(owner), number, wantsDocument, {}, {}});
    m_questions[place->second].waiting.push_back(std::move(done));
    askSoon();
}

void VersionReader::askSoon()
{
    if (std::exchange(m_isScheduled, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_isScheduled = false;
            sendBatches();
        },
        Qt::QueuedConnection);
}

/// A connection works on one statement after the other: what would wait there waits here, where it
/// becomes part of a larger batch.
void VersionReader::sendBatches()
{
    const int limit = 2 * m_database.limits().readConnections;
    while (!m_questions.empty() && m_underWay < limit)
        sendBatch();
}

void VersionReader::sendBatch()
{
    const auto batch = std::make_shared<Batch>();
    std::vector<VersionQuestion> asked;
    for (int weight = 0; !m_questions.empty() && weight < batchWeight;) {
        Question &question = batch->emplace_back(std::move(m_questions.front()));
        m_questions.pop_front();
        VersionQuestion one{question.id, {}, question.number, VersionQuestion::noDocument};
        if (question.wantsDocument) {
            question.held = m_cache.find(question.id, question.number);
            one.held = question.held.number;
        }
        weight += one.held == VersionQuestion::noneHeld ? documentWeight : 1;
        asked.push_back(one);
    }
    for (std::size_t i = 0; i < asked.size(); ++i)
        asked[i].owner = (*batch)[i].owner;
    m_places.clear();
    if (!m_questions.empty()) {
        std::size_t place = 0;
        for (const Question &question : m_questions)
            m_places.emplace(
                keyOf(question.id, question.owner, question.number, question.wantsDocument),
                place++);
    }
    ++m_underWay;
    m_database.read<std::vector<FoundVersion>>(
        findVersions(asked, documentLimit),
        [self = QPointer(this), batch](Outcome<std::vector<FoundVersion>> outcome) {
            if (self)
                self->answer(*batch, std::move(outcome));
        });
}

void VersionReader::answer(Batch &batch, Outcome<std::vector<FoundVersion>> outcome)
{
    --m_underWay;
    sendBatches();
    std::vector<FoundVersion> found;
    try {
        found = outcome.take();
    } catch (const PgError &error) {
        for (Question &question : batch)
            tell(question.waiting, error);
        return;
    }
    for (FoundVersion &version : found) {
        Question &question = batch.at(version.question);
        answerFound(question, std::move(version));
    }
    for (Question &question : batch) // those that were found wait no more
        tell(question.waiting, std::optional<Answer>());
}

void VersionReader::answerFound(Question &question, FoundVersion found)
{
    auto waiting = std::exchange(question.waiting, {});
    Answer answer{std::move(found.head), std::move(found.summary), {}};
    const int number = answer.summary.number;
    if (question.wantsDocument && question.held.number == number) {
        answer.document = question.held.document;
    } else if (found.document) {
        answer.document = std::make_shared<const std::string>(std::move(*found.document));
        m_cache.insert(question.id, number, answer.document);
    } else if (question.wantsDocument) {
        const auto parts =
            std::make_shared<Parts>(Parts{std::move(answer), question.id, {}, std::move(waiting)});
        parts->bytes.reserve(parts->answer.summary.bytes);
        return fetch(parts);
    }
    tell(waiting, std::optional(std::move(answer)));
}

void VersionReader::fetch(const std::shared_ptr<Parts> &parts)
{
    m_database.read<std::optional<std::string>>(
        documentPart(parts->answer.head.id, parts->answer.summary.number, parts->bytes.size(),
                     partBytes),
        [self = QPointer(this), parts](Outcome<std::optional<std::string>> outcome) {
            if (!self)
                return;
            std::optional<std::string> part;
            try {
                part = outcome.take();
            } catch (const PgError &error) {
                return tell(parts->waiting, error);
            }
            if (!part || part->empty())
                return tell(parts->waiting, std::optional<Answer>()); // deleted meanwhile
            parts->bytes += *part;
            if (parts->bytes.size() < parts->answer.summary.bytes)
                return self->fetch(parts);
            parts->answer.document = std::make_shared<const std::string>(std::move(parts->bytes));
            self->m_cache.insert(parts->id, parts->answer.summary.number, parts->answer.document);
            tell(parts->waiting, std::optional(parts->answer));
        });
}

} // namespace tw::server
