// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/dictionary.h"
#include "export/dictionary_style.h"

namespace tw::preview {

namespace {

using Column = Dictionary::Column;
using Reference = Dictionary::Reference;
using Table = Dictionary::Table;

/// The only way by which a document's text gets into the page.
std::string escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : madeVisible(text)) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

/// A name stands by itself: characters in it that turn the direction of writing end with it.
std::string named(std::string_view name) { return "<bdi>" + escaped(name) + "</bdi>"; }

std::string code(std::string_view text)
{
    return text.empty() ? std::string() : "<code><bdi>" + escaped(text) + "</bdi></code>";
}

std::string link(const Dictionary::Link &target)
{
    return target.anchor.empty()
               ? named(target.text)
               : fmt::format("<a href=\"#{}\">{}</a>", target.anchor, named(target.text));
}

std::string counted(std::size_t count, std::string_view noun)
{
    return fmt::format("<b>{}</b> {}{}", count, noun, count == 1 ? "" : "s");
}

std::string note(std::string_view text, std::string_view kind = "note")
{
    return text.empty() ? std::string()
                        : fmt::format("<p class=\"{}\">{}</p>\n", kind, escaped(text));
}

class HtmlWriter {
public:
    HtmlWriter(const Dictionary &dictionary, std::string_view diagram)
        : m_dictionary(dictionary), m_diagram(diagram)
    {
    }

    std::string run()
    {
        // The policy is a second lock: were an escape forgotten, no script would run.
        m_out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
                "<meta name=\"generator\" content=\"Tablewright " TABLEWRIGHT_VERSION "\"/>\n";
        add("<title>{} – data dictionary</title>\n", escaped(m_dictionary.title));
        add("<style>\n{}</style>\n</head>\n<body>\n", dictionaryStyle());
        contents();
        m_out += "<main>\n";
        heading();
        if (!m_diagram.empty()) {
            m_out += "<section id=\"diagram\">\n<h2>Diagram</h2>\n<div class=\"diagram\">";
            m_out += m_diagram;
            m_out += "</div>\n</section>\n";
        }
        groups();
        tables();
        enums();
        notes();
        m_out += "</main>\n</body>\n</html>\n";
        return std::move(m_out);
    }

private:
    template <class... Args> void add(fmt::format_string<Args...> format, Args &&...args)
    {
        fmt::format_to(std::back_inserter(m_out), format, std::forward<Args>(args)...);
    }

    template <class Elements> void contentsOf(std::string_view title, const Elements &elements)
    {
        if (elements.empty())
            return;
        add("<h2>{} <span>{}</span></h2>\n<ul>\n", title, elements.size());
        for (const auto &element : elements)
            add("<li>{}</li>\n", link(element.link));
        m_out += "</ul>\n";
    }

    void contents()
    {
        add("<nav aria-label=\"Contents\">\n<p class=\"brand\"><a href=\"#top\">{}</a></p>\n",
            named(m_dictionary.title));
        if (!m_diagram.empty())
            m_out += "<ul><li><a href=\"#diagram\">Diagram</a></li></ul>\n";
        contentsOf("Groups", m_dictionary.groups);
        contentsOf("Tables", m_dictionary.tables);
        contentsOf("Enums", m_dictionary.enums);
        m_out += "</nav>\n";
    }

    void heading()
    {
        add("<header id=\"top\">\n<p class=\"kind\">Data dictionary</p>\n<h1>{}</h1>\n",
            named(m_dictionary.title));
        m_out += note(m_dictionary.note, "lead");
        add("<p class=\"counts\"><span>{}</span><span>{}</span><span>{}</span>",
            counted(m_dictionary.tables.size(), "table"),
            counted(m_dictionary.columnCount, "column"),
            counted(m_dictionary.referenceCount, "reference"));
        if (!m_dictionary.enums.empty())
            add("<span>{}</span>", counted(m_dictionary.enums.size(), "enum"));
        m_out += "</p>\n";
        if (m_dictionary.errors > 0) {
            add("<p class=\"warning\">The document has {}: this page is only as complete as what"
                " could be read of it.</p>\n",
                counted(m_dictionary.errors, "error"));
        }
        facts(m_dictionary.metadata);
        m_out += "</header>\n";
    }

