// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sha256.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace tw::server {

std::string sha256(std::string_view text)
{
    // Looked up once: each implicit look-up costs as much as hashing a kilobyte.
    static const EVP_MD *const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    std::string digest(32, '\0');
    unsigned int length = 0;
    if (algorithm == nullptr ||
        EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char *>(digest.data()),
                   &length, algorithm, nullptr) != 1 ||
        length != digest.size())
        throw std::runtime_error("libcrypto cannot compute a SHA-256");
    return digest;
}

std::string hexadecimal(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text.push_back(digits[byte >> 4]);
        text.push_back(digits[byte & 15]);
    }
    return text;
}

} // namespace tw::server
