// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/validation_plugin.h>

#include <QObject>

#include <string>

namespace tw::test {

/// In no library.
__attribute__((visibility("default"))) bool gone(const ir::Schema &schema);
/// In one that is not found.
__attribute__((visibility("default"))) int answerOfLibrary();

/// What is wrong with a plugin that its metadata do not tell.
enum class Flaw {
    None,
    ThrowsWhenLoaded,
    ThrowsInConstructor,
    ThrowsInPasses,
    ThrowsNoException,
    ThrowsWithoutText,
    ThrowsLines,
    ThrowsInDiagnostics,
    ThrowsInName,
    ThrowsInDescription,
    ThrowsInLaterName, ///< when asked a second time
    ThrowsInRun,
    NullPass,
    NamelessPass,
    OddlyNamedPass,
    PassOfTheEngine,
    PassTwice,
    NullRow,
    ForeignCode,
    ShortCode,
    CodeTwice,
    NamelessRow,
    EmptyMessage,
};

/// Called when the library is loaded.
bool begin(Flaw flaw);

/// A validator with one pass and one row, `<prefix>0001`, and perhaps a flaw.
class TestValidator : public QObject, public ValidationPlugin {
public:
    TestValidator(Flaw flaw, std::string prefix, std::string passName);

    [[nodiscard]] std::vector<std::shared_ptr<const CheckPass>> passes() const override;
    [[nodiscard]] std::vector<const DiagnosticInfo *> diagnostics() const override;

private:
    Flaw m_flaw;
    std::string m_code;
    std::string m_passName;
    DiagnosticInfo m_row;
};

} // namespace tw::test
