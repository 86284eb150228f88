/* Ways out of the root directory. */
#include "attempt.h"
#include <sched.h>
#include <sys/mount.h>

enum { DEPTH = 64 };

/* As one leaves a chroot: a directory that is open stays where it is, and what lies above it is no root any more. */
static int leave(int inside) {
    if (mkdir("/below", 0700) < 0 && errno != EEXIST)
        return errno;
    TRY(chroot("/below"));
    TRY(fchdir(inside));
    for (int i = 0; i < DEPTH; i++)
        TRY(chdir(".."));
    TRY(chroot("."));
    return 0;
}

ATTEMPT(leave_root) {
    int root = open("/", O_DIRECTORY | O_CLOEXEC);
    TRY(root);
    int error = leave(root);
    return error ? error : try_open(argv[0], O_PATH);
}

ATTEMPT(pivot_root) {
    TRY(unshare(CLONE_NEWNS));
    if (mkdir("/pivot", 0700) < 0 && errno != EEXIST)
        return errno;
    TRY(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
    TRY(mount("pivot", "/pivot", "tmpfs", 0, NULL));
    TRY(mkdir("/pivot/old", 0700));
    TRY(syscall(SYS_pivot_root, "/pivot", "/pivot/old"));
    TRY(chdir("/"));
    int old = open("/old", O_DIRECTORY | O_CLOEXEC);
    TRY(old);
    int error = leave(old);
    return error ? error : try_open(argv[0], O_PATH);
}

ATTEMPT(image_file) {
    int root = open("/", O_DIRECTORY | O_CLOEXEC);
    TRY(root);
    int error = leave(root);
    return error ? error : try_open(argv[0], O_RDWR);
}
