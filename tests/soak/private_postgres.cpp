// SPDX-License-Identifier: MIT
#include "private_postgres.h"

#include <fmt/format.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

namespace tw::soak {

namespace {

using namespace std::chrono_literals;

constexpr std::uintmax_t wantedRoom = std::uintmax_t{2} << 30U;
constexpr std::string_view rolePassword = "only-in-this-test";

std::string findBinaries()
{
    std::vector<std::string> folders;
    if (const char *named = std::getenv("TABLEWRIGHT_POSTGRES_BIN"))
        folders.emplace_back(named);
    for (const int version : {15, 16, 17, 18})
        folders.push_back(fmt::format("/usr/lib/postgresql/{}/bin", version));
    for (const std::string &folder : folders) {
        if (::access((folder + "/initdb").c_str(), X_OK) == 0)
            return folder;
    }
    throw std::runtime_error("no PostgreSQL server is installed");
}

} // namespace

PrivatePostgres::PrivatePostgres(const std::vector<std::string> &settings)
    : m_binaries(findBinaries())
{
    std::error_code error;
    const auto shared = std::filesystem::space("/dev/shm", error);
    m_isInMemory = !error && shared.available > wantedRoom && ::access("/dev/shm", W_OK) == 0;
    std::string base = std::filesystem::temp_directory_path();
    if (m_isInMemory)
        base = "/dev/shm";
    m_folder = base + "/tablewright-soak.XXXXXX";
    if (::mkdtemp(m_folder.data()) == nullptr)
        throw std::runtime_error(fmt::format("cannot make a folder in {}", base));
    ::chmod(m_folder.c_str(), 0711);
    if (const auto account = postgresAccount();
        account && ::chown(m_folder.c_str(), account->user, account->group) != 0)
        throw std::runtime_error("cannot give the folder to PostgreSQL's account");

    runToEnd(command("initdb", {"-D", m_folder + "/data", "-U", std::string(superuser),
                                "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"}));
    {
        std::ofstream file(m_folder + "/data/postgresql.conf", std::ios::app);
        file << fmt::format("listen_addresses = ''\nunix_socket_directories = '{}'\n"
                            "fsync = {}\nmax_connections = 300\ntimezone = 'UTC'\n"
                            "log_min_messages = fatal\n",
                            m_folder, m_isInMemory ? "off" : "on");
        for (const std::string &setting : settings)
            file << setting << '\n';
    }
    {
        std::ofstream file(m_folder + "/data/pg_hba.conf");
        file << "local all " << superuser << " trust\nlocal all all scram-sha-256\n";
    }
    start();
    Sql sql(superuserUrl());
    const auto make = [&](const std::string &statement) { sql.rows(statement); };
    make(fmt::format("CREATE ROLE tablewright_app LOGIN PASSWORD '{}'", rolePassword));
    make(fmt::format("CREATE ROLE tablewright_admin LOGIN CREATEDB CREATEROLE PASSWORD '{}'",
                     rolePassword));
    make("CREATE DATABASE tablewright OWNER tablewright_app TEMPLATE template0");
    for (const char *database : {"postgres", "template1", "tablewright"})
        make(fmt::format("REVOKE ALL ON DATABASE {} FROM PUBLIC", database));
    make("GRANT CONNECT ON DATABASE tablewright TO tablewright_admin");
}

PrivatePostgres::~PrivatePostgres()
{
    stopImmediately();
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

Command PrivatePostgres::command(const std::string &program,
                                 std::vector<std::string> arguments) const
{
    Command command;
    arguments.insert(arguments.begin(), m_binaries + '/' + program);
    command.arguments = std::move(arguments);
    command.folder = m_folder;
    command.log = m_folder + "/postgresql.log";
    command.account = postgresAccount();
    command.deathSignal = SIGQUIT; // ends its children, too
    return command;
}

void PrivatePostgres::start()
{
    // The children of a killed postmaster hold its shared memory until they have noticed.
    for (int attempt = 0; attempt < 100; ++attempt) {
        m_postmaster = ChildProcess(command("postgres", {"-D", m_folder + "/data"}));
        for (int i = 0; i < 3000 && m_postmaster.isRunning(); ++i) {
            PGconn *connection = PQconnectdb(superuserUrl().c_str());
            const bool isReady = PQstatus(connection) == CONNECTION_OK;
            PQfinish(connection);
            if (isReady)
                return;
            std::this_thread::sleep_for(10ms);
        }
        std::this_thread::sleep_for(100ms);
    }
    throw std::runtime_error("PostgreSQL does not start: " +
                             readFile(m_folder + "/postgresql.log"));
}

void PrivatePostgres::stopImmediately()
{
    m_postmaster.signal(SIGQUIT);
    static_cast<void>(m_postmaster.waitForEnd(10s));
    m_postmaster.kill();
}

void PrivatePostgres::killPostmaster() { m_postmaster.kill(); }

bool PrivatePostgres::killBackend()
{
    Sql sql(superuserUrl());
    const auto rows =
        sql.rows("SELECT pid::text FROM pg_stat_activity WHERE backend_type = 'client "
                 "backend' AND usename LIKE 'tablewright%' ORDER BY "
                 "(state = 'active') DESC, random() LIMIT 1");
    if (rows.empty() || ::kill(std::stoi(rows[0][0]), SIGKILL) != 0)
        return false;
    try { // this session ends with all the others
        for (int i = 0; i < 500; ++i) {
            sql.rows("SELECT");
            std::this_thread::sleep_for(10ms);
        }
    } catch (const std::runtime_error &) {
        return true;
    }
    return false;
}

std::string PrivatePostgres::superuserUrl(std::string_view database) const
{
    return fmt::format("postgresql:///{}?host={}&user={}&connect_timeout=10", database, m_folder,
                       superuser);
}

std::string PrivatePostgres::metadataUrl() const
{
    return fmt::format("postgresql:///tablewright?host={}&user=tablewright_app&password={}",
                       m_folder, rolePassword);
}

std::string PrivatePostgres::adminUrl() const
{
    return fmt::format("postgresql:///tablewright?host={}&user=tablewright_admin&password={}",
                       m_folder, rolePassword);
}

Sql::Sql(const std::string &url) : m_connection(PQconnectdb(url.c_str()))
{
    PQsetNoticeProcessor(
        m_connection, [](void *, const char *) {}, nullptr); // of crashes that are meant to be
    if (PQstatus(m_connection) == CONNECTION_OK)
        return;
    const std::string message = PQerrorMessage(m_connection);
    PQfinish(m_connection);
    throw std::runtime_error("cannot connect: " + message);
}

Sql::Rows Sql::rows(const std::string &statement, const std::vector<std::string> &parameters)
{
    std::vector<const char *> values;
    for (const std::string &parameter : parameters)
        values.push_back(parameter.c_str());
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexecParams(m_connection, statement.c_str(), static_cast<int>(values.size()), nullptr,
                     values.data(), nullptr, nullptr, 0),
        &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        throw std::runtime_error(
            fmt::format("`{}` failed: {}", statement, PQerrorMessage(m_connection)));
    Rows rows(static_cast<std::size_t>(PQntuples(result.get())));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (int column = 0; column < PQnfields(result.get()); ++column)
            rows[row].emplace_back(PQgetvalue(result.get(), static_cast<int>(row), column));
    }
    return rows;
}

std::string Sql::value(const std::string &statement, const std::vector<std::string> &parameters)
{
    const Rows found = rows(statement, parameters);
    return found.empty() || found[0].empty() ? std::string() : found[0][0];
}

} // namespace tw::soak
