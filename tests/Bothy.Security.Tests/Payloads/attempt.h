/* An attempt is a function that returns 0 when it got what it wanted, or the error number that refused it. */
#pragma once
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

void register_attempt(const char *name, int (*run)(int argc, char **argv));

/* Prints "holding", flushes, and waits until the host says that it has looked: the file named by the environment variable RELEASE. */
void hold(void);

/* Opens and closes; 0 or the error number. */
int try_open(const char *path, int flags);

#define ATTEMPT(name)                                                                   \
    static int run_##name(int argc, char **argv);                                       \
    __attribute__((constructor)) static void add_##name(void) { register_attempt(#name, run_##name); } \
    static int run_##name(__attribute__((unused)) int argc, __attribute__((unused)) char **argv)

/* Ends the attempt with the error of a call that failed. */
#define TRY(call)             \
    do {                      \
        if ((call) < 0)       \
            return errno;     \
    } while (0)
