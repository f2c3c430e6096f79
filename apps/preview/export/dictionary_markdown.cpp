// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/dictionary.h"

#include <tablewright/base/utf8.h>

namespace tw::preview {

namespace {

using Column = Dictionary::Column;
using Reference = Dictionary::Reference;
using Table = Dictionary::Table;

bool isWordCharacter(std::string_view text, std::size_t at)
{
    return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
}

/// Whether Markdown, GitHub's with links and formulas, could read something into the character.
/// `atStart`: nothing but digits stands before it in its line.
bool meansSomething(std::string_view text, std::size_t at, bool atStart)
{
    switch (text[at]) {
    case '_':
        return !isWordCharacter(text, at - 1) || !isWordCharacter(text, at + 1);
    case ':':
        return text.substr(at, 3) == "://";
    case '.':
        return atStart || (at >= 3 && equalsIgnoringCase(text.substr(at - 3, 3), "www"));
    case '-':
    case '=':
    case ')':
    case ' ':
        return atStart;
    default:
        return std::string_view("\\`*{}[]<>#+!|~&$^@").find(text[at]) != std::string_view::npos;
    }
}

/// Text that stays text, in a line or in a cell of a table. A line end becomes `lineEnd`.
std::string escaped(std::string_view written, std::string_view lineEnd = "<br>")
{
    const std::string text = madeVisible(written);
    std::string out;
    bool atStart = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i] == '\t' ? ' ' : text[i];
        if (c == '\n')
            out += lineEnd;
        else if (meansSomething(text, i, atStart))
            out += fmt::format("&#{};", static_cast<int>(c));
        else
            out += c;
        atStart = c == '\n' || (atStart && c >= '0' && c <= '9');
    }
    return out;
}

/// A code span where one can hold the text; else HTML's, with all that could mean something hidden.
std::string code(std::string_view text)
{
    if (text.empty())
        return {};
    const bool plain = text.front() != ' ' && text.back() != ' ' &&
                       text.find_first_of("`|\\\n\t") == std::string_view::npos &&
                       madeVisible(text) == text;
    return plain ? fmt::format("`{}`", text) : "<code>" + escaped(text) + "</code>";
}

std::string link(const Dictionary::Link &target)
{
    return target.anchor.empty() ? escaped(target.text)
                                 : fmt::format("[{}](#{})", escaped(target.text), target.anchor);
}