    void facts(const std::vector<Dictionary::Fact> &facts)
    {
        if (facts.empty())
            return;
        m_out += "<dl class=\"facts\">";
        for (const Dictionary::Fact &fact : facts)
            add("<div><dt>{}</dt><dd>{}</dd></div>", named(fact.name), named(fact.value));
        m_out += "</dl>\n";
    }

    void groups()
    {
        if (m_dictionary.groups.empty())
            return;
        m_out += "<section>\n<h2>Groups</h2>\n";
        for (const Dictionary::Group &group : m_dictionary.groups) {
            add("<article id=\"{}\" class=\"card\">\n<h3>{}</h3>\n", group.link.anchor,
                named(group.link.text));
            m_out += note(group.note);
            m_out += "<p class=\"links\">";
            for (const Dictionary::Link &table : group.tables)
                add("{} ", link(table));
            m_out += "</p>\n</article>\n";
        }
        m_out += "</section>\n";
    }

    /// A table of the page; `rows` adds them.
    template <class Rows>
    void grid(std::string_view kind, std::initializer_list<std::string_view> titles,
              const Rows &rows)
    {
        add("<div class=\"scroll\"><table class=\"{}\">\n<thead><tr>", kind);
        for (const std::string_view title : titles)
            add("<th scope=\"col\">{}</th>", title);
        m_out += "</tr></thead>\n<tbody>\n";
        rows();
        m_out += "</tbody>\n</table></div>\n";
    }

    template <class... Cells> void row(const Cells &...cells)
    {
        m_out += "<tr>";
        (add("<td>{}</td>", cells), ...);
        m_out += "</tr>\n";
    }

    void tables()
    {
        if (m_dictionary.tables.empty())
            return;
        m_out += "<section>\n<h2>Tables</h2>\n";
        for (const Table &table : m_dictionary.tables)
            this->table(table);
        m_out += "</section>\n";
    }

    void table(const Table &table)
    {
        add("<article id=\"{}\" class=\"card\">\n<h3>{}", table.link.anchor,
            named(table.link.text));
        if (!table.group.empty())
            add(" <span class=\"badge\">{}</span>", named(table.group));
        if (!table.junctionOf.empty())
            m_out += " <span class=\"badge\">junction</span>";
        m_out += "</h3>\n";
        m_out += note(table.note);
        if (!table.junctionOf.empty())
            add("<p class=\"quiet note\">Not in the document: it stands for {}.</p>\n",
                escaped(table.junctionOf));
        facts(table.metadata);
        columns(table);
        constraints(table);
        indexes(table);
        references("References", table.references, "→");
        references("Referenced by", table.referencedBy, "←");
        if (table.records > 0) {
            add("<p class=\"quiet rows\">Begins with {}{}.</p>\n", counted(table.records, "row"),
                table.exampleRecords ? " of examples, which the database does not get" : "");
        }
        m_out += "</article>\n";
    }

    static std::string marks(const Column &column)
    {
        std::string text;
        if (column.primaryKey)
            text += "<abbr class=\"mark key\" title=\"primary key\">PK</abbr> ";
        if (!column.references.empty())
            text += "<abbr class=\"mark\" title=\"foreign key\">FK</abbr> ";
        if (column.unique)
            text += "<abbr class=\"mark\" title=\"unique\">UQ</abbr>";
        return text;
    }

    static std::string description(const Column &column)
    {
        std::string text = note(column.note);
        for (const Dictionary::Link &reference : column.references)
            text += fmt::format("<p class=\"quiet\">→ {}</p>", link(reference));
        for (const Dictionary::Fact &fact : column.metadata) {
            text +=
                fmt::format("<p class=\"quiet\">{}: {}</p>", named(fact.name), named(fact.value));
        }
        return text;
    }

