// SPDX-License-Identifier: MIT
#pragma once

#include "expression_gate.h"
#include "type_catalog.h"

#include <libpq-fe.h>

#include <QByteArray>

#include <memory>
#include <string>
#include <vector>

/// What the tests share that compare the PostgreSQL backend's own knowledge with a server.
namespace tw::test {

/// The server of TABLEWRIGHT_TEST_POSTGRES. Tries statements and undoes them.
class Server {
public:
    Server();

    [[nodiscard]] bool isOpen() const { return PQstatus(m_connection.get()) == CONNECTION_OK; }
    [[nodiscard]] QByteArray error() const { return PQerrorMessage(m_connection.get()); }

    /// The first value, or the empty string.
    std::string run(const std::string &sql);

    /// Why the server refuses the statements; empty when it takes them. Nothing of them stays.
    std::string refusal(const std::string &sql);

    /// An empty schema to work in, with the enums of `enumSchema`.
    void makeTypeSchema();
    void dropTypeSchema();

private:
    std::string take(PGresult *raw);

    std::unique_ptr<PGconn, decltype(&PQfinish)> m_connection;
};

/// Collects disagreements, so that a run shows all of them.
class Disagreements {
public:
    void add(const std::string &text);
    [[nodiscard]] std::size_t count() const { return m_count; }

private:
    std::size_t m_count = 0;
};

inline constexpr postgresql::Builtin everyBuiltin[] = {
#define TW_TYPE(name, ...) postgresql::Builtin::name,
#include "type_table.def"
};

[[nodiscard]] ir::DataType dataType(postgresql::Builtin builtin);
[[nodiscard]] ir::DataType enumType(std::size_t index);
[[nodiscard]] ir::DataType arrayed(ir::DataType type);

/// Two enums, so that one is not the other.
[[nodiscard]] ir::Schema enumSchema();

/// Every type without arguments, arrays of all, the enums.
[[nodiscard]] std::vector<ir::DataType> everyType();

[[nodiscard]] std::string sqlOf(const ir::Schema &schema, const ir::DataType &type);

enum class Verdict : std::uint8_t { Accepted, Refused, Unverified };

[[nodiscard]] Verdict verdictOf(const std::vector<ExpressionFinding> &findings);
[[nodiscard]] std::string describe(const std::vector<ExpressionFinding> &findings);

} // namespace tw::test
