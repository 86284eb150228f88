/* Devices, filesystems and control groups. */
#include "attempt.h"
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

/* Arguments: b or c, major, minor. */
static int make_and_open(char **argv) {
    unlink("/node");
    TRY(mknod("/node", 0600 | (*argv[0] == 'b' ? S_IFBLK : S_IFCHR), makedev(atoi(argv[1]), atoi(argv[2]))));
    return try_open("/node", O_RDONLY | O_NONBLOCK);
}

ATTEMPT(raw_disk) { return make_and_open(argv); }
ATTEMPT(kernel_message_device) { return make_and_open(argv); }

/* A device node that lies on the environment's disk already: argument 0 is its path. */
ATTEMPT(planted_device) { return try_open(argv[0], O_RDONLY); }

/* Argument 0 is the path of a device node on the disk, with an ext4 filesystem on it. */
ATTEMPT(mount_disk) {
    mkdir("/mnt", 0755);
    TRY(mount(argv[0], "/mnt", "ext4", 0, NULL));
    TRY(umount("/mnt"));
    return 0;
}

static int mount_kernel(const char *type) {
    mkdir("/mnt", 0755);
    TRY(mount(type, "/mnt", type, MS_RDONLY, NULL));
    TRY(umount("/mnt"));
    return 0;
}

ATTEMPT(mount_debugfs) { return mount_kernel("debugfs"); }
ATTEMPT(mount_tracefs) { return mount_kernel("tracefs"); }
ATTEMPT(mount_devtmpfs) { return mount_kernel("devtmpfs"); }
ATTEMPT(mount_securityfs) { return mount_kernel("securityfs"); }

/* Argument 0 is a version 1 hierarchy. */
ATTEMPT(release_agent) {
    mkdir("/mnt", 0755);
    TRY(mount("cgroup", "/mnt", "cgroup", 0, argv[0]));
    int error = try_open("/mnt/release_agent", O_WRONLY);
    umount("/mnt");
    return error;
}

#define OPENS_FOR_WRITING(name) \
    ATTEMPT(name) { return try_open(argv[0], O_WRONLY); }

OPENS_FOR_WRITING(own_memory_limit)
OPENS_FOR_WRITING(own_process_limit)
OPENS_FOR_WRITING(own_device_rules)

/* A bind that the host made read-only: made writable, then written. */
ATTEMPT(read_only_bind) {
    mount(NULL, "/offered", NULL, MS_BIND | MS_REMOUNT, NULL);
    return try_open("/offered/new", O_CREAT | O_WRONLY);
}

ATTEMPT(remount_read_only_bind) {
    TRY(mount(NULL, "/offered", NULL, MS_BIND | MS_REMOUNT, NULL));
    return 0;
}

/* A program of the host, which the host or a neighbour may run next. */
ATTEMPT(host_program) { return try_open("/tool", O_WRONLY); }

/* Every write to the disk would wait until somebody thaws it. */
ATTEMPT(freeze_disk) {
    int disk = open("/workspaces", O_RDONLY | O_CLOEXEC);
    TRY(disk);
    TRY(ioctl(disk, FIFREEZE, 0));
    TRY(ioctl(disk, FITHAW, 0));
    return 0;
}

ATTEMPT(immutable_file) {
    int flags, file = open("/workspaces/kept", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    TRY(file);
    TRY(ioctl(file, FS_IOC_GETFLAGS, &flags));
    flags |= FS_IMMUTABLE_FL;
    TRY(ioctl(file, FS_IOC_SETFLAGS, &flags));
    flags &= ~FS_IMMUTABLE_FL;
    TRY(ioctl(file, FS_IOC_SETFLAGS, &flags));
    return 0;
}

/* Attributes with which the host's overlay would be led elsewhere. */
ATTEMPT(overlay_redirect) {
    mkdir("/workspaces/directory", 0755);
    TRY(setxattr("/workspaces/directory", "trusted.overlay.redirect", "/", 1, 0));
    return 0;
}

ATTEMPT(disk_priority) {
    TRY(syscall(SYS_ioprio_set, 1, 0, 1 << 13));
    return 0;
}

ATTEMPT(cpu_priority) {
    TRY(syscall(SYS_setpriority, 0, 0, -20));
    return 0;
}
