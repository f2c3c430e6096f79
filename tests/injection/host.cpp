// SPDX-License-Identifier: MIT
#include "host.h"

#include "host_tokens.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

namespace tw::test {

namespace {

using Form = Position::Form;
using Kind = HostToken::Kind;

/// The code point at `i`, which is moved behind it; nothing where the bytes are no UTF-8.
std::optional<char32_t> nextCodePoint(std::string_view text, std::size_t &i)
{
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::string_view bytes = text.substr(i, length);
    if (bytes.size() != length || !isValidUtf8(bytes)) {
        ++i;
        return std::nullopt;
    }
    char32_t code = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t k = 1; k < length; ++k)
        code = (code << 6U) | (static_cast<unsigned char>(bytes[k]) & 0x3FU);
    i += length;
    return code;
}

/// Every character as `\uXXXX`, as far as that goes; bytes that are no UTF-8 as they are.
std::string allEscaped(std::string_view text, bool pairs)
{
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t begin = i;
        const std::optional<char32_t> code = nextCodePoint(text, i);
        if (!code || (*code > 0xFFFF && !pairs)) {
            out += text.substr(begin, i - begin);
        } else if (*code > 0xFFFF) {
            const char32_t rest = *code - 0x10000;
            out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + (rest >> 10U),
                               0xDC00U + (rest & 0x3FFU));
        } else {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(*code));
        }
    }
    return out;
}

std::string jsonString(const HostileText &text, unsigned spelling)
{
    if (!text.escapes.empty())
        return '"' + text.escapes + '"';
    if (spelling % 2 == 1)
        return '"' + allEscaped(text.bytes, true) + '"';
    std::string out = "\"";
    for (const char c : text.bytes) {
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (static_cast<unsigned char>(c) < 0x20)
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out.push_back(c);
    }
    return out + '"';
}

std::string dbmlQuoted(const HostileText &text, std::string_view quote, unsigned spelling)
{
    std::string out(quote);
    if (!text.escapes.empty()) {
        out += text.escapes;
    } else if (spelling % 2 == 1) {
        out += allEscaped(text.bytes, false);
    } else {
        for (const char c : text.bytes) {
            switch (c) {
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\0':
                out += "\\0";
                break;
            case '\\':
                out += "\\\\";
                break;
            default:
                if (c == quote.front())
                    out.push_back('\\');
                out.push_back(c);
            }
        }
    }
    return out.append(quote);
}

std::string written(Form form, const HostileText &text, unsigned spelling)
{
    switch (form) {
    case Form::Json:
        return jsonString(text, spelling);
    case Form::QuotedName:
        return dbmlQuoted(text, "\"", spelling);
    case Form::String:
        return dbmlQuoted(text, "'", spelling);
    case Form::Block:
        return dbmlQuoted(text, "'''", spelling);
    case Form::Expression:
        return '`' + text.bytes + '`';
    case Form::Raw:
        break;
    }
    return text.bytes;
}

bool isLinked(const HostToken &token)
{
    return token.kind != Kind::Expression && token.kind != Kind::Block &&
           (token.kind != Kind::JsonKey || token.place.ends_with("/overrides/{}"));
}

} // namespace

Host readHost(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw std::runtime_error("cannot read " + path);
    Host host;
    host.name = std::filesystem::path(path).filename().string();
    host.text.assign(std::istreambuf_iterator<char>(file), {});
    host.language = path.ends_with(".json") ? Language::Json : Language::Dbml;
    host.tokens = host.language == Language::Json ? jsonTokens(host.text) : dbmlTokens(host.text);
    return host;
}

std::string Position::describe() const
{
    static constexpr const char *forms[] = {"", " \"…\"", " '…'", " '''…'''", " `…`", " raw"};
    return fmt::format("{} {}{}{} ({})", host->name, token().place,
                       forms[static_cast<std::size_t>(form)], tokens.size() > 1 ? " linked" : "",
                       token().value);
}

std::vector<Position> positionsOf(const Host &host)
{
    std::map<std::string_view, std::vector<std::size_t>> byValue;
    for (std::size_t i = 0; i < host.tokens.size(); ++i) {
        if (isLinked(host.tokens[i]))
            byValue[host.tokens[i].value].push_back(i);
    }
    std::vector<Position> positions;
    const auto add = [&](const std::vector<std::size_t> &tokens, Form form) {
        positions.push_back({&host, tokens, form});
    };
    const auto addAll = [&](const std::vector<std::size_t> &tokens) {
        if (host.language == Language::Json) {
            add(tokens, Form::Json);
            return;
        }
        for (const Form form :
             {Form::QuotedName, Form::String, Form::Block, Form::Expression, Form::Raw})
            add(tokens, form);
    };
    for (std::size_t i = 0; i < host.tokens.size(); ++i) {
        addAll({i});
        if (!isLinked(host.tokens[i]))
            continue;
        const std::vector<std::size_t> &linked = byValue[host.tokens[i].value];
        if (linked.size() > 1 && linked.front() == i)
            addAll(linked);
    }
    return positions;
}

std::optional<std::string> documentWith(const Position &position, const HostileText &text,
                                        unsigned spelling)
{
    const bool plain = position.form == Form::Expression || position.form == Form::Raw;
    if (plain && !text.escapes.empty())
        return std::nullopt;
    const Host &host = *position.host;
    const std::string piece = written(position.form, text, spelling);
    std::string document;
    std::size_t done = 0;
    for (const std::size_t index : position.tokens) {
        const HostToken &token = host.tokens[index];
        document.append(host.text, done, token.begin - done).append(piece);
        done = token.end;
    }
    return document.append(host.text, done);
}

} // namespace tw::test
