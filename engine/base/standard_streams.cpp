// SPDX-License-Identifier: MIT
#include <tablewright/base/standard_streams.h>

#include <fcntl.h>
#include <unistd.h>

namespace tw {

void holdStandardStreams()
{
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        // The lowest one that is free is given out.
        if (::fcntl(descriptor, F_GETFD) < 0)
            ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

} // namespace tw
