// SPDX-License-Identifier: MIT
#pragma once

#include "canary.h"
#include "host.h"

#include <tablewright/driver/compiler.h>

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tw::test {

/// What a position does with a harmless text.
enum class PositionKind : std::uint8_t {
    Strict,  ///< it is accepted, and the text is found in the catalog or in a row
    Silent,  ///< it is accepted, and the script is the same
    Declared ///< it is refused, or means something: what is accepted must be as the schema says
};

[[nodiscard]] std::string_view spelling(PositionKind kind);

struct InjectionTally {
    std::size_t cases = 0;
    std::size_t refused = 0;
    std::size_t sameScript = 0;               ///< accepted, and nothing of it reaches the database
    std::size_t strict = 0;                   ///< applied, each value compared byte for byte
    std::size_t declared = 0;                 ///< applied, the catalog compared with the schema
    std::size_t incomparable = 0;             ///< of these, the catalog could not be compared
    std::size_t repeated = 0;                 ///< their script had been applied
    std::size_t unverified = 0;               ///< accepted, as not decided
    std::size_t unverifiedRefused = 0;        ///< of these, the server refused
    std::size_t alreadyThere = 0;             ///< refused: they declare a table `canary` themselves
    std::map<std::string, std::size_t> codes; ///< of refusals
    std::vector<std::string> problems;

    void add(const InjectionTally &other);
};

/// A script that was applied, for other programs to apply.
struct AppliedScript {
    std::string what;
    std::string text;
    std::string digest; ///< of `CanaryDatabase::digestSql(false)`
};

/// How the scripts are spoilt before they are applied, to show that this is noticed.
enum class Sabotage : std::uint8_t { None, Names, Literals };

/// Compiles hostile documents and applies what is accepted. One a thread.
class Judge {
public:
    struct Options {
        std::string url;
        std::string markerFile;
        Sabotage sabotage = Sabotage::None;
        std::size_t keepScripts = 0; ///< every so many; 0 for none
        bool print = false;          ///< what means something and is accepted
    };

    Judge(const Compiler &compiler, Options options);

    PositionKind kindOf(const Position &position);
    void judge(const Position &position, PositionKind kind, const HostileText &text,
               unsigned spelling);

    [[nodiscard]] const InjectionTally &tally() const { return m_tally; }
    [[nodiscard]] std::vector<AppliedScript> takeScripts() { return std::move(m_scripts); }

private:
    struct Baseline {
        bool accepted = false; ///< without a problem of its own
        std::string script;
        ir::Schema schema;
        Snapshot snapshot;
    };
    struct Compiled;

    const Baseline &baseline(const Host &host);
    void compile(Compiled &compiled, Language language, const std::string &document) const;
    [[nodiscard]] std::string spoilt(const std::string &script) const;
    std::string applyStrict(const Position &position, const HostileText &text,
                            const Compiled &compiled);
    std::string applyDeclared(const Compiled &compiled);
    std::string applyAs(CanaryDatabase &database, const Compiled &compiled);
    [[nodiscard]] Snapshot substituted(const Position &position, std::string_view bytes);
    std::string compare(const Snapshot &expected, const Snapshot &found) const;

    const Compiler &m_compiler;
    Options m_options;
    CanaryDatabase m_database;
    CanaryDatabase m_ownerDatabase;
    std::map<const Host *, Baseline> m_baselines;
    std::set<std::size_t> m_seenScripts; ///< hashes
    std::vector<AppliedScript> m_scripts;
    std::size_t m_applied = 0;
    InjectionTally m_tally;
};

} // namespace tw::test
