// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stop_signal.h"

#include <cerrno>
#include <csignal>
#include <cstdint>

#include <sys/eventfd.h>
#include <unistd.h>

namespace tw::server {

namespace {

// A signal handler has nothing else to go by.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
int eventDescriptor = -1;
volatile std::sig_atomic_t signalCount = 0;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

void onSignal(int)
{
    const int savedErrno = errno;
    signalCount = signalCount + 1;
    if (signalCount > 1)
        ::_exit(1);
    const std::uint64_t one = 1;
    static_cast<void>(::write(eventDescriptor, &one, sizeof one) == 0);
    errno = savedErrno;
}

} // namespace

StopSignal::StopSignal(QObject *parent) : QObject(parent)
{
    eventDescriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    m_notifier = std::make_unique<QSocketNotifier>(eventDescriptor, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        emit received();
    });
    struct sigaction action {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

} // namespace tw::server
