// SPDX-License-Identifier: MIT
#include "plugin/library_file.h"

#include "base/file_descriptor.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <link.h>
#include <optional>
#include <span>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace tw {

namespace {

using ElfHeader = ElfW(Ehdr);
using Segment = ElfW(Phdr);

bool readAt(const FileDescriptor &file, std::span<std::byte> bytes, std::uint64_t offset = 0)
{
    return ::pread(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)) ==
           static_cast<ssize_t>(bytes.size());
}

/// The header of the library that this code is in: what a plugin's must be like.
const ElfHeader &ownHeader()
{
    static const ElfHeader &header = [&]() -> const ElfHeader & {
        Dl_info info{};
        dladdr(reinterpret_cast<const void *>(&whyNoLibrary), &info);
        return *static_cast<const ElfHeader *>(info.dli_fbase);
    }();
    return header;
}

std::string machineName(std::uint16_t machine)
{
    switch (machine) {
    case EM_386:
        return "x86";
    case EM_X86_64:
        return "x86-64";
    case EM_ARM:
        return "ARM";
    case EM_AARCH64:
        return "ARM64";
    case EM_RISCV:
        return "RISC-V";
    case EM_PPC64:
        return "POWER";
    case EM_S390:
        return "s390";
    default:
        return fmt::format("machine {}", machine);
    }
}

std::string whyWrongHeader(const ElfHeader &header, std::uint64_t size)
{
    const ElfHeader &own = ownHeader();
    if (header.e_ident[EI_CLASS] != own.e_ident[EI_CLASS])
        return fmt::format("is built for {} bits, expected {}",
                           header.e_ident[EI_CLASS] == ELFCLASS32 ? 32 : 64,
                           own.e_ident[EI_CLASS] == ELFCLASS32 ? 32 : 64);
    if (header.e_ident[EI_DATA] != own.e_ident[EI_DATA] || header.e_machine != own.e_machine)
        return fmt::format("is built for {}, expected {}", machineName(header.e_machine),
                           machineName(own.e_machine));
    if (header.e_type != ET_DYN)
        return "is no shared library, but another kind of ELF file";
    // The table of sections stands at the end of what linkers write.
    const std::uint64_t told = header.e_shoff + std::uint64_t{header.e_shnum} * header.e_shentsize;
    if (told > size || header.e_shoff > size)
        return fmt::format("is cut off: it has {} bytes, its header tells of {}", size, told);
    return {};
}

/// The segments are what is loaded: one that is not whole in the file would end this program where
/// it is read first.
std::string whyWrongSegments(const FileDescriptor &file, const ElfHeader &header,
                             std::uint64_t size)
{
    if (header.e_phnum == 0 || header.e_phnum == PN_XNUM || header.e_phentsize != sizeof(Segment))
        return "is no shared library: it has no table of segments";
    std::vector<Segment> segments(header.e_phnum);
    const std::uint64_t bytes = segments.size() * sizeof(Segment);
    if (header.e_phoff > size || bytes > size - header.e_phoff ||
        !readAt(file, std::as_writable_bytes(std::span(segments)), header.e_phoff))
        return fmt::format("is cut off: it has {} bytes, its table of segments ends at {}", size,
                           header.e_phoff + bytes);
    for (const Segment &segment : segments) {
        const bool isWhole =
            segment.p_offset <= size && segment.p_filesz <= size - segment.p_offset;
        if (segment.p_type == PT_LOAD && !isWhole)
            return fmt::format("is cut off: it has {} bytes, a segment of {} begins at {}", size,
                               segment.p_filesz, segment.p_offset);
    }
    return {};
}

} // namespace

std::string whyNoLibrary(const std::string &path)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        struct stat link {};
        if (errno == ENOENT && ::lstat(path.c_str(), &link) == 0)
            return "is a link to a file that is not there";
        return fmt::format("cannot be read: {}",
                           std::strerror(errno)); // NOLINT(concurrency-mt-unsafe)
    }
    if (S_ISDIR(status.st_mode))
        return "is a folder, expected a shared library";
    if (!S_ISREG(status.st_mode))
        return "is no regular file, expected a shared library";
    // A pipe that nobody writes to would block here.
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.isOpen())
        return fmt::format("cannot be read: {}",
                           std::strerror(errno)); // NOLINT(concurrency-mt-unsafe)

    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size == 0)
        return "is empty, expected a shared library";
    ElfHeader header{};
    const std::span<std::byte> bytes = std::as_writable_bytes(std::span(&header, 1));
    const bool whole = size >= sizeof(header) && readAt(file, bytes);
    if (!whole && !readAt(file, bytes.first(std::min<std::size_t>(size, SELFMAG))))
        return "cannot be read";
    if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return "is no shared library: it does not begin as an ELF file does";
    if (!whole)
        return fmt::format("is cut off: it has {} bytes", size);
    if (std::string reason = whyWrongHeader(header, size); !reason.empty())
        return reason;
    return whyWrongSegments(file, header, size);
}

} // namespace tw
