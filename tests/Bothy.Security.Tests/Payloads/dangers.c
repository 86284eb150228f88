/* Attempts that do harm where they succeed: made only in a guest that is thrown away. Those that take something leave it taken, or hold it for
 * a while, so that the guest's own processes can see the harm. */
#include "attempt.h"
#include <linux/keyctl.h>
#include <sched.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#include <time.h>

enum { HOLD_SECONDS = 2 };

static int write_text(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    TRY(file);
    ssize_t written = write(file, text, strlen(text));
    int error = errno;
    close(file);
    return written < 0 ? error : 0;
}

/* The kernel makes every filesystem read-only. */
ATTEMPT(stop_all_writes) { return write_text("/proc/sysrq-trigger", "u"); }

/* The kernel runs /bin/mark as the host's root when a process crashes. */
ATTEMPT(program_for_crashes) {
    int error = write_text("/proc/sys/kernel/core_pattern", "|/bin/mark crash");
    if (error != 0)
        return error;
    pid_t child = fork();
    TRY(child);
    if (child == 0)
        abort();
    waitpid(child, NULL, 0);
    return 0;
}

/* The kernel runs it when it wants a module: here for a program of a format that nobody knows. */
ATTEMPT(program_for_modules) {
    static const char unknown[] = "\xff\xff\xff\xff";
    int error = write_text("/proc/sys/kernel/modprobe", "/bin/mark");
    if (error != 0)
        return error;
    int file = open("/unknown", O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0755);
    TRY(file);
    TRY(write(file, unknown, sizeof unknown));
    close(file);
    pid_t child = fork();
    TRY(child);
    if (child == 0) {
        execl("/unknown", "/unknown", NULL);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    return 0;
}

/* The kernel runs it when a control group empties. Argument 0 is a version 1 hierarchy. */
ATTEMPT(program_for_groups) {
    char process[16];
    mkdir("/mnt", 0755);
    TRY(mount("cgroup", "/mnt", "cgroup", 0, argv[0]));
    int error = write_text("/mnt/release_agent", "/bin/mark");
    if (error != 0)
        return error;
    mkdir("/mnt/emptied", 0755);
    error = write_text("/mnt/emptied/notify_on_release", "1");
    if (error != 0)
        return error;
    pid_t child = fork();
    TRY(child);
    if (child == 0) {
        /* 0 is the process that writes. */
        snprintf(process, sizeof process, "0");
        _exit(write_text("/mnt/emptied/cgroup.procs", process));
    }
    waitpid(child, NULL, 0);
    return 0;
}

/* Arguments: b, major, minor of a disk. */
ATTEMPT(overwrite_disk) {
    unlink("/node");
    TRY(mknod("/node", 0600 | S_IFBLK, makedev(atoi(argv[1]), atoi(argv[2]))));
    int disk = open("/node", O_WRONLY | O_SYNC | O_CLOEXEC);
    TRY(disk);
    TRY(write(disk, "harm", 4));
    return 0;
}

ATTEMPT(load_module) {
    int file = open("/module.ko", O_RDONLY | O_CLOEXEC);
    TRY(file);
    TRY(syscall(SYS_finit_module, file, "", 0));
    return 0;
}

ATTEMPT(set_clock) {
    struct timespec time;
    TRY(clock_gettime(CLOCK_REALTIME, &time));
    time.tv_sec += 10L * 365 * 86400;
    TRY(clock_settime(CLOCK_REALTIME, &time));
    return 0;
}

/* Drowns what the kernel says in words of its own, through a node of its device. */
ATTEMPT(flood_kernel_log) {
    unlink("/node");
    TRY(mknod("/node", 0600 | S_IFCHR, makedev(1, 11)));
    for (int i = 0; i < 200; i++) {
        int error = write_text("/node", "<4>flood from inside");
        if (error != 0)
            return error;
    }
    return 0;
}

/* Argument 0 is where to stop. */
ATTEMPT(flood_processes) {
    int error = 0;
    for (int i = 0; i < atoi(argv[0]) && error == 0; i++) {
        pid_t child = fork();
        if (child == 0) {
            pause();
            _exit(0);
        }
        if (child < 0)
            error = errno;
    }
    sleep(HOLD_SECONDS);
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM);
    return error;
}

