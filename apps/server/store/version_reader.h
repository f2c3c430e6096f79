// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/metadata_client.h"
#include "store/schema_statements.h"
#include "store/version_cache.h"

#include <QObject>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tw::server {

/// Answers questions for versions, many with one statement: those of one turn of the event loop,
/// and those that came while enough statements were under way. The same question asked twice is
/// asked once. Documents come from the cache, from the same statement when they are small, or else
/// in parts, so that none keeps the rest waiting.
class VersionReader final : public QObject {
    Q_OBJECT
public:
    struct Answer {
        SchemaHead head;
        VersionSummary summary;
        DocumentBytes document; ///< null unless asked for
    };
    using Done = Completion<std::optional<Answer>>;

    VersionReader(MetadataClient &database, VersionCache &cache);

    void ask(std::string_view owner, std::string_view id, int number, bool wantsDocument,
             Done done);

private:
    struct Question {
        Uuid id{};
        std::string owner;
        int number = 0;
        bool wantsDocument = false;
        VersionCache::Held held;
        std::vector<Done> waiting;
    };
    using Batch = std::vector<Question>;
    struct Parts;

    void askSoon();
    void sendBatches();
    void sendBatch();
    void answer(Batch &batch, Outcome<std::vector<FoundVersion>> outcome);
    void answerFound(Question &question, FoundVersion found);
    void fetch(const std::shared_ptr<Parts> &parts);

    MetadataClient &m_database;
    VersionCache &m_cache;
    std::deque<Question> m_questions;
    std::unordered_map<std::string, std::size_t>
        m_places; ///< among the questions, by what is asked
    bool m_isScheduled = false;
    int m_underWay = 0;
};

} // namespace tw::server
