// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tw::test {

struct NamedText {
    std::string name;
    std::string text;
    bool isAccepted = false; ///< known to be DBML without a mistake
};

/// Every DBML text at hand: documents of the golden cases, the fuzzer's corpus, the samples, and
/// the accepted cases of the shared folder beside the project where there is one.
[[nodiscard]] std::vector<NamedText> dbmlTexts();

/// Whether `dbmlTexts` found the shared cases.
[[nodiscard]] bool hasSharedCases();

/// What the shared generator makes; empty when there is none, or no node.
[[nodiscard]] std::optional<std::string> generatedDbml(int tables);

} // namespace tw::test
