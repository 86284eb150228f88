/* What users of the host can do with what root inside left on its disk. */
#include "attempt.h"
#include <grp.h>
#include <sys/sendfile.h>

enum { SOMEBODY = 12345 };

static int become_somebody(void) {
    TRY(setgroups(0, NULL));
    TRY(setresgid(SOMEBODY, SOMEBODY, SOMEBODY));
    TRY(setresuid(SOMEBODY, SOMEBODY, SOMEBODY));
    return 0;
}

/* Inside: this program, setuid root, on the disk. */
ATTEMPT(setuid_on_disk) {
    struct stat status;
    int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), to = open("/workspaces/setuid", O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0755);
    TRY(from);
    TRY(to);
    TRY(fstat(from, &status));
    TRY(sendfile(to, from, NULL, (size_t)status.st_size));
    TRY(fchmod(to, 04755));
    return 0;
}

/* On the host. */
ATTEMPT(run_as_somebody) {
    int error = become_somebody();
    if (error != 0)
        return error;
    execl(argv[0], argv[0], "be_root", NULL);
    return errno;
}

ATTEMPT(be_root) { return geteuid() == 0 ? 0 : EPERM; }

/* Inside: a file that anybody may read. */
ATTEMPT(files_on_disk) { return try_open("/workspaces/readable", O_CREAT | O_WRONLY); }

/* On the host. */
ATTEMPT(open_as_somebody) {
    int error = become_somebody();
    return error != 0 ? error : try_open(argv[0], O_RDONLY);
}
