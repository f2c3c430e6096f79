// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/parameters.h"

#include "app/problems.h"
#include "net/http_syntax.h"
#include "store/sha256.h"

#include <fmt/format.h>

#include <QUrl>
#include <QUuid>

#include <algorithm>
#include <charconv>

namespace tw::server {

namespace {

constexpr int defaultPage = 50;
constexpr int largestPage = 200;
constexpr std::size_t longestIdempotencyKey = 200;
constexpr std::size_t hashLength = 64;
constexpr std::size_t checksumLength = 6;

std::optional<int> wholeNumber(std::string_view text)
{
    int number = 0;
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    const bool isPlain = !text.empty() && isDigit(text.front()) && text.front() != '0';
    return isPlain && error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

RequestError wrongParameter(std::string_view name, std::string_view expected)
{
    return refused(400, problem::invalidParameter,
                   fmt::format("parameter `{}` is not {}", name, expected));
}

/// The bytes in front of a cursor that tell whether it came back as it was given.
std::string checksum(std::string_view list, const std::string &content)
{
    return sha256(std::string(list) + '\n' + content).substr(0, checksumLength);
}

std::string percentEncoded(std::string_view text)
{
    return QUrl::toPercentEncoding(
               QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())))
        .toStdString();
}

constexpr QByteArray::Base64Options cursorEncoding =
    QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

} // namespace

int pageLimit(const Request &request)
{
    const auto text = request.parameter("limit");
    if (!text)
        return defaultPage;
    const auto limit = wholeNumber(*text);
    if (!limit || *limit > largestPage)
        throw wrongParameter("limit", fmt::format("a whole number from 1 to {}", largestPage));
    return *limit;
}

std::optional<int> versionNumber(std::string_view text) { return wholeNumber(text); }

std::optional<int> versionParameter(const Request &request, std::string_view name)
{
    const auto text = request.parameter(name);
    if (!text)
        return std::nullopt;
    const auto number = wholeNumber(*text);
    if (!number)
        throw wrongParameter(name, "a version's number");
    return number;
}

std::string idParameter(const Request &request, std::string_view name)
{
    const auto text = request.parameter(name);
    if (!text)
        return {};
    const QUuid id(QLatin1String(text->data(), static_cast<qsizetype>(text->size())));
    if (id.isNull() || id.toString(QUuid::WithoutBraces).toStdString() != *text)
        throw wrongParameter(name, "an id");
    return std::string(*text);
}

bool flag(const Request &request, std::string_view name)
{
    return choice(request, name, {"true", "false"}) == "true";
}

std::optional<double> number(const Request &request, std::string_view name, double least,
                             double most)
{
    const auto text = request.parameter(name);
    if (!text)
        return std::nullopt;
    double value = 0;
    const char *end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, value, std::chars_format::fixed);
    if (text->empty() || error != std::errc() || stop != end || !(value >= least && value <= most))
        throw wrongParameter(name, fmt::format("a number from {} to {}", least, most));
    return value;
}

std::string choice(const Request &request, std::string_view name,
                   std::initializer_list<std::string_view> allowed)
{
    const auto text = request.parameter(name);
    if (!text)
        return {};
    if (std::ranges::find(allowed, *text) == allowed.end())
        throw wrongParameter(name, fmt::format("one of `{}`", fmt::join(allowed, "`, `")));
    return std::string(*text);
}

std::string idempotencyKey(const Request &request)
{
    const std::size_t count = request.headerCount("idempotency-key");
    if (count == 0)
        return {};
    const std::string_view key = request.header("idempotency-key");
    const bool isVisible = std::ranges::all_of(key, [](char c) { return c > ' ' && c <= '~'; });
    if (count > 1 || key.empty() || key.size() > longestIdempotencyKey || !isVisible)
        throw refused(400, problem::invalidIdempotencyKey,
                      fmt::format("`Idempotency-Key` is not one word of 1 to {} visible ASCII "
                                  "characters",
                                  longestIdempotencyKey));
    return std::string(key);
}

bool IfMatch::holdsFor(std::string_view hash) const
{
    return !hashes || std::ranges::find(*hashes, hash) != hashes->end();
}

IfMatch ifMatch(const Request &request)
{
    IfMatch match;
    std::vector<std::string> hashes;
    for (const HeaderField &field : request.headers) {
        if (field.name != "if-match")
            continue;
        match.isGiven = true;
        std::string_view rest = field.value;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(','), rest.size());
            const std::string_view tag = trimmed(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (tag == "*")
                return match;
            // `"hash"` or `"hash-suffix"`; a weak one begins with `W/` and so is neither.
            const bool isOurs = tag.size() > hashLength + 1 && tag.front() == '"' &&
                                tag.back() == '"' &&
                                (tag[hashLength + 1] == '"' || tag[hashLength + 1] == '-');
            if (isOurs)
                hashes.emplace_back(tag.substr(1, hashLength));
        }
    }
    if (match.isGiven)
        match.hashes = std::move(hashes);
    return match;
}

std::string encodeCursor(std::string_view list, const Cursor &cursor)
{
    const std::string content = cursor.id + '\n' + cursor.key;
    return QByteArray::fromStdString(checksum(list, content) + content)
        .toBase64(cursorEncoding)
        .toStdString();
}

Cursor decodeCursor(std::string_view list, std::string_view text)
{
    const std::string bytes =
        QByteArray::fromBase64(QByteArray(text.data(), static_cast<qsizetype>(text.size())),
                               cursorEncoding)
            .toStdString();
    const std::string_view content =
        std::string_view(bytes).substr(std::min(checksumLength, bytes.size()));
    const std::size_t end = std::min(content.find('\n'), content.size());
    Cursor cursor{std::string(content.substr(std::min(end + 1, content.size()))),
                  std::string(content.substr(0, end))};
    // Sound is what comes out the same, its checksum included.
    if (encodeCursor(list, cursor) != text)
        throw refused(400, problem::invalidCursor,
                      "the cursor is not one that this list has given");
    return cursor;
}

std::optional<Cursor> cursorOf(const Request &request, std::string_view list)
{
    const auto text = request.parameter("cursor");
    return text ? std::optional(decodeCursor(list, *text)) : std::nullopt;
}

HeaderField nextPage(const Request &request, std::string_view cursor)
{
    std::string target = request.path + "?cursor=" + std::string(cursor);
    for (const HeaderField &parameter : request.parameters) {
        if (parameter.name != "cursor")
            target += '&' + parameter.name + '=' + percentEncoded(parameter.value);
    }
    return {"Link", '<' + target + ">; rel=\"next\""};
}

} // namespace tw::server
