/* System calls that reach into the kernel itself. Each asks for something harmless that needs the same permission. */
#include "attempt.h"
#include <linux/bpf.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <sys/io.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/swap.h>
#include <sys/timex.h>
#include <sys/user.h>
#include <time.h>

ATTEMPT(kernel_log) {
    char text[4096];
    TRY(klogctl(3, text, sizeof text));
    return 0;
}

ATTEMPT(add_key) {
    TRY(syscall(SYS_add_key, "user", "bothy-attempt", "x", 1, KEY_SPEC_PROCESS_KEYRING));
    return 0;
}

/* The arguments name a key that the host's root has in its keyring. */
ATTEMPT(host_key) {
    char secret[64];
    long key = syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, "user", argv[0], 0);
    TRY(key);
    TRY(syscall(SYS_keyctl, KEYCTL_READ, key, secret, sizeof secret));
    return 0;
}

ATTEMPT(prepare_host_key) {
    long key = syscall(SYS_add_key, "user", argv[0], "secret", 6, KEY_SPEC_USER_KEYRING);
    TRY(key);
    TRY(syscall(SYS_keyctl, KEYCTL_SETPERM, key, 0x3f3f0000));
    return 0;
}

ATTEMPT(remove_host_key) {
    long key = syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, "user", argv[0], 0);
    TRY(key);
    TRY(syscall(SYS_keyctl, KEYCTL_UNLINK, key, KEY_SPEC_USER_KEYRING));
    return 0;
}

/* The same through the system call table for 32-bit programs: keyctl is 288 there. */
ATTEMPT(keys_in_32_bit) {
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(288), "b"(KEYCTL_GET_KEYRING_ID), "c"(KEY_SPEC_PROCESS_KEYRING), "d"(1) : "memory");
    return result < 0 ? -result : 0;
}

/* A tracer changes the system call after it was made: the filter has to look again. */
ATTEMPT(rewritten_call) {
    int status;
    pid_t child = fork();
    TRY(child);
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        long result = syscall(SYS_getppid, KEY_SPEC_PROCESS_KEYRING, 1, 0, 0, 0);
        _exit(result == -1 ? errno : 0);
    }
    struct user_regs_struct registers;
    waitpid(child, &status, 0);
    for (;;) {
        TRY(ptrace(PTRACE_SYSCALL, child, 0, 0));
        waitpid(child, &status, 0);
        if (WIFEXITED(status))
            return WEXITSTATUS(status);
        TRY(ptrace(PTRACE_GETREGS, child, 0, &registers));
        if (registers.orig_rax == SYS_getppid) {
            registers.orig_rax = SYS_keyctl;
            registers.rdi = KEYCTL_GET_KEYRING_ID;
            registers.rsi = (unsigned long)KEY_SPEC_PROCESS_KEYRING;
            registers.rdx = 1;
            TRY(ptrace(PTRACE_SETREGS, child, 0, &registers));
        }
    }
}

ATTEMPT(bpf_program) {
    union bpf_attr attributes = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
    TRY(syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes));
    return 0;
}

ATTEMPT(kernel_profiling) {
    struct perf_event_attr attributes = {.type = PERF_TYPE_SOFTWARE, .size = sizeof attributes, .config = PERF_COUNT_SW_CONTEXT_SWITCHES};
    TRY(syscall(SYS_perf_event_open, &attributes, -1, 0, -1, 0));
    return 0;
}

ATTEMPT(user_fault) {
    TRY(syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY));
    return 0;
}

ATTEMPT(kernel_fault) {
    TRY(syscall(SYS_userfaultfd, O_CLOEXEC));
    return 0;
}

ATTEMPT(io_uring) {
    uint32_t parameters[30] = {0};
    TRY(syscall(425, 2, parameters));
    return 0;
}

/* Adds nothing to the clock. */
ATTEMPT(host_clock) {
    struct timex change = {.modes = ADJ_SETOFFSET};
    TRY(clock_adjtime(CLOCK_REALTIME, &change));
    return 0;
}

/* Turns off what is not on. */
ATTEMPT(process_accounting) {
    TRY(acct(NULL));
    return 0;
}

/* Permission is looked at first: a file that is not swapped to is the next thing to go wrong. */
ATTEMPT(swap_space) {
    int file = open("/workspaces/no-swap", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    TRY(file);
    if (swapoff("/workspaces/no-swap") < 0 && errno != EINVAL)
        return errno;
    return 0;
}

ATTEMPT(io_ports) {
    TRY(ioperm(0x80, 1, 1));
    return 0;
}

/* The module is empty: only a kernel that would load one gets as far as saying so. */
ATTEMPT(kernel_module) {
    if (syscall(SYS_init_module, "", 0, "") < 0 && errno != ENOEXEC)
        return errno;
    return 0;
}

ATTEMPT(other_kernel) {
    TRY(syscall(SYS_kexec_load, 0, 0, NULL, 0));
    return 0;
}

/* 2 is the top directory of an ext4 filesystem: on the disk it lies above everything that is bound into the environment. */
ATTEMPT(file_by_handle) {
    struct {
        struct file_handle head;
        uint32_t inode, generation;
    } handle = {{.handle_bytes = 8, .handle_type = 1}, 2, 0};
    int mount = open("/workspaces", O_RDONLY | O_CLOEXEC);
    TRY(mount);
    int top = open_by_handle_at(mount, &handle.head, O_RDONLY);
    TRY(top);
    TRY(faccessat(top, "upper", F_OK, 0));
    return 0;
}

ATTEMPT(hypervisor_socket) {
    TRY(socket(AF_VSOCK, SOCK_STREAM, 0));
    return 0;
}

/* Returns when whoever answers it has answered. */
ATTEMPT(synchronise) {
    sync();
    return 0;
}

/* The same through the one system call that 32-bit programs once had for sockets: 102, of which 1 is socket(2). */
ATTEMPT(socket_in_32_bit) {
    int result;
    uint32_t *arguments = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    if (arguments == MAP_FAILED)
        return errno;
    arguments[0] = AF_VSOCK;
    arguments[1] = SOCK_STREAM;
    arguments[2] = 0;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(102), "b"(1), "c"(arguments) : "memory");
    return result < 0 ? -result : 0;
}
