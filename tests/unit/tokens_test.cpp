// SPDX-License-Identifier: MIT
// Tokens cover a text in order, whatever the text is; a text read in parts has the same ones; and
// what the frontends find to be a name of a table, a column or a type, the tokenizer calls so too.

#include "dbml_texts.h"

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/tokens.h>

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QtTest>

#include <fmt/format.h>

#include <map>
#include <random>
#include <string>
#include <string_view>

using namespace Qt::StringLiterals;
using namespace tw;

namespace {

using test::NamedText;

std::vector<NamedText> jsonTexts()
{
    std::vector<NamedText> texts;
    const QString project = QStringLiteral(TEST_PROJECT_DIR);
    for (const char *folder : {"/resources/samples", "/tests/golden", "/tests/fuzz/corpus/json"}) {
        QDirIterator files(project + QLatin1StringView(folder), QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                qFatal("cannot read %s", qPrintable(file.fileName()));
            const std::string text = file.readAll().toStdString();
            const std::string name = file.fileName().mid(project.size() + 1).toStdString();
            const std::size_t section = text.find("--- input.json\n");
            if (section == std::string::npos) {
                if (name.find("tests/golden") != 0)
                    texts.push_back({name, text});
                continue;
            }
            const std::size_t begin = section + 15;
            const std::size_t end = std::min(text.find("\n--- ", begin), text.size());
            texts.push_back({name, text.substr(begin, end - begin)});
        }
    }
    return texts;
}

/// Why these are no tokens of the text; empty when they are.
std::string faultOf(std::string_view text, const std::vector<Token> &tokens)
{
    constexpr std::string_view blanks = " \t\r\n";
    std::uint32_t at = 0;
    const auto isBlank = [&](std::uint32_t begin, std::uint32_t end) {
        return text.substr(begin, end - begin).find_first_not_of(blanks) == std::string_view::npos;
    };
    for (const Token &token : tokens) {
        if (token.begin < at || token.end <= token.begin || token.end > text.size())
            return fmt::format("token {}-{} behind {}", token.begin, token.end, at);
        if (!isBlank(at, token.begin))
            return fmt::format("nothing at {}-{}", at, token.begin);
        if (token.frame == TokenFrame::None)
            return fmt::format("no frame at {}", token.begin);
        at = token.end;
    }
    return isBlank(at, static_cast<std::uint32_t>(text.size())) ? "" : "the end is missing";
}

/// Read line by line; a token that goes over lines is put together again.
std::vector<Token> tokensByLine(Language language, std::string_view text)
{
    std::vector<Token> all;
    TokenState state;
    bool goesOn = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const auto base = static_cast<std::uint32_t>(at);
        for (Token token : tokenize(language, text.substr(at, end - at), state)) {
            token.begin += base;
            token.end += base;
            if (goesOn && token.begin == base)
                all.back().end = token.end;
            else
                all.push_back(token);
            goesOn = false;
        }
        goesOn = state.within != TokenState::Within::Nothing;
        at = end;
    }
    return all;
}

std::string print(std::string_view text, const std::vector<Token> &tokens)
{
    std::string result;
    for (const Token &token : tokens)
        result += fmt::format("{}-{} {} {} {}\n", token.begin, token.end,
                              static_cast<int>(token.kind), static_cast<int>(token.frame),
                              text.substr(token.begin, token.end - token.begin));
    return result;
}

void checkText(Language language, const NamedText &text)
{
    const std::vector<Token> tokens = tokenize(language, text.text);
    const std::string fault = faultOf(text.text, tokens);
    QVERIFY2(fault.empty(), (text.name + ": " + fault).c_str());
}

/// What the frontend makes of the text, by place: the kinds that the tokens there must have.
std::map<std::uint32_t, TokenKind> expectedKinds(Language language, const std::string &text,
                                                 bool &isAccepted)
{
    SourceManager sources;
    const SourceId source = sources.add("text", text);
    DiagnosticList list;
    DiagnosticEmitter diagnostics(list);
    const Limits limits;
    const ir::Schema schema =
        frontendFor(language).parse(sources, source, diagnostics, {.limits = limits});
    isAccepted = list.errorCount() == 0;
    std::map<std::uint32_t, TokenKind> kinds;
    const auto expect = [&](const ir::Name &name, TokenKind kind) {
        if (name.range.isValid() && !name.empty())
            kinds[name.range.begin] = kind;
    };
    const auto expectColumns = [&](const std::vector<ir::ColumnRef> &columns, TokenKind kind) {
        for (const ir::ColumnRef &column : columns)
            expect(column.name, kind);
    };
    const TokenKind linked = language == Language::Json ? TokenKind::Name : TokenKind::ColumnName;
    for (const ir::Table &table : schema.tables) {
        expect(table.name, TokenKind::TableName);
        expect(table.namespaceName, TokenKind::TableName);
        for (const ir::Column &column : table.columns) {
            expect(column.name, TokenKind::ColumnName);
            expect(column.typeSyntax.spelling, TokenKind::TypeName);
        }
        for (const ir::Index &index : table.indexes) {
            for (const ir::IndexElement &element : index.elements)
                expect(element.column.name, TokenKind::ColumnName);
        }
    }
    for (const ir::EnumType &type : schema.enums) {
        expect(type.name, TokenKind::TypeName);
        for (const ir::EnumValue &value : type.values)
            expect(value.value, TokenKind::EnumValue);
    }
    for (const ir::ForeignKey &key : schema.foreignKeys) {
        expectColumns(key.source.columns, linked);
        expectColumns(key.target.columns, linked);
    }
    return kinds;
}

} // namespace

