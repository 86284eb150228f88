/* Other processes of the host: argument 0 is the id of one. */
#include "attempt.h"
#include <stddef.h>
#include <sys/ipc.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

ATTEMPT(signal_host) {
    TRY(kill(atoi(argv[0]), 0));
    return 0;
}

ATTEMPT(trace_host) {
    TRY(ptrace(PTRACE_SEIZE, atoi(argv[0]), 0, 0));
    return 0;
}

/* Argument 1 is the address of something in its memory. */
ATTEMPT(read_host_memory) {
    char byte;
    struct iovec here = {&byte, 1}, there = {(void *)strtoul(argv[1], NULL, 16), 1};
    TRY(process_vm_readv(atoi(argv[0]), &here, 1, &there, 1, 0));
    return 0;
}

ATTEMPT(take_descriptor) {
    int process = (int)syscall(SYS_pidfd_open, atoi(argv[0]), 0);
    TRY(process);
    TRY(syscall(SYS_pidfd_getfd, process, 0, 0));
    return 0;
}

ATTEMPT(enter_host_namespaces) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/ns/uts", argv[0]);
    int namespace = open(path, O_RDONLY | O_CLOEXEC);
    TRY(namespace);
    TRY(syscall(SYS_setns, namespace, 0));
    return 0;
}

ATTEMPT(host_root_directory) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/root/etc/hostname", argv[0]);
    return try_open(path, O_RDONLY);
}

ATTEMPT(host_priority) {
    TRY(syscall(SYS_setpriority, 0, atoi(argv[0]), 0));
    return 0;
}

ATTEMPT(host_limits) {
    TRY(syscall(SYS_prlimit64, atoi(argv[0]), 7, NULL, (unsigned long[2]){0}));
    return 0;
}

/* Argument 0 is the key of a segment that every user of the host may read. */
ATTEMPT(host_shared_memory) {
    int segment = shmget(atoi(argv[0]), 0, 0);
    TRY(segment);
    void *memory = shmat(segment, NULL, SHM_RDONLY);
    return memory == (void *)-1 ? errno : 0;
}

ATTEMPT(prepare_host_shared_memory) {
    TRY(shmget(atoi(argv[0]), 4096, IPC_CREAT | IPC_EXCL | 0666));
    return 0;
}

ATTEMPT(remove_host_shared_memory) {
    int segment = shmget(atoi(argv[0]), 0, 0);
    TRY(segment);
    TRY(shmctl(segment, IPC_RMID, NULL));
    return 0;
}

/* Argument 0 is the name of an abstract socket that a process of the host listens on. */
ATTEMPT(abstract_socket) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path + 1, argv[0], sizeof address.sun_path - 2);
    int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    TRY(client);
    TRY(connect(client, (struct sockaddr *)&address, offsetof(struct sockaddr_un, sun_path) + 1 + strlen(argv[0])));
    return 0;
}

/* Descriptors that somebody forgot to close: one of them may lead to a file that only the host's root can open. */
ATTEMPT(leaked_descriptor) {
    char byte;
    for (int descriptor = 3; descriptor < 32; descriptor++) {
        struct stat status;
        if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && pread(descriptor, &byte, 1, 0) == 1)
            return 0;
    }
    return EBADF;
}
