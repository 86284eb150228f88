/* Taking more than one's share, within bounds: argument 0 is where to stop. */
#include "attempt.h"
#include <sys/inotify.h>
#include <sys/mman.h>
#include <time.h>

ATTEMPT(process_bomb) {
    int most = atoi(argv[0]), error = 0;
    for (int i = 0; i < most && error == 0; i++) {
        pid_t child = fork();
        if (child == 0) {
            pause();
            _exit(0);
        }
        if (child < 0)
            error = errno;
    }
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM);
    return error;
}

/* A child takes it, and the kernel ends the child. */
ATTEMPT(memory_bomb) {
    size_t size = (size_t)atoi(argv[0]) << 20;
    int status;
    pid_t child = fork();
    TRY(child);
    if (child == 0) {
        char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            _exit(1);
        memset(memory, 1, size);
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : ENOMEM;
}

/* Memory of files that no process maps. */
ATTEMPT(memory_file_bomb) {
    static char block[1 << 20];
    int status;
    pid_t child = fork();
    TRY(child);
    if (child == 0) {
        int file = memfd_create("bomb", 0);
        memset(block, 1, sizeof block);
        for (int i = 0; i < atoi(argv[0]); i++)
            if (write(file, block, sizeof block) != sizeof block)
                _exit(1);
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : ENOMEM;
}

ATTEMPT(inode_bomb) {
    char path[64];
    int error = 0, made = 0;
    mkdir("/workspaces/inodes", 0755);
    for (; made < atoi(argv[0]) && error == 0; made++) {
        snprintf(path, sizeof path, "/workspaces/inodes/%d", made);
        error = try_open(path, O_CREAT | O_WRONLY);
    }
    for (int i = 0; i < made; i++) {
        snprintf(path, sizeof path, "/workspaces/inodes/%d", i);
        unlink(path);
    }
    return error;
}

ATTEMPT(disk_bomb) {
    static char block[1 << 20];
    int error = 0, file = open("/workspaces/bomb", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    TRY(file);
    memset(block, 1, sizeof block);
    for (int i = 0; i < atoi(argv[0]) && error == 0; i++) {
        ssize_t written = write(file, block, sizeof block);
        if (written < 0)
            error = errno;
    }
    unlink("/workspaces/bomb");
    return error;
}

/* Open files of many processes together: they take the environment's memory. */
ATTEMPT(descriptor_bomb) {
    int processes = atoi(argv[0]), files = atoi(argv[1]), failed = 0;
    for (int i = 0; i < processes; i++) {
        int status;
        int ready[2];
        TRY(pipe(ready));
        pid_t child = fork();
        if (child < 0)
            return errno;
        if (child == 0) {
            int opened = 0, score = open("/proc/self/oom_score_adj", O_WRONLY);
            /* Ended before the attempt's first process, which has to tell. */
            if (write(score, "1000", 4) != 4)
                _exit(1);
            while (opened < files && open("/", O_PATH) >= 0)
                opened++;
            if (write(ready[1], opened == files ? "y" : "n", 1) == 1)
                pause();
            _exit(0);
        }
        close(ready[1]);
        char answer = 'n';
        if (read(ready[0], &answer, 1) != 1 || answer != 'y')
            failed = 1;
        close(ready[0]);
        if (waitpid(child, &status, WNOHANG) == child)
            failed = 1;
        if (failed)
            break;
    }
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM);
    return failed ? ENOMEM : 0;
}

/* Takes all that it can and holds it: whether anything is left for others is seen from outside. */
ATTEMPT(inotify_bomb) {
    for (int i = 0; i < atoi(argv[0]); i++)
        if (inotify_init1(IN_CLOEXEC) < 0)
            break;
    hold();
    return 0;
}

ATTEMPT(use_inotify) {
    TRY(inotify_init1(IN_CLOEXEC));
    return 0;
}