std::string counted(std::size_t count, std::string_view noun)
{
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

class MarkdownWriter {
public:
    explicit MarkdownWriter(const Dictionary &dictionary) : m_dictionary(dictionary) {}

    std::string run()
    {
        add("# {}\n\n", escaped(m_dictionary.title, " "));
        paragraph(m_dictionary.note);
        std::string counts = fmt::format("{}, {}, {}", counted(m_dictionary.tables.size(), "table"),
                                         counted(m_dictionary.columnCount, "column"),
                                         counted(m_dictionary.referenceCount, "reference"));
        if (!m_dictionary.enums.empty())
            counts += ", " + counted(m_dictionary.enums.size(), "enum");
        add("{}.\n\n", counts);
        if (m_dictionary.errors > 0) {
            add("> The document has {}: this page is only as complete as what could be read of"
                " it.\n\n",
                counted(m_dictionary.errors, "error"));
        }
        facts(m_dictionary.metadata);
        contents("Groups", m_dictionary.groups);
        contents("Tables", m_dictionary.tables);
        contents("Enums", m_dictionary.enums);
        groups();
        if (!m_dictionary.tables.empty())
            m_out += "## Tables\n\n";
        for (const Table &table : m_dictionary.tables)
            this->table(table);
        enums();
        notes();
        m_out.erase(m_out.find_last_not_of('\n') + 1);
        return std::move(m_out) + '\n';
    }

private:
    template <class... Args> void add(fmt::format_string<Args...> format, Args &&...args)
    {
        fmt::format_to(std::back_inserter(m_out), format, std::forward<Args>(args)...);
    }

    void paragraph(std::string_view text)
    {
        if (!text.empty())
            add("{}\n\n", escaped(text, "<br>\n"));
    }

    void facts(const std::vector<Dictionary::Fact> &facts)
    {
        for (const Dictionary::Fact &fact : facts)
            add("- {}: {}\n", escaped(fact.name), escaped(fact.value));
        if (!facts.empty())
            m_out += '\n';
    }

    template <class Elements> void contents(std::string_view title, const Elements &elements)
    {
        if (elements.empty())
            return;
        add("**{}**\n\n", title);
        for (const auto &element : elements)
            add("- {}\n", link(element.link));
        m_out += '\n';
    }

    void heading(const Dictionary::Link &element)
    {
        add("<a id=\"{}\"></a>\n\n### {}\n\n", element.anchor, escaped(element.text, " "));
    }

    void columnTitles(std::initializer_list<std::string_view> titles)
    {
        for (const std::string_view title : titles)
            add("| {} ", title);
        m_out += "|\n";
        for (std::size_t i = 0; i < titles.size(); ++i)
            m_out += "|---";
        m_out += "|\n";
    }

    template <class... Cells> void row(const Cells &...cells)
    {
        (add("| {} ", cells), ...);
        m_out += "|\n";
    }

    void groups()
    {
        if (m_dictionary.groups.empty())
            return;
        m_out += "## Groups\n\n";
        for (const Dictionary::Group &group : m_dictionary.groups) {
            heading(group.link);
            paragraph(group.note);
            for (const Dictionary::Link &table : group.tables)
                add("- {}\n", link(table));
            m_out += '\n';
        }
    }

    void table(const Table &table)
    {
        heading(table.link);
        paragraph(table.note);
        if (!table.group.empty())
            add("Group: {}\n\n", escaped(table.group));
        if (!table.junctionOf.empty())
            add("Not in the document: it stands for {}.\n\n", escaped(table.junctionOf));
        facts(table.metadata);
        columnTitles({"Column", "Type", "Key", "Null", "Default", "Description"});
        for (const Column &column : table.columns) {
            const std::string type = code(column.type);
            row(escaped(column.name),
                column.typeAnchor.empty() ? type
                                          : fmt::format("[{}](#{})", type, column.typeAnchor),
                marks(column), column.nullable ? "yes" : "no", defaultOf(column),
                description(column));
        }
        m_out += '\n';
        constraints(table);
        indexes(table);
        references("References", table.references);
        references("Referenced by", table.referencedBy);
        if (table.records > 0) {
            add("Begins with {}{}.\n\n", counted(table.records, "row"),
                table.exampleRecords ? " of examples, which the database does not get" : "");
        }
    }

    static std::string marks(const Column &column)
    {
        std::string text = column.primaryKey ? "PK " : "";
        text += column.references.empty() ? "" : "FK ";
        text += column.unique ? "UQ" : "";
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    }

    static std::string defaultOf(const Column &column)
    {
        if (!column.generated.empty())
            return "generated " + code(column.generated);
        return column.autoIncrement ? "auto-increment" : code(column.defaultValue);
    }

    static std::string description(const Column &column)
    {
        std::string text = escaped(column.note);
        const auto line = [&text](const std::string &more) {
            text += (text.empty() ? "" : "<br>") + more;
        };
        for (const Dictionary::Link &reference : column.references)
            line("→ " + link(reference));
        for (const Dictionary::Fact &fact : column.metadata)
            line(escaped(fact.name) + ": " + escaped(fact.value));
        return text;
    }

    void constraints(const Table &table)
    {
        if (table.keys.empty() && table.checks.empty())
            return;
        m_out += "#### Constraints\n\n";
        columnTitles({"Kind", "Name", "Of"});
        for (const Dictionary::Key &key : table.keys)
            row(key.primary ? "primary key" : "unique", escaped(key.name), code(key.columns));
        for (const Dictionary::Check &check : table.checks)
            row("check", escaped(check.name), code(check.expression));
        m_out += '\n';
    }

    void indexes(const Table &table)
    {
        if (table.indexes.empty())
            return;
        m_out += "#### Indexes\n\n";
        columnTitles({"Kind", "Name", "Of"});
        for (const Dictionary::Index &index : table.indexes) {
            std::string of = code(index.columns);
            of += index.include.empty() ? "" : " with " + code(index.include);
            of += index.where.empty() ? "" : " where " + code(index.where);
            of += index.note.empty() ? "" : "<br>" + escaped(index.note);
            row((index.unique ? "unique " : "") + escaped(index.method), escaped(index.name), of);
        }
        m_out += '\n';
    }

    void references(std::string_view title, const std::vector<Reference> &references)
    {
        if (references.empty())
            return;
        add("#### {}\n\n", title);
        columnTitles({"Columns", "Table", "Its columns", "On delete", "On update", "Name"});
        for (const Reference &reference : references) {
            const std::string remark =
                reference.remark.empty() ? std::string() : " (" + escaped(reference.remark) + ')';
            row(code(reference.columns), link(reference.table), code(reference.otherColumns),
                reference.onDelete, reference.onUpdate, escaped(reference.name) + remark);
        }
        m_out += '\n';
    }

    void enums()
    {
        if (m_dictionary.enums.empty())
            return;
        m_out += "## Enums\n\n";
        for (const Dictionary::Enum &type : m_dictionary.enums) {
            heading(type.link);
            paragraph(type.note);
            columnTitles({"Value", "Description"});
            for (const Dictionary::EnumValue &value : type.values)
                row(code(value.value), escaped(value.note));
            m_out += '\n';
            if (type.usedBy.empty())
                continue;
            std::string users;
            for (const Dictionary::Link &column : type.usedBy)
                users += (users.empty() ? "" : ", ") + link(column);
            add("Used by {}.\n\n", users);
        }
    }

    void notes()
    {
        if (m_dictionary.notes.empty())
            return;
        m_out += "## Notes\n\n";
        for (const Dictionary::Fact &note : m_dictionary.notes) {
            add("### {}\n\n", escaped(note.name, " "));
            paragraph(note.value);
        }
    }

    const Dictionary &m_dictionary;
    std::string m_out;
};

} // namespace

std::string renderMarkdown(const Dictionary &dictionary)
{
    return MarkdownWriter(dictionary).run();
}

} // namespace tw::preview