/* Arguments: processes, and files that each opens. */
ATTEMPT(flood_open_files) {
    int failed = 0;
    for (int i = 0; i < atoi(argv[0]) && !failed; i++) {
        int ready[2];
        char answer = 'n';
        TRY(pipe(ready));
        pid_t child = fork();
        TRY(child);
        if (child == 0) {
            /* Ended before the attempt's first process, which has to tell. */
            write_text("/proc/self/oom_score_adj", "1000");
            for (int opened = 0; opened < atoi(argv[1]) && open("/", O_RDONLY) >= 0; opened++)
                ;
            if (write(ready[1], "y", 1) == 1)
                pause();
            _exit(0);
        }
        close(ready[1]);
        failed = read(ready[0], &answer, 1) != 1 || answer != 'y';
        close(ready[0]);
    }
    sleep(HOLD_SECONDS);
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM);
    return failed ? ENOMEM : 0;
}

ATTEMPT(flood_inotify) {
    while (inotify_init1(IN_CLOEXEC) >= 0)
        ;
    sleep(HOLD_SECONDS);
    return EMFILE;
}

ATTEMPT(flood_keys) {
    char name[32];
    for (int i = 0; i < atoi(argv[0]); i++) {
        snprintf(name, sizeof name, "flood-%d", i);
        TRY(syscall(SYS_add_key, "user", name, "x", 1, KEY_SPEC_USER_KEYRING));
    }
    return 0;
}

static int fill(const char *path, int megabytes) {
    static char block[1 << 20];
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    TRY(file);
    for (int i = 0; i < megabytes; i++) {
        ssize_t written = write(file, block, sizeof block);
        TRY(written);
    }
    return 0;
}

ATTEMPT(flood_disk) { return fill("/workspaces/flood", atoi(argv[0])); }

ATTEMPT(flood_inodes) {
    char path[64];
    mkdir("/workspaces/flood", 0755);
    for (int i = 0; i < atoi(argv[0]); i++) {
        snprintf(path, sizeof path, "/workspaces/flood/%d", i);
        int error = try_open(path, O_CREAT | O_WRONLY);
        if (error != 0)
            return error;
    }
    return 0;
}

/* What follows runs in the guest itself. */

/* Namespaces of an environment, held: they belong to the user of argument 0. */
ATTEMPT(hold_namespaces) {
    uid_t owner = (uid_t)strtoul(argv[0], NULL, 10);
    alarm(0);
    TRY(setresgid(owner, owner, owner));
    TRY(setresuid(owner, owner, owner));
    TRY(unshare(CLONE_NEWUSER | CLONE_NEWNET));
    printf("%d\n", getpid());
    fflush(stdout);
    for (;;)
        pause();
}

static int can_fork(void) {
    pid_t child = fork();
    TRY(child);
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    return 0;
}

static int can_watch(void) {
    int made = inotify_init1(IN_CLOEXEC);
    TRY(made);
    close(made);
    return 0;
}

/* A user without rights. */
static int can_open(void) { return try_open("/", O_RDONLY); }

/* A neighbour that does what argument 0 says again and again, and ends with "harmed" in the file of argument 1 as soon as that is refused. */
ATTEMPT(neighbour) {
    int (*act)(void) = strcmp(argv[0], "forks") == 0 ? can_fork : strcmp(argv[0], "watches") == 0 ? can_watch : can_open;
    int file = open(argv[1], O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    TRY(file);
    alarm(0);
    if (act == can_open)
        TRY(setresuid(1000, 1000, 1000));
    for (;;) {
        int error = act();
        if (error != 0) {
            TRY(dprintf(file, "harmed %d\n", error));
            return error;
        }
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
}

/* 0 if a key can be added. */
ATTEMPT(use_key) {
    TRY(syscall(SYS_add_key, "user", "neighbour", "x", 1, KEY_SPEC_PROCESS_KEYRING));
    return 0;
}

ATTEMPT(clear_keys) {
    TRY(syscall(SYS_keyctl, KEYCTL_CLEAR, KEY_SPEC_USER_KEYRING));
    return 0;
}
