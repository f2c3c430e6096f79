// SPDX-License-Identifier: MIT
#pragma once

#include "client_loop.h"
#include "histogram.h"

#include <array>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tw::load {

enum class Call : std::uint8_t {
    Create,
    ReadEnvelope,
    ReadDocument,
    ReadVersion,
    Update,
    List,
    Validate,
    Delete
};
inline constexpr std::size_t callCount = 8;
[[nodiscard]] std::string_view nameOf(Call call);

/// How often each call is made, in parts of the sum.
using Mix = std::array<unsigned, callCount>;
/// `mix`, `envelope`, `document`, `version`, `create`, `soak`. Throws `std::invalid_argument`.
[[nodiscard]] Mix mixNamed(std::string_view name);

struct Target {
    std::uint16_t port = 0;
    std::string proxySecret; ///< empty: the server knows one user only
    std::size_t documentBytes = 16 * 1024;
    std::size_t keptSchemas = 0; ///< beyond as many a person deletes the oldest; 0: never
};

/// What all persons have seen.
struct Tally {
    bool isMeasuring = false;
    std::uint64_t errors = 0; ///< while preparing, too
    std::map<int, std::uint64_t> statuses;
    Histogram latency;
    std::array<Histogram, callCount> byCall;
    std::vector<std::string> firstErrors;

    void fail(std::string message);
};

/// Somebody with schemas of their own, on a connection of their own. Checks every answer against
/// what it did before: nobody else changes these schemas.
class Person {
public:
    Person(ClientLoop &loop, const Target &target, const Mix &mix, Tally &tally,
           std::uint64_t number);

    /// Makes the first schema; the connection is idle again then.
    void prepare(std::function<void()> done);
    /// Makes one call, or another one that has to come first. `due`: from when its latency counts.
    void callOnce(Clock::time_point due, std::function<void()> done);
    [[nodiscard]] bool isBusy() const { return m_connection.isBusy(); }

private:
    struct Schema {
        std::string id;
        std::string etag; ///< of the envelope; begins with the hash
        std::string hash; ///< of the newest version
        std::int64_t version = 0;
        std::string document;
    };
    using Check = std::function<std::string(const Answer &)>; ///< what is wrong; empty: nothing

    void perform(Call call, Clock::time_point due, std::function<void()> done);
    void request(Call call, std::string_view method, std::string_view path, std::string_view fields,
                 std::string_view body, int status, Check check);
    [[nodiscard]] std::string newDocument();
    /// What is wrong with an envelope.
    [[nodiscard]] std::string envelopeOf(const Answer &answer, std::string_view document,
                                         std::int64_t version) const;

    void create();
    void readEnvelope(const Schema &schema);
    void readBytes(const Schema &schema, Call call);
    void update(Schema &schema);
    void list();
    void validate();
    void removeOldest();

    const Target &m_target;
    const Mix &m_mix;
    Tally &m_tally;
    std::uint64_t m_number;
    std::uint64_t m_documents = 0;
    std::mt19937_64 m_random;
    ClientConnection m_connection;
    std::string m_commonFields;
    std::string m_draft; ///< valid, never stored
    std::vector<Schema> m_schemas;
    Clock::time_point m_due{};
    std::function<void()> m_done;
};

} // namespace tw::load
