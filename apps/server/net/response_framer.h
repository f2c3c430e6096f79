// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tw::server {

/// Finds the end of the response that QHttpServer writes piece by piece, and turns it into what
/// goes to the client: with more header fields, without the body of a HEAD request.
class ResponseFramer {
public:
    /// `fields` are whole lines to add to the header.
    void start(bool withoutBody, std::string fields);

    /// Appends to `out` and returns true when the response is complete. Requires that it was not.
    bool take(std::string_view bytes, std::string &out);

private:
    void endOfHeader(std::string &out);

    std::string m_fields;
    std::string m_header;
    std::uint64_t m_remaining = 0;
    bool m_withoutBody = false;
    bool m_inBody = false;
};

} // namespace tw::server
