/* Answers every HTTP request with how often it was asked: a JSON service in one file. */

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static size_t render(char *text, size_t size, unsigned long count)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    return (size_t)snprintf(text, size, "{\"host\":\"%s\",\"pid\":%d,\"count\":%lu}\n", host, (int)getpid(), count);
}

static void answer(int client, unsigned long count)
{
    char request[4096], body[512], head[256];
    struct timeval patience = { .tv_sec = 2 };
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (read(client, request, sizeof request) <= 0)
        return;

    size_t length = render(body, sizeof body, count);
    int head_length = snprintf(head, sizeof head,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", length);
    if (write(client, head, (size_t)head_length) == head_length && write(client, body, length) < 0)
        perror("counter: write");
}

static int listen_on(int port)
{
    int one = 1, server = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_ANY) };
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(server, (struct sockaddr *)&address, sizeof address) < 0 || listen(server, 16) < 0) {
        if (errno == EADDRINUSE) {
            printf("counter: something serves port %d already\n", port);
            exit(0);
        }
        perror("counter: listen");
        exit(1);
    }
    return server;
}

static int check(void)
{
    char body[512];
    render(body, sizeof body, 42);
    int is_right = strstr(body, "\"count\":42") != NULL;
    puts(is_right ? "ok" : body);
    return is_right ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--check") == 0)
        return check();

    int port = argc == 2 ? atoi(argv[1]) : 8080;
    int server = listen_on(port);
    printf("counter: serving on port %d\n", port);
    fflush(stdout);
    if (daemon(1, 0) < 0) {
        perror("counter: daemon");
        return 1;
    }

    signal(SIGPIPE, SIG_IGN);
    for (unsigned long count = 1;;) {
        int client = accept(server, NULL, NULL);
        if (client < 0)
            continue;
        answer(client, count++);
        close(client);
    }
}
