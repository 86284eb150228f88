/* Files of /proc and /sys. Those for writing are opened, never written. */
#include "attempt.h"

#define OPENS_FOR_WRITING(name) \
    ATTEMPT(name) { return try_open(argv[0], O_WRONLY); }

OPENS_FOR_WRITING(sysrq_trigger)
OPENS_FOR_WRITING(core_pattern)
OPENS_FOR_WRITING(poweroff_command)
OPENS_FOR_WRITING(modprobe_program)
OPENS_FOR_WRITING(drop_caches)
OPENS_FOR_WRITING(memory_overcommit)
OPENS_FOR_WRITING(file_limit)
OPENS_FOR_WRITING(link_protection)
OPENS_FOR_WRITING(huge_pages)
OPENS_FOR_WRITING(uevent_program)
OPENS_FOR_WRITING(power_state)
OPENS_FOR_WRITING(disk_limit)

/* A masked file is empty. */
static int read_something(const char *path) {
    char byte;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    TRY(file);
    ssize_t count = read(file, &byte, 1);
    if (count < 0 && errno == EAGAIN)
        return 0;
    TRY(count);
    return count == 0 ? ENODATA : 0;
}

#define READS(name) \
    ATTEMPT(name) { return read_something(argv[0]); }

READS(kernel_messages)
READS(kernel_timers)
READS(kernel_memory)
