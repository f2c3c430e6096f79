// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace tw::server {

/// Why a request was not done, as RFC 9457 tells it. Holds nothing that is not the client's to
/// know; details go to the log.
struct Problem {
    int status = 500;
    std::string_view kind; ///< the last part of `type`; the status' own when empty
    std::string detail;
    std::string diagnostics; ///< a JSON array as `tw::renderJson` writes it; may be empty
    std::vector<HeaderField> headers;
};

[[nodiscard]] Response toResponse(const Problem &problem, std::string_view requestId);

/// Ends a handler. What else a handler throws is answered with 500 and logged.
class RequestError : public std::exception {
public:
    explicit RequestError(Problem problem) : m_problem(std::move(problem)) {}
    [[nodiscard]] const Problem &problem() const { return m_problem; }
    [[nodiscard]] const char *what() const noexcept override { return m_problem.detail.c_str(); }

private:
    Problem m_problem;
};

} // namespace tw::server
