// SPDX-License-Identifier: MIT
#include "memory_guard.h"

#include "isolation/exit_codes.h"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <new>
#include <unistd.h>

#ifndef TABLEWRIGHT_SANITIZED
#include <sys/mman.h>
#include <sys/syscall.h>
#endif

namespace tw::plugin_host {

namespace {

std::atomic<bool> isGuarded{false}; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

[[noreturn]] void outOfMemory() { _exit(isolation::ExitOutOfMemory); }

} // namespace

void endWhenOutOfMemory()
{
    std::set_new_handler(outOfMemory);
    isGuarded = true;
}

#ifndef TABLEWRIGHT_SANITIZED

namespace {

void *guarded(void *memory, std::size_t size)
{
    if (memory == nullptr && size != 0 && errno == ENOMEM && isGuarded)
        outOfMemory();
    return memory;
}

} // namespace

#endif

} // namespace tw::plugin_host

#ifndef TABLEWRIGHT_SANITIZED

// The functions of C that allocate, for this process and all libraries in it. glibc allows a
// program to bring its own; these ask glibc's under their other names, so that `free` stays
// glibc's.
#define TABLEWRIGHT_REPLACES extern "C" __attribute__((visibility("default")))

extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): glibc's names
void *__libc_malloc(std::size_t size);
void *__libc_calloc(std::size_t count, std::size_t size);
void *__libc_realloc(void *memory, std::size_t size);
void *__libc_memalign(std::size_t alignment, std::size_t size);
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
}

using tw::plugin_host::guarded;

TABLEWRIGHT_REPLACES void *malloc(std::size_t size) noexcept
{
    return guarded(__libc_malloc(size), size);
}

TABLEWRIGHT_REPLACES void *calloc(std::size_t count, std::size_t size) noexcept
{
    return guarded(__libc_calloc(count, size), count == 0 ? 0 : size);
}

TABLEWRIGHT_REPLACES void *realloc(void *memory, std::size_t size) noexcept
{
    return guarded(__libc_realloc(memory, size), size);
}

TABLEWRIGHT_REPLACES void *memalign(std::size_t alignment, std::size_t size) noexcept
{
    return guarded(__libc_memalign(alignment, size), size);
}

TABLEWRIGHT_REPLACES void *aligned_alloc(std::size_t alignment, std::size_t size) noexcept
{
    return guarded(__libc_memalign(alignment, size), size);
}

TABLEWRIGHT_REPLACES int posix_memalign(void **memory, std::size_t alignment,
                                        std::size_t size) noexcept
{
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    void *const aligned = guarded(__libc_memalign(alignment, size), size);
    if (aligned == nullptr && size != 0)
        return ENOMEM;
    *memory = aligned;
    return 0;
}

/// Private memory that may be written counts as data; what fails for another reason is the
/// plugin's.
TABLEWRIGHT_REPLACES void *mmap(void *address, std::size_t size, int protection, int flags,
                                int descriptor, off_t offset) noexcept
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg)
    const long result = syscall(SYS_mmap, address, size, protection, flags, descriptor, offset);
    const bool counts =
        (flags & MAP_PRIVATE) != 0 && (protection & PROT_WRITE) != 0 && (flags & MAP_HUGETLB) == 0;
    if (result == -1 && counts)
        guarded(nullptr, size);
    return reinterpret_cast<void *>(result); // NOLINT(performance-no-int-to-ptr)
}

/// What it is called where offsets are asked to have 64 bits, as they have here.
TABLEWRIGHT_REPLACES void *mmap64(void *address, std::size_t size, int protection, int flags,
                                  int descriptor, off_t offset) noexcept
{
    return mmap(address, size, protection, flags, descriptor, offset);
}

#endif
