// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/authenticator.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <QString>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw::server {

namespace {

constexpr std::size_t maxSecretBytes = 4096;
constexpr std::size_t maxUserBytes = 200;

} // namespace

/// Of equal length whatever is compared, so that the time tells nothing of it.
ProxyAuthenticator::Digest ProxyAuthenticator::digestOf(std::string_view text)
{
    Digest digest{};
    ::SHA256(reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest.data());
    return digest;
}

bool ProxyAuthenticator::isSame(const Digest &left, const Digest &right)
{
    return ::CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string readProxySecret(const std::string &path)
{
    const auto refuse = [&](const std::string &what) {
        return std::runtime_error(fmt::format("the proxy's secret `{}` {}", path, what));
    };
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        throw refuse(fmt::format("cannot be read: {}", std::strerror(errno)));
    struct stat info {};
    std::string secret(maxSecretBytes + 1, '\0');
    const bool isKnown = ::fstat(file, &info) == 0;
    const ssize_t size = ::read(file, secret.data(), secret.size());
    ::close(file);
    if (!isKnown || !S_ISREG(info.st_mode) || size < 0)
        throw refuse("is not a readable file");
    if ((info.st_mode & (S_IRWXO | S_IWGRP)) != 0)
        throw refuse(fmt::format("has mode {:04o}, expected one that shuts others out; "
                                 "`chmod 600` mends it",
                                 info.st_mode & 07777U));
    secret.resize(static_cast<std::size_t>(size));
    if (secret.size() > maxSecretBytes)
        throw refuse(fmt::format("is longer than {} bytes", maxSecretBytes));
    if (secret.ends_with('\n'))
        secret.pop_back();
    if (secret.ends_with('\r'))
        secret.pop_back();
    if (secret.empty())
        throw refuse("is empty");
    if (!std::ranges::all_of(secret, [](char c) { return c > 0x20 && c < 0x7f; }))
        throw refuse("holds more than one line of visible ASCII without blanks");
    return secret;
}

bool isUserName(std::string_view text)
{
    if (text.empty() || text.size() > maxUserBytes)
        return false;
    const auto size = static_cast<qsizetype>(text.size());
    const QString decoded = QString::fromUtf8(text.data(), size);
    if (decoded.toUtf8() != QByteArrayView(text.data(), size)) // not UTF-8
        return false;
    return std::ranges::none_of(decoded, [](QChar c) {
        return c.category() == QChar::Other_Control || c.unicode() == QChar::LineSeparator ||
               c.unicode() == QChar::ParagraphSeparator;
    });
}

} // namespace tw::server