    static std::string defaultOf(const Column &column)
    {
        if (!column.generated.empty())
            return "generated " + code(column.generated);
        std::string text = code(column.defaultValue);
        if (column.autoIncrement)
            text += "auto-increment";
        return text;
    }

    void columns(const Table &table)
    {
        grid("columns", {"Column", "Type", "Key", "Null", "Default", "Description"}, [&] {
            for (const Column &column : table.columns) {
                const std::string type = code(column.type);
                row(fmt::format("<b>{}</b>", named(column.name)),
                    column.typeAnchor.empty()
                        ? type
                        : fmt::format("<a href=\"#{}\">{}</a>", column.typeAnchor, type),
                    marks(column), column.nullable ? "yes" : "<span class=\"no\">no</span>",
                    defaultOf(column), description(column));
            }
        });
    }

    void constraints(const Table &table)
    {
        if (table.keys.empty() && table.checks.empty())
            return;
        m_out += "<h4>Constraints</h4>\n";
        grid("lines three", {"Kind", "Name", "Of"}, [&] {
            for (const Dictionary::Key &key : table.keys)
                row(key.primary ? "primary key" : "unique", named(key.name), code(key.columns));
            for (const Dictionary::Check &check : table.checks)
                row("check", named(check.name), code(check.expression));
        });
    }

    void indexes(const Table &table)
    {
        if (table.indexes.empty())
            return;
        m_out += "<h4>Indexes</h4>\n";
        grid("lines three", {"Kind", "Name", "Of"}, [&] {
            for (const Dictionary::Index &index : table.indexes) {
                std::string of = code(index.columns);
                if (!index.include.empty())
                    of += " with " + code(index.include);
                if (!index.where.empty())
                    of += " where " + code(index.where);
                of += note(index.note);
                row((index.unique ? "unique " : "") + escaped(index.method), named(index.name), of);
            }
        });
    }

    void references(std::string_view title, const std::vector<Reference> &references,
                    std::string_view arrow)
    {
        if (references.empty())
            return;
        add("<h4>{}</h4>\n", title);
        grid("lines five", {"Columns", "Table", "On delete", "On update", "Name"}, [&] {
            for (const Reference &reference : references) {
                row(code(reference.columns),
                    fmt::format("{} {} {}", arrow, link(reference.table),
                                code(reference.otherColumns)),
                    code(reference.onDelete), code(reference.onUpdate),
                    named(reference.name) +
                        (reference.remark.empty()
                             ? std::string()
                             : " <span class=\"badge\">" + escaped(reference.remark) + "</span>"));
            }
        });
    }

    void enums()
    {
        if (m_dictionary.enums.empty())
            return;
        m_out += "<section>\n<h2>Enums</h2>\n";
        for (const Dictionary::Enum &type : m_dictionary.enums) {
            add("<article id=\"{}\" class=\"card\">\n<h3>{}</h3>\n", type.link.anchor,
                named(type.link.text));
            m_out += note(type.note);
            grid("lines two", {"Value", "Description"}, [&] {
                for (const Dictionary::EnumValue &value : type.values)
                    row(code(value.value), note(value.note));
            });
            if (!type.usedBy.empty()) {
                m_out += "<p class=\"links quiet\">Used by ";
                for (const Dictionary::Link &column : type.usedBy)
                    add("{} ", link(column));
                m_out += "</p>\n";
            }
            m_out += "</article>\n";
        }
        m_out += "</section>\n";
    }

    void notes()
    {
        if (m_dictionary.notes.empty())
            return;
        m_out += "<section>\n<h2>Notes</h2>\n";
        for (const Dictionary::Fact &note : m_dictionary.notes) {
            add("<article class=\"card sticky\">\n<h3>{}</h3>\n<p class=\"note\">{}</p>\n"
                "</article>\n",
                named(note.name), escaped(note.value));
        }
        m_out += "</section>\n";
    }

    const Dictionary &m_dictionary;
    std::string_view m_diagram;
    std::string m_out;
};

} // namespace

std::string renderHtml(const Dictionary &dictionary, std::string_view diagram)
{
    return HtmlWriter(dictionary, diagram).run();
}

} // namespace tw::preview
