// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/document_compiler.h"
#include "databases/database_creator.h"
#include "databases/database_host.h"
#include "http/problem.h"
#include "http/routes.h"
#include "store/database_store.h"
#include "store/schema_store.h"

#include <string>

namespace tw::server {

/// What the API's calls work with. All of it is thread-safe and outlives the routes.
struct Services {
    const DocumentCompiler &compiler;
    const DatabaseHost &host;
    SchemaStore &schemas;
    DatabaseStore &databases;
    DatabaseCreator &creator;
};

void addPageCalls(Routes &routes);
void addDocumentCalls(Routes &routes, Services &services);
void addSchemaCalls(Routes &routes, Services &services);
void addDatabaseCalls(Routes &routes, Services &services);

/// The schema that a request names first, or a `RequestError` with 404.
[[nodiscard]] StoredSchema schemaOf(const Request &request, Services &services,
                                    std::optional<int> version = {});

/// The document with a script, or a `RequestError` with 422 and the diagnostics.
[[nodiscard]] CompiledDocument compiledOrRefused(std::string_view document, Services &services,
                                                 CompileOptions::Until until);

/// An answer that nobody may keep.
[[nodiscard]] Response jsonResponse(int status, std::string body);

/// 503 for a store that does not answer; see `Explain`.
[[nodiscard]] std::optional<Problem> explainStoreError(const std::exception &error);

} // namespace tw::server
