// SPDX-License-Identifier: MIT
#pragma once

#include "database/connection.h"
#include "database/scratch_database.h"

#include <tablewright/driver/compiler.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tw::test {

/// What was found when a verdict of the compiler was put to PostgreSQL.
struct Verdict {
    enum class Kind : std::uint8_t {
        Sound,      ///< accepted, and applied
        Unverified, ///< accepted as far as can be told; whatever came of it
        Refused,    ///< and the database refuses it too
        ByPolicy,   ///< refused, although the database takes it
        Unsayable,  ///< refused; there is no SQL for it
        Malformed,  ///< the document is none
        // What follows is wrong.
        Unsound,      ///< accepted, and the database refuses it
        Differs,      ///< accepted, and something else came of it
        Unexplained,  ///< refused, and the database takes it
        LanguagesPart ///< JSON and DBML get different verdicts
    };
    Kind kind = Kind::Sound;
    std::vector<std::string> codes;   ///< of the errors, each once
    std::vector<std::string> reasons; ///< of what is unverified
    std::string server;               ///< the SQLSTATE of the refusal
    std::string signature;            ///< of what is wrong, without names
    std::string detail;

    [[nodiscard]] bool isWrong() const { return kind >= Kind::Unsound; }
    /// Whether it is the same thing that is wrong.
    [[nodiscard]] bool isLike(const Verdict &other) const
    {
        return kind == other.kind && signature == other.signature;
    }
};

/// Compiles schemas and asks a server whether the compiler is right. What it does there is rolled
/// back.
class Prover {
public:
    struct Depth {
        bool catalog = false;   ///< compare what was made with what was declared
        bool languages = false; ///< compile it as DBML too
        bool refusals = true;   ///< ask the server about refusals
    };

    /// `url` is of any database of the server, by its superuser.
    explicit Prover(std::string url);

    [[nodiscard]] Verdict judge(const ir::Schema &schema, Depth depth);

    /// Applies the schema, changes something in the database behind its back in the `which`th way,
    /// and says what of that the comparison missed; empty when nothing, or when there was nothing
    /// to change.
    struct Tampering {
        std::string statement; ///< empty: there was nothing to change
        bool seen = false;
    };
    [[nodiscard]] Tampering tamper(const ir::Schema &schema, std::size_t which);
    [[nodiscard]] static std::size_t tamperings();

private:
    struct Refusal {
        std::string state; ///< empty: the server took it
        std::string message;
    };

    [[nodiscard]] CompileResult compile(SourceManager &sources, const std::string &text,
                                        Language language, bool forced) const;
    Verdict judgeAccepted(const CompileResult &result, bool compareCatalog);
    Verdict explain(const CompileResult &result, const std::string &json);
    bool explainType(const CompileResult &result, const Diagnostic &found);
    bool explainSyntax(const CompileResult &result, const Diagnostic &found);
    [[nodiscard]] std::string compareLanguages(const CompileResult &result,
                                               const std::string &json) const;
    Refusal attempt(const std::string &sql);
    bool isOneExpression(const std::string &sql);

    void renew();

    std::string m_url;
    std::unique_ptr<cli::ScratchDatabase> m_database;
    std::unique_ptr<cli::Connection> m_connection;
    std::size_t m_used = 0; ///< judgements in this database
    SeverityOverrides m_forced;
};

[[nodiscard]] std::string_view spelling(Verdict::Kind kind);

} // namespace tw::test
