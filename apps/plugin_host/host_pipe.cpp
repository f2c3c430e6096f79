// SPDX-License-Identifier: MIT
#include "host_pipe.h"

#include "confinement.h"

#include "isolation/exit_codes.h"
#include "isolation/messages.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tw::plugin_host {

namespace {

using isolation::pipeDescriptor;

constexpr std::size_t headerSize = 4;

/// Returns if it is worth to try again.
void handleFailure(short event)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK) { // the plugin has made it so
        pollfd watched{pipeDescriptor, event, 0};
        poll(&watched, 1, -1);
    } else if (errno == EPIPE || errno == ECONNRESET) {
        endGroup();
    } else if (errno != EINTR) {
        _exit(isolation::ExitPipeClosed);
    }
}

void readAll(char *bytes, std::size_t size)
{
    while (size > 0) {
        const ssize_t count = recv(pipeDescriptor, bytes, size, 0);
        if (count == 0)
            endGroup();
        if (count < 0) {
            handleFailure(POLLIN);
            continue;
        }
        bytes += count;
        size -= static_cast<std::size_t>(count);
    }
}

void writeAll(const char *bytes, std::size_t size)
{
    while (size > 0) {
        const ssize_t count = ::send(pipeDescriptor, bytes, size, MSG_NOSIGNAL);
        if (count < 0) {
            handleFailure(POLLOUT);
            continue;
        }
        bytes += count;
        size -= static_cast<std::size_t>(count);
    }
}

} // namespace

std::string receive()
{
    std::array<char, headerSize> header{};
    readAll(header.data(), headerSize);
    std::size_t size = 0;
    for (std::size_t i = 0; i < headerSize; ++i)
        size |= std::size_t{static_cast<unsigned char>(header[i])} << (8 * i);
    if (size > isolation::maxMessage)
        _exit(isolation::ExitPipeGarbled);
    std::string message(size, '\0');
    readAll(message.data(), size);
    return message;
}

void send(std::string_view message)
{
    std::string framed;
    framed.reserve(headerSize + message.size());
    for (std::size_t i = 0; i < headerSize; ++i)
        framed.push_back(static_cast<char>((message.size() >> (8 * i)) & 0xFFU));
    framed.append(message);
    writeAll(framed.data(), framed.size());
}

} // namespace tw::plugin_host