class TokensTest : public QObject {
    Q_OBJECT

private slots:
    void everyTextIsCovered()
    {
        std::size_t count = 0;
        for (const NamedText &text : test::dbmlTexts()) {
            checkText(Language::Dbml, text);
            checkText(Language::Json, text);
            ++count;
        }
        for (const NamedText &text : jsonTexts()) {
            checkText(Language::Json, text);
            checkText(Language::Dbml, text);
            ++count;
        }
        QVERIFY(count > 300);
    }

    void partsHaveTheSameTokens()
    {
        const auto compare = [](Language language, const NamedText &text) {
            const std::string whole = print(text.text, tokenize(language, text.text));
            const std::string parts = print(text.text, tokensByLine(language, text.text));
            if (whole != parts)
                qWarning() << text.name.c_str();
            QCOMPARE(parts, whole);
        };
        for (const NamedText &text : test::dbmlTexts()) {
            // An unclosed word is one of its line alone where a later part may not close it.
            if (text.isAccepted)
                compare(Language::Dbml, text);
        }
        for (const NamedText &text : jsonTexts())
            compare(Language::Json, text);
    }

    void kindsAreWhatTheFrontendReads()
    {
        std::size_t names = 0;
        const auto compare = [&](Language language, const NamedText &text) {
            bool isAccepted = false;
            const auto expected = expectedKinds(language, text.text, isAccepted);
            if (!isAccepted)
                return;
            std::map<std::uint32_t, Token> found;
            for (const Token &token : tokenize(language, text.text)) {
                found[token.begin] = token;
                const bool isOrderMark = text.text.substr(token.begin, 3) == "\xEF\xBB\xBF";
                QVERIFY2(token.kind != TokenKind::Broken || isOrderMark, text.name.c_str());
            }
            for (const auto &[begin, kind] : expected) {
                const auto token = found.find(begin);
                // Of another file, a part of a word, or in JSON that stands in a string.
                if (token == found.end() || token->second.kind == TokenKind::String)
                    continue;
                ++names;
                QVERIFY2(token->second.kind == kind,
                         fmt::format("{}: {} at {} `{}`, expected {}", text.name,
                                     static_cast<int>(token->second.kind), begin,
                                     text.text.substr(begin, 30), static_cast<int>(kind))
                             .c_str());
            }
        };
        for (const NamedText &text : test::dbmlTexts())
            compare(Language::Dbml, text);
        for (const NamedText &text : jsonTexts())
            compare(Language::Json, text);
        QVERIFY(names > 1000);
    }

    void cutAndBrokenTextsAreCovered()
    {
        std::mt19937 random(7);
        const auto mangle = [&](Language language, const NamedText &text) {
            for (int i = 0; i < 8 && !text.text.empty(); ++i) {
                NamedText other = text;
                const std::size_t at = random() % text.text.size();
                switch (i % 4) {
                case 0:
                    other.text.resize(at);
                    break;
                case 1:
                    other.text.erase(at, 1);
                    break;
                case 2:
                    other.text[at] = static_cast<char>(random());
                    break;
                default:
                    other.text.insert(at, 1, "'\"`{}[](),:/*"[random() % 13]);
                }
                checkText(language, other);
                QCOMPARE(faultOf(other.text, tokensByLine(language, other.text)), std::string());
            }
        };
        for (const NamedText &text : test::dbmlTexts())
            mangle(Language::Dbml, text);
        for (const NamedText &text : jsonTexts())
            mangle(Language::Json, text);
        for (const char *brackets : {"{", "[", "(", "}", "]", ")", "{[("}) {
            NamedText deep{brackets, {}, false};
            for (int i = 0; i < 70'000; ++i)
                deep.text += brackets;
            checkText(Language::Dbml, deep);
            checkText(Language::Json, deep);
        }
    }

    void aForgottenBraceEndsWithTheNextElement()
    {
        const std::string text = "Table a {\n  id int [pk\n\nTable b {\n  id int\n}\n";
        const std::vector<Token> tokens = tokenize(Language::Dbml, text);
        const auto token = std::find_if(tokens.begin(), tokens.end(), [&](const Token &t) {
            return t.begin == text.find("b {");
        });
        QVERIFY(token != tokens.end());
        QCOMPARE(token->kind, TokenKind::TableName);
        QCOMPARE(tokens.back().frame, TokenFrame::Table);
    }

    void isFast()
    {
        const auto dbml = test::generatedDbml(1000);
        if (!dbml)
            QSKIP("no ../shared/bench/gen.mjs");
        QElapsedTimer timer;
        timer.start();
        const std::size_t count = tokenize(Language::Dbml, *dbml).size();
        qInfo("%zu KB of DBML, %zu tokens, %lld ms", dbml->size() / 1024, count,
              static_cast<long long>(timer.elapsed()));
        QVERIFY(count > 10'000);
    }
};

QTEST_GUILESS_MAIN(TokensTest)
#include "tokens_test.moc"
