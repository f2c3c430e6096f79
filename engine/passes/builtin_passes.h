// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/pass/pass.h>

#include <memory>

/// One maker for each of the engine's passes; `builtin_passes.cpp` puts them in order.
namespace tw::passes {

std::shared_ptr<const TransformPass> makeResolveTypes();
std::shared_ptr<const TransformPass> makeResolveReferences();

std::shared_ptr<const CheckPass> makeCheckNames();
std::shared_ptr<const CheckPass> makeCheckTypes();
std::shared_ptr<const CheckPass> makeCheckDefaults();
std::shared_ptr<const CheckPass> makeCheckConstraints();
std::shared_ptr<const CheckPass> makeCheckKeys();
std::shared_ptr<const CheckPass> makeCheckForeignKeys();
std::shared_ptr<const CheckPass> makeCheckIndexes();
std::shared_ptr<const CheckPass> makeCheckRelationships();
std::shared_ptr<const CheckPass> makeCheckRecords();

std::shared_ptr<const TransformPass> makeExpandManyToMany();
std::shared_ptr<const TransformPass> makeAddOneToOneKeys();
std::shared_ptr<const TransformPass> makeDropRedundantKeys();
std::shared_ptr<const TransformPass> makeNameConstraints();
std::shared_ptr<const TransformPass> makeOrderTables();

} // namespace tw::passes
