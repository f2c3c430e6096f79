// SPDX-License-Identifier: MIT
#include "isolation/build_identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <link.h>
#include <span>
#include <string_view>

namespace tw::isolation {

namespace {

using NoteHeader = ElfW(Nhdr);
using Segment = ElfW(Phdr);

constexpr std::string_view owner{"GNU\0", 4};

/// The description of the note that holds the build's name, among those of a segment.
std::span<const unsigned char> buildNote(std::span<const unsigned char> notes)
{
    constexpr std::size_t alignment = 4;
    const auto aligned = [](std::size_t size) { return (size + alignment - 1) & ~(alignment - 1); };
    while (notes.size() >= sizeof(NoteHeader)) {
        NoteHeader header{};
        std::memcpy(&header, notes.data(), sizeof(header));
        notes = notes.subspan(sizeof(header));
        const std::size_t name = aligned(header.n_namesz);
        const std::size_t whole = name + aligned(header.n_descsz);
        if (whole > notes.size())
            break;
        if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == owner.size() &&
            std::memcmp(notes.data(), owner.data(), owner.size()) == 0)
            return notes.subspan(name, header.n_descsz);
        notes = notes.subspan(whole);
    }
    return {};
}

/// Whether the object is the one that this function is in.
bool isOwn(const dl_phdr_info &object)
{
    const auto address = reinterpret_cast<std::uintptr_t>(&buildNote);
    const auto holdsIt = [&](const Segment &segment) {
        const std::uintptr_t begin = object.dlpi_addr + segment.p_vaddr;
        return segment.p_type == PT_LOAD && address >= begin && address - begin < segment.p_memsz;
    };
    return std::ranges::any_of(std::span(object.dlpi_phdr, object.dlpi_phnum), holdsIt);
}

int takeIdentity(dl_phdr_info *object, std::size_t /*size*/, void *result)
{
    if (!isOwn(*object))
        return 0;
    for (const Segment &segment : std::span(object->dlpi_phdr, object->dlpi_phnum)) {
        if (segment.p_type != PT_NOTE)
            continue;
        const auto *begin =
            reinterpret_cast<const unsigned char *>( // NOLINT(performance-no-int-to-ptr)
                object->dlpi_addr + segment.p_vaddr);
        for (const unsigned char byte : buildNote({begin, segment.p_memsz}))
            *static_cast<std::string *>(result) += fmt::format("{:02x}", byte);
    }
    return 1;
}

} // namespace

const std::string &buildIdentity()
{
    static const std::string identity = [] {
        std::string text;
        dl_iterate_phdr(takeIdentity, &text);
        return text.empty() ? std::string(TABLEWRIGHT_SDK_VERSION) : text;
    }();
    return identity;
}

} // namespace tw::isolation
