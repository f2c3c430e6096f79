// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"
#include "app/parameters.h"
#include "app/representation.h"
#include "http/json_writer.h"

#include <tablewright/layout/schema_graph.h>

#include <fmt/format.h>

#include <cmath>

namespace tw::server {

namespace {

using Method = QHttpServerRequest::Method;

constexpr double narrowest = 0.1; ///< width by height
constexpr double widest = 10;

std::string numberJson(double number) { return fmt::format("{}", number); }

std::string tableJson(const ir::Table &table, const LayoutNode &node, const LayoutPoint &corner)
{
    // What was given comes back as it is; what was found needs no fractions.
    const auto place = [&](double value) {
        return numberJson(node.fixed ? value : std::round(value) + 0.0);
    };
    JsonObject json;
    if (!table.id.empty())
        json.add("id", table.id);
    if (!table.namespaceName.empty())
        json.add("namespace", table.namespaceName.view());
    return json.add("name", table.name.view())
        .addJson("x", place(corner.x))
        .addJson("y", place(corner.y))
        .addJson("width", numberJson(node.width))
        .addJson("height", numberJson(node.height))
        .take();
}

Response layOutDocument(const Request &request, const LoopServices &services)
{
    const bool placeAll = flag(request, "all");
    LayoutOptions options;
    options.aspect = number(request, "aspect", narrowest, widest).value_or(options.aspect);
    options.stopToken = services.shared.compiler.stopToken();
    const CompiledDocument document = services.shared.compiler.resolve(documentOf(request));
    if (!document.result.ok)
        throw RequestError(invalidDocument(document));
    const ir::Schema &schema = document.result.schema;
    const SchemaGraph graph = schemaGraph(schema, placeAll);
    const LayoutResult layout = layOut(graph.nodes, graph.edges, options);
    std::string tables = "[";
    for (std::size_t t = 0; t < schema.tables.size(); ++t) {
        if (t > 0)
            tables += ',';
        tables += tableJson(schema.tables[t], graph.nodes[t], layout.positions[t]);
    }
    return jsonResponse(200, JsonObject()
                                 .addJson("tables", tables + ']')
                                 .addJson("width", numberJson(std::ceil(layout.width)))
                                 .addJson("height", numberJson(std::ceil(layout.height)))
                                 .take());
}

} // namespace

void addLayoutCalls(Routes &routes, const LoopServices *services)
{
    routes.push_back({Method::Post,
                      "/api/v1/layout",
                      BodyRule::Document,
                      {"application/json"},
                      RunsOn::Worker,
                      blocking(services, layOutDocument),
                      Access::User,
                      {"all", "aspect"}});
}

} // namespace tw::server
