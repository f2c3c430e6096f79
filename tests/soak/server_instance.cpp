// SPDX-License-Identifier: MIT
#include "server_instance.h"

#include "client_loop.h"

#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <stdexcept>
#include <thread>
#include <utility>

#include <sys/wait.h>

namespace tw::soak {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view greeting = "tablewright-server listening on http://127.0.0.1:";

} // namespace

ServerInstance::ServerInstance(std::string program, const PrivatePostgres &postgres,
                               std::string name, std::vector<std::string> options)
    : m_program(std::move(program)), m_postgres(postgres),
      m_log(fmt::format("{}/{}.log", postgres.folder(), name)), m_options(std::move(options))
{
}

void ServerInstance::start(const std::vector<std::string> &environment)
{
    Command command;
    command.arguments = {m_program, "--listen", fmt::format("127.0.0.1:{}", m_port), "--data",
                         m_postgres.folder() + "/unused"};
    command.arguments.insert(command.arguments.end(), m_options.begin(), m_options.end());
    command.environment = environment;
    command.environment.push_back("TABLEWRIGHT_POSTGRES=" + m_postgres.metadataUrl());
    command.environment.push_back("TABLEWRIGHT_POSTGRES_ADMIN=" + m_postgres.adminUrl());
    command.log = m_log;
    const std::size_t before = log().size();
    m_process = ChildProcess(command);
    for (int i = 0; i < 6000; ++i) {
        const std::string text = log();
        const std::size_t at = text.find(greeting, before);
        if (at != std::string::npos && text.find('\n', at) != std::string::npos) {
            const char *digits = text.data() + at + greeting.size();
            std::from_chars(digits, text.data() + text.size(), m_port);
            return;
        }
        if (!m_process.isRunning())
            throw std::runtime_error("the server ended: " + log().substr(before));
        std::this_thread::sleep_for(10ms);
    }
    throw std::runtime_error("the server does not listen: " + log().substr(before));
}

bool ServerInstance::stop()
{
    m_process.signal(SIGTERM);
    const auto status = m_process.waitForEnd(30s);
    const bool endedWell = status && WIFEXITED(*status) && WEXITSTATUS(*status) == 0;
    m_process.kill();
    return endedWell;
}

PlainAnswer request(std::uint16_t port, std::string_view method, std::string_view path,
                    std::string_view body, std::string_view fields,
                    std::chrono::milliseconds timeout)
{
    load::ClientLoop loop;
    load::ClientConnection connection(loop, port);
    connection.setTimeout(timeout);
    std::string bytes =
        fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{}", method, path,
                    port, fields);
    if (!body.empty())
        bytes +=
            fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", body.size());
    bytes += "\r\n";
    bytes += body;
    PlainAnswer result;
    connection.send(std::move(bytes), [&](const load::Answer *answer) {
        if (answer != nullptr)
            result = {answer->status, std::string(answer->head), std::string(answer->body)};
        loop.stop();
    });
    loop.run();
    return result;
}

bool answersWithin(std::uint16_t port, std::string_view path, std::chrono::milliseconds time)
{
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
        if (request(port, "GET", path, {}, {}, 5s).status == 200)
            return true;
        std::this_thread::sleep_for(20ms);
    }
    return false;
}

} // namespace tw::soak
