// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/pg_connection.h"

#include "store/statement.h"

#include <charconv>

#include <poll.h>

namespace tw::server {

namespace {

constexpr const char *notText = "22021"; ///< the code for bytes that are no text in the encoding

std::string withoutLineEnd(const char *message)
{
    std::string text = message;
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    return text;
}

std::string fieldOf(const PGresult *result, int code)
{
    const char *text = PQresultErrorField(result, code);
    return text == nullptr ? std::string() : text;
}

} // namespace

PgError::PgError(const PGresult *result)
    : PgError(PQresultErrorMessage(result), fieldOf(result, PG_DIAG_SQLSTATE))
{
    m_place.column = fieldOf(result, PG_DIAG_COLUMN_NAME);
    m_place.constraint = fieldOf(result, PG_DIAG_CONSTRAINT_NAME);
    m_place.message = fieldOf(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string position = fieldOf(result, PG_DIAG_STATEMENT_POSITION);
    std::from_chars(position.data(), position.data() + position.size(), m_place.position);
}

bool PgError::isUnavailable() const
{
    // Connections, resources, shutdowns, deadlocks and the like; what was not there or done in
    // time; a standby that is not the primary yet.
    for (const std::string_view state : {"08", "53", "57P", "40", "55P03", "57014", "25006"})
        if (m_sqlState.starts_with(state))
            return true;
    return m_sqlState.empty();
}

std::string_view PgResult::text(int row, int column) const
{
    return {PQgetvalue(m_result.get(), row, column),
            static_cast<std::size_t>(PQgetlength(m_result.get(), row, column))};
}

std::string PgResult::sqlState() const { return fieldOf(m_result.get(), PG_DIAG_SQLSTATE); }

PgConnection::PgConnection(const PgTarget &target) : m_patience(target.patience())
{
    std::vector<const char *> names;
    std::vector<const char *> values;
    for (const auto &[name, value] : target.parameters()) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    m_connection.reset(PQconnectdbParams(names.data(), values.data(), 1));
    if (PQstatus(m_connection.get()) != CONNECTION_OK)
        throw PgError(withoutLineEnd(PQerrorMessage(m_connection.get())), {});
    // Details and quoted lines of statements hold what users wrote; errors go to the log.
    PQsetErrorVerbosity(m_connection.get(), PQERRORS_TERSE);
    PQsetNoticeProcessor(
        m_connection.get(), [](void *, const char *) {}, nullptr);
}

PgResult PgConnection::awaited(int sent) const
{
    PGconn *connection = m_connection.get();
    if (sent == 0)
        throw PgError(withoutLineEnd(PQerrorMessage(connection)), {});
    const auto end = std::chrono::steady_clock::now() + m_patience;
    std::optional<PgResult> last;
    std::optional<PgError> failure;
    for (;;) {
        while (PQisBusy(connection) != 0) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                end - std::chrono::steady_clock::now());
            if (left.count() <= 0) // in the middle of a statement: nobody uses it again
                throw PgError("PostgreSQL did not answer in time", {});
            pollfd descriptor{PQsocket(connection), POLLIN, 0};
            static_cast<void>(::poll(&descriptor, 1, static_cast<int>(left.count())));
            if (PQconsumeInput(connection) == 0)
                break; // the result tells what is wrong
        }
        PGresult *raw = PQgetResult(connection);
        if (raw == nullptr)
            break;
        last.emplace(raw);
        const ExecStatusType status = PQresultStatus(raw);
        const bool isGood =
            status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
        if (!isGood && !failure)
            failure.emplace(withoutLineEnd(PQresultErrorMessage(raw)), last->sqlState());
        if (PQstatus(connection) != CONNECTION_OK)
            break;
    }
    if (failure)
        throw *failure; // NOLINT(misc-throw-by-value-catch-by-reference)
    if (!last)
        throw PgError(withoutLineEnd(PQerrorMessage(connection)), {});
    return std::move(*last);
}

PgResult PgConnection::query(const char *sql, const std::vector<PgValue> &values)
{
    std::vector<std::string> texts; // libpq wants text parameters to end with a zero
    texts.reserve(values.size());
    std::vector<const char *> pointers;
    std::vector<int> lengths;
    std::vector<int> formats;
    for (const PgValue &value : values) {
        if (value.isNull) {
            pointers.push_back(nullptr);
        } else if (value.isBinary) {
            pointers.push_back(value.data.data());
        } else {
            texts.emplace_back(value.data);
            pointers.push_back(texts.back().c_str());
        }
        lengths.push_back(static_cast<int>(value.data.size()));
        formats.push_back(value.isBinary ? 1 : 0);
    }
    return awaited(PQsendQueryParams(m_connection.get(), sql, static_cast<int>(values.size()),
                                     nullptr, pointers.data(), lengths.data(), formats.data(), 1));
}

PgResult PgConnection::run(const Statement &statement, const Parameters &values)
{
    if (!m_prepared.contains(statement.name)) {
        static_cast<void>(
            awaited(PQsendPrepare(m_connection.get(), statement.name, statement.sql, 0, nullptr)));
        m_prepared.insert(statement.name);
    }
    const BoundParameters bound(values);
    return awaited(PQsendQueryPrepared(m_connection.get(), statement.name,
                                       static_cast<int>(values.size()), bound.data.data(),
                                       bound.lengths.data(), bound.formats.data(), 1));
}

void PgConnection::execute(const std::string &sql)
{
    static_cast<void>(awaited(PQsendQuery(m_connection.get(), sql.c_str())));
}

std::string PgConnection::owned(char *text, const char *failure) const
{
    const std::unique_ptr<char, decltype(&PQfreemem)> holder(text, &PQfreemem);
    if (!holder)
        throw PgError(withoutLineEnd(PQerrorMessage(m_connection.get())), failure);
    return holder.get();
}

std::string PgConnection::quotedName(std::string_view name) const
{
    return owned(PQescapeIdentifier(m_connection.get(), name.data(), name.size()), notText);
}

std::string PgConnection::quotedLiteral(std::string_view text) const
{
    return owned(PQescapeLiteral(m_connection.get(), text.data(), text.size()), notText);
}

std::string PgConnection::scramVerifier(const std::string &user, const std::string &password) const
{
    return owned(
        PQencryptPasswordConn(m_connection.get(), password.c_str(), user.c_str(), "scram-sha-256"),
        "");
}

bool PgConnection::isReusable() const
{
    if (PQstatus(m_connection.get()) != CONNECTION_OK ||
        PQtransactionStatus(m_connection.get()) != PQTRANS_IDLE)
        return false;
    // What a server says unasked is nearly always a farewell.
    pollfd descriptor{PQsocket(m_connection.get()), POLLIN, 0};
    return ::poll(&descriptor, 1, 0) == 0;
}

} // namespace tw::server
