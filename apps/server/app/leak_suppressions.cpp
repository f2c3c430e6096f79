// SPDX-License-Identifier: GPL-3.0-or-later
// Part of programs built with AddressSanitizer only.

extern "C" {

// The name is the sanitizer's, and the sanitizer looks for it among the exported ones.
// NOLINTBEGIN(bugprone-reserved-identifier)
[[gnu::visibility("default")]] const char *__lsan_default_suppressions();

/// libcrypto frees what it keeps for a thread when the thread ends. QThread::wait() returns a
/// little earlier than that, so at exit a worker's share may still be there.
const char *__lsan_default_suppressions() { return "leak:libcrypto.so"; }
// NOLINTEND(bugprone-reserved-identifier)
}
