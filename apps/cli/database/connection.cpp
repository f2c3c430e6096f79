// SPDX-License-Identifier: MIT
#include "connection.h"

#include <charconv>
#include <utility>

namespace tw::cli {

namespace {

void replaceAll(std::string &text, std::string_view from, std::string_view to)
{
    if (from.empty())
        return;
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// The password as it stands in a URL that libpq could not read.
std::string_view passwordPart(std::string_view url)
{
    const std::size_t scheme = url.find("://");
    const std::size_t at = url.rfind('@');
    if (scheme == std::string_view::npos || at == std::string_view::npos || at < scheme + 3)
        return {};
    const std::string_view user = url.substr(scheme + 3, at - scheme - 3);
    const std::size_t colon = user.find(':');
    return colon == std::string_view::npos ? std::string_view() : user.substr(colon + 1);
}

/// libpq repeats a URL that it cannot read, with the password in it.
std::string withoutPassword(std::string text, const std::string &url)
{
    replaceAll(text, url, "…");
    replaceAll(text, passwordPart(url), "…");
    char *error = nullptr;
    if (PQconninfoOption *options = PQconninfoParse(url.c_str(), &error)) {
        for (const PQconninfoOption *option = options; option->keyword != nullptr; ++option) {
            if (std::string_view(option->keyword) == "password" && option->val != nullptr)
                replaceAll(text, option->val, "…");
        }
        PQconninfoFree(options);
    }
    PQfreemem(error);
    return text;
}

std::string field(const PGresult *result, int code)
{
    const char *text = PQresultErrorField(result, code);
    return text == nullptr ? std::string() : std::string(text);
}

/// 0 for what is none.
std::size_t number(std::string_view text)
{
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// libpq's own messages are lines; the first is the message and the others are detail.
ServerMessage fromLines(std::string text)
{
    ServerMessage message;
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    const std::size_t lineEnd = text.find('\n');
    message.primary = text.substr(0, lineEnd);
    if (lineEnd != std::string::npos) {
        message.detail = text.substr(text.find_first_not_of(" \t\n", lineEnd));
        replaceAll(message.detail, "\n\t", " ");
        replaceAll(message.detail, "\n", " ");
    }
    return message;
}

} // namespace

ServerMessage serverMessage(const PGconn *connection, const PGresult *result)
{
    if (result == nullptr || PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) == nullptr)
        return fromLines(PQerrorMessage(connection));
    return {.primary = field(result, PG_DIAG_MESSAGE_PRIMARY),
            .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
            .hint = field(result, PG_DIAG_MESSAGE_HINT),
            .context = field(result, PG_DIAG_CONTEXT),
            .sqlState = field(result, PG_DIAG_SQLSTATE),
            .position = number(field(result, PG_DIAG_STATEMENT_POSITION)),
            .column = field(result, PG_DIAG_COLUMN_NAME),
            .constraint = field(result, PG_DIAG_CONSTRAINT_NAME)};
}

Connection::Connection(const std::string &url, const std::string &database)
{
    // `dbname` is expanded as a URL; a later `dbname` replaces the database it names.
    std::vector<const char *> keywords{"dbname"};
    std::vector<const char *> values{url.c_str()};
    if (!database.empty()) {
        keywords.push_back("dbname");
        values.push_back(database.c_str());
    }
    keywords.insert(keywords.end(), {"fallback_application_name", "client_encoding", nullptr});
    values.insert(values.end(), {"tablewright", "UTF8", nullptr});
    m_handle.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
    if (PQstatus(m_handle.get()) != CONNECTION_OK)
        throw DatabaseError(fromLines(withoutPassword(PQerrorMessage(m_handle.get()), url)));
    PQsetNoticeProcessor(
        m_handle.get(), [](void *, const char *) {}, nullptr);
    execute("SET search_path = public; SET standard_conforming_strings = on;"
            "SET client_min_messages = warning");
}

void Connection::execute(const std::string &sql)
{
    const ResultPtr result(PQexec(m_handle.get(), sql.c_str()));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        throw DatabaseError(serverMessage(m_handle.get(), result.get()));
}

std::vector<std::vector<std::string>> Connection::rows(const std::string &sql)
{
    const ResultPtr result(PQexec(m_handle.get(), sql.c_str()));
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK)
        throw DatabaseError(serverMessage(m_handle.get(), result.get()));
    std::vector<std::vector<std::string>> rows(static_cast<std::size_t>(PQntuples(result.get())));
    int row = 0;
    for (auto &cells : rows) {
        for (int column = 0; column < PQnfields(result.get()); ++column)
            cells.emplace_back(PQgetvalue(result.get(), row, column));
        ++row;
    }
    return rows;
}

std::string Connection::value(const std::string &sql)
{
    const auto found = rows(sql);
    if (found.size() != 1 || found.front().size() != 1) {
        ServerMessage message;
        message.primary = "expected one value from: " + sql;
        throw DatabaseError(std::move(message));
    }
    return found.front().front();
}

std::string Connection::quotedIdentifier(std::string_view name) const
{
    char *quoted = PQescapeIdentifier(m_handle.get(), name.data(), name.size());
    if (quoted == nullptr)
        throw DatabaseError(fromLines(PQerrorMessage(m_handle.get())));
    std::string text(quoted);
    PQfreemem(quoted);
    return text;
}

std::string Connection::quotedLiteral(std::string_view text) const
{
    char *quoted = PQescapeLiteral(m_handle.get(), text.data(), text.size());
    if (quoted == nullptr)
        throw DatabaseError(fromLines(PQerrorMessage(m_handle.get())));
    std::string literal(quoted);
    PQfreemem(quoted);
    return literal;
}

} // namespace tw::cli
