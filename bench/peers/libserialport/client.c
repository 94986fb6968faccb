/* Copyright (c) 2026 The boost_serial_ext authors
   Distributed under the Boost Software License, Version 1.0. (See accompanying
   file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt) */

/* The client that uses libserialport: its blocking calls for one direction of one port, and
   sp_wait() with the non-blocking calls for both directions or many ports (see ../README.md). */

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Every allocation is counted: the library's too, because the program's malloc comes first. */
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
static unsigned long allocations;

void* malloc(size_t size)
{
    ++allocations;
    return __libc_malloc(size);
}
void* calloc(size_t n, size_t size)
{
    ++allocations;
    return __libc_calloc(n, size);
}
void* realloc(void* p, size_t size)
{
    ++allocations;
    return __libc_realloc(p, size);
}

/* The library refuses to open what has no modem lines, as a pseudo terminal: it is told of lines
   that are off. No call of the measured loops asks for them. */
int ioctl(int fd, unsigned long request, ...)
{
    va_list list;
    va_start(list, request);
    void* argument = va_arg(list, void*);
    va_end(list);
    int const result = (int)syscall(SYS_ioctl, fd, request, argument);
    if (result == 0 || (errno != ENOTTY && errno != EINVAL))
        return result;
    if (request == TIOCMGET)
        *(int*)argument = 0;
    bool const lines
        = request == TIOCMGET || request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC;
    return lines ? 0 : result;
}

static char const* measure = "";

static void fail(char const* format, ...)
{
    va_list list;
    va_start(list, format);
    fprintf(stderr, "%s: ", measure);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    exit(1);
}

/* What every call of the library passes through; what is not negative is returned. */
static int check(enum sp_return result, char const* what)
{
    if (result == SP_ERR_FAIL)
        fail("%s: %s", what, sp_last_error_message());
    if (result < 0)
        fail("%s: error %d", what, (int)result);
    return (int)result;
}

struct job
{
    size_t count, size, port_count;
    char** names;
    uint64_t* samples; /* null, or with room for `count` */
    size_t sample_count;
    uint64_t begin, last, end;
    struct rusage usage_before, usage_after;
    unsigned long allocations;
    long heap, resident; /* of `idle` */
};

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* An operation has ended, and the next one begins: the clock is read once for each. */
static void lap(struct job* job)
{
    uint64_t const t = now();
    job->samples[job->sample_count++] = t - job->last;
    job->last = t;
}

static void print(struct job* job);

/* Waits until it is this client's turn; false: there will be no other one. */
static bool wait_for_turn(void)
{
    char byte;
    ssize_t const n = read(STDIN_FILENO, &byte, 1);
    if (n < 0)
        fail("standard input: %s", strerror(errno));
    return n != 0;
}

/* Runs work(count) by the clock, once for each turn. */
static void take_turns(struct job* job, void (*work)(struct job*, size_t, void*), void* data)
{
    job->samples = calloc(job->count, sizeof *job->samples);
    if (!job->samples)
        fail("no memory");
    memset(job->samples, 1, job->count * sizeof *job->samples); /* no page faults later */
    while (wait_for_turn())
    {
        job->sample_count = 0;
        job->allocations = allocations;
        getrusage(RUSAGE_SELF, &job->usage_before);
        job->begin = job->last = now();
        work(job, job->count, data);
        job->end = now();
        getrusage(RUSAGE_SELF, &job->usage_after);
        job->allocations = allocations - job->allocations;
        print(job);
    }
}

/* The library opens only what has an entry in /sys/class/tty, and pseudo terminals have none. But
   any symbolic link at /sys/class/tty/NAME will do where the device is /dev/NAME: so NAME leads out
   of both folders, to a link of /proc. */
static char* known_name(char const* name)
{
    char* result = NULL;
    int const fd = open(name, O_PATH | O_CLOEXEC); /* stays open */
    if (fd < 0)
        fail("%s: %s", name, strerror(errno));
    if (asprintf(&result, "/dev/../../../proc/self/fd/%d", fd) < 0)
        fail("no memory");
    return result;
}

static struct sp_port* open_at(char const* name, int baud)
{
    struct sp_port* port;
    struct sp_port_config* config;
    check(sp_get_port_by_name(name, &port), "sp_get_port_by_name");
    check(sp_open(port, SP_MODE_READ_WRITE), "sp_open");
    check(sp_new_config(&config), "sp_new_config");
    check(sp_set_config_baudrate(config, baud), "sp_set_config_baudrate");
    check(sp_set_config_bits(config, 8), "sp_set_config_bits");
    check(sp_set_config_parity(config, SP_PARITY_NONE), "sp_set_config_parity");
    check(sp_set_config_stopbits(config, 1), "sp_set_config_stopbits");
    check(sp_set_config_flowcontrol(config, SP_FLOWCONTROL_NONE), "sp_set_config_flowcontrol");
    check(sp_set_config(port, config), "sp_set_config");
    sp_free_config(config);
    return port;
}

static struct sp_port* open_port(char const* name)
{
    return open_at(name, 115200);
}

static void close_port(struct sp_port* port)
{
    check(sp_close(port), "sp_close");
    sp_free_port(port);
}

static void fill(char* message, size_t size, size_t first)
{
    for (size_t i = 0; i != size; ++i)
        message[i] = (char)(first + i);
}

static void* bytes(size_t size)
{
    void* p = calloc(size, 1);
    if (!p)
        fail("no memory");
    return p;
}

/* One port, blocking. */

struct one
{
    struct sp_port* port;
    char *out, *in;
    unsigned limit; /* milliseconds, of a read; 0: none */
};

static struct one open_one(struct job* job)
{
    struct one one = {open_port(job->names[0]), bytes(job->size), bytes(job->size), 0};
    return one;
}

static void write_all(struct one* one, char const* data, size_t size)
{
    size_t const n
        = (size_t)check(sp_blocking_write(one->port, data, size, 0), "sp_blocking_write");
    if (n != size)
        fail("a write took %zu of %zu", n, size);
}

static void read_all(struct one* one, size_t size)
{
    size_t const n
        = (size_t)check(sp_blocking_read(one->port, one->in, size, one->limit), "sp_blocking_read");
    if (n != size)
        fail("a read brought %zu of %zu", n, size);
}

static void round_trips(struct job* job, size_t count, void* data)
{
    struct one* one = data;
    for (size_t i = 0; i != count; ++i)
    {
        fill(one->out, job->size, i);
        write_all(one, one->out, job->size);
        read_all(one, job->size);
        if (memcmp(one->in, one->out, job->size) != 0)
            fail("a wrong answer in round trip %zu", i);
        lap(job);
    }
}

static void round_trip(struct job* job)
{
    struct one one = open_one(job);
    take_turns(job, round_trips, &one);
}

static void timeout(struct job* job)
{
    struct one one = open_one(job);
    one.limit = 10000;
    take_turns(job, round_trips, &one);
}

static void receive_once(struct job* job, size_t count, void* data)
{
    struct one* one = data;
    write_all(one, "g", 1);
    while (count != 0)
    {
        size_t const wanted = count < job->size ? count : job->size;
        /* _next: what has come, like read() */
        count -= (size_t)check(
            sp_blocking_read_next(one->port, one->in, wanted, 0), "sp_blocking_read_next");
    }
    if (check(sp_input_waiting(one->port), "sp_input_waiting") != 0)
        fail("more came than was asked for");
}

static void receive(struct job* job)
{
    struct one one = open_one(job);
    take_turns(job, receive_once, &one);
}

static void expect_k(struct one* one)
{
    read_all(one, 1);
    if (one->in[0] != 'k')
        fail("a wrong answer: %d", one->in[0]);
}

static void send_once(struct job* job, size_t count, void* data)
{
    struct one* one = data;
    while (count != 0)
    {
        size_t const n = count < job->size ? count : job->size;
        write_all(one, one->out, n);
        count -= n;
    }
    expect_k(one);
}

static void send(struct job* job)
{
    struct one one = open_one(job);
    take_turns(job, send_once, &one);
}

static void open_once(struct job* job, size_t count, void* data)
{
    /* Never the rate that the port has, so that each open has something to set. */
    bool* other = data;
    for (size_t i = 0; i != count; ++i)
    {
        *other = !*other;
        close_port(open_at(job->names[0], *other ? 57600 : 115200));
        lap(job);
    }
}

static void open_close(struct job* job)
{
    bool other = false;
    take_turns(job, open_once, &other);
}

/* Several directions or ports, with sp_wait(). */

static struct sp_event_set* new_events(void)
{
    struct sp_event_set* events;
    check(sp_new_event_set(&events), "sp_new_event_set");
    return events;
}

static size_t write_some(struct one* one, size_t size)
{
    enum sp_return const n = sp_nonblocking_write(one->port, one->out, size);
    if (n == SP_ERR_FAIL && sp_last_error_code() == EAGAIN)
        return 0; /* the documentation promises 0 for this; release 0.1.1 gives the error */
    return (size_t)check(n, "sp_nonblocking_write");
}

static void duplex_once(struct job* job, size_t count, void* data)
{
    struct one* one = data;
    struct sp_event_set* both = new_events();
    struct sp_event_set* reading = new_events();
    check(sp_add_port_events(both, one->port, SP_EVENT_RX_READY | SP_EVENT_TX_READY),
        "sp_add_port_events");
    check(sp_add_port_events(reading, one->port, SP_EVENT_RX_READY), "sp_add_port_events");

    size_t to_send = count, to_read = count + 1; /* and the `k` */
    write_all(one, "g", 1);
    while (to_send != 0 || to_read != 0)
    {
        size_t read = 0, written = 0;
        if (to_send != 0)
            written = write_some(one, to_send < job->size ? to_send : job->size);
        if (to_read != 0)
            read = (size_t)check(
                sp_nonblocking_read(one->port, one->in, job->size), "sp_nonblocking_read");
        if (read > to_read)
            fail("more came than was asked for");
        to_send -= written;
        to_read -= read;
        if (read == 0 && written == 0)
            check(sp_wait(to_send != 0 ? both : reading, 0), "sp_wait");
    }
    sp_free_event_set(both);
    sp_free_event_set(reading);
}

static void duplex(struct job* job)
{
    struct one one = open_one(job);
    take_turns(job, duplex_once, &one);
}

struct many_port
{
    struct sp_port* port;
    char *out, *in;
    size_t got;
    bool busy;
};

struct many
{
    struct many_port* ports;
    struct sp_event_set* events;
};

static void begin_one(struct job* job, struct many_port* p, size_t number)
{
    fill(p->out, job->size, number);
    size_t const n
        = (size_t)check(sp_nonblocking_write(p->port, p->out, job->size), "sp_nonblocking_write");
    if (n != job->size)
        fail("a write took %zu of %zu", n, job->size);
    p->got = 0;
    p->busy = true;
}

static void many_once(struct job* job, size_t count, void* data)
{
    struct many* many = data;
    size_t begun = 0, done = 0;
    for (size_t i = 0; i != job->port_count && begun != count; ++i)
        begin_one(job, &many->ports[i], begun++);
    while (done != count)
    {
        check(sp_wait(many->events, 0), "sp_wait"); /* does not say which port: all are tried */
        for (size_t i = 0; i != job->port_count; ++i)
        {
            struct many_port* p = &many->ports[i];
            if (!p->busy)
                continue;
            p->got
                += (size_t)check(sp_nonblocking_read(p->port, p->in + p->got, job->size - p->got),
                    "sp_nonblocking_read");
            if (p->got != job->size)
                continue;
            if (memcmp(p->in, p->out, job->size) != 0)
                fail("a wrong answer at port %zu", i);
            p->busy = false;
            ++done;
            if (begun != count)
                begin_one(job, p, begun++);
        }
    }
}

static struct many open_many(struct job* job)
{
    struct many many = {bytes(job->port_count * sizeof *many.ports), new_events()};
    for (size_t i = 0; i != job->port_count; ++i)
    {
        struct many_port* p = &many.ports[i];
        p->port = open_port(job->names[i]);
        p->out = bytes(job->size);
        p->in = bytes(job->size);
        check(sp_add_port_events(many.events, p->port, SP_EVENT_RX_READY), "sp_add_port_events");
    }
    return many;
}

static void many_ports(struct job* job)
{
    struct many many = open_many(job);
    take_turns(job, many_once, &many);
}

static long resident(void)
{
    long pages = -1;
    FILE* f = fopen("/proc/self/statm", "r");
    if (!f || fscanf(f, "%*d %ld", &pages) != 1)
        fail("/proc/self/statm: %s", strerror(errno));
    fclose(f);
    return pages * sysconf(_SC_PAGESIZE);
}

static void idle(struct job* job)
{
    if (!wait_for_turn())
        return;
    long const heap = (long)mallinfo2().uordblks, before = resident();
    struct many many = open_many(job);
    (void)many;
    job->heap = (long)mallinfo2().uordblks - heap;
    job->resident = resident() - before;
    print(job);
}

/* The result. */

static int compare(void const* a, void const* b)
{
    uint64_t const x = *(uint64_t const*)a, y = *(uint64_t const*)b;
    return x < y ? -1 : x > y;
}

static double cpu(struct timeval before, struct timeval after)
{
    return (double)(after.tv_sec - before.tv_sec) + 1e-6 * (double)(after.tv_usec - before.tv_usec);
}

static unsigned long percentile(struct job const* job, size_t thousandths)
{
    size_t const rank
        = (job->sample_count * thousandths + 999) / 1000; /* the nearest rank, from 1 */
    return (unsigned long)job->samples[rank - 1];
}

static void print(struct job* job)
{
    printf("{\"count\": %zu, \"seconds\": %.9f, \"user\": %.6f, \"system\": %.6f", job->count,
        1e-9 * (double)(job->end - job->begin),
        cpu(job->usage_before.ru_utime, job->usage_after.ru_utime),
        cpu(job->usage_before.ru_stime, job->usage_after.ru_stime));
    if (job->sample_count != 0)
    {
        qsort(job->samples, job->sample_count, sizeof *job->samples, compare);
        printf(", \"p50\": %lu, \"p99\": %lu, \"p999\": %lu", percentile(job, 500),
            percentile(job, 990), percentile(job, 999));
    }
    if (strcmp(measure, "idle") == 0)
        printf(", \"memory\": {\"heap\": %ld, \"resident\": %ld}", job->heap, job->resident);
    printf(", \"allocations\": %lu, \"version\": \"%s\"}\n", job->allocations,
        sp_get_package_version_string());
    if (fflush(stdout) != 0)
        fail("standard output cannot be written to");
}

/* Not: cancel, which the library has not. */
static struct
{
    char const* name;
    void (*run)(struct job*);
} const measures[] = {{"round_trip", round_trip}, {"timeout", timeout}, {"receive", receive},
    {"send", send}, {"duplex", duplex}, {"many", many_ports}, {"open", open_close}, {"idle", idle}};
static size_t const measure_count = sizeof measures / sizeof *measures;

int main(int argc, char** argv)
{
    if (argc == 2 && strcmp(argv[1], "--measures") == 0)
    {
        for (size_t i = 0; i != measure_count; ++i)
            puts(measures[i].name);
        return 0;
    }
    struct job job = {0};
    job.names = argv + 2; /* the names are moved to the front */
    for (int i = 2; i < argc; ++i)
        if (strcmp(argv[i], "--count") == 0 && i + 1 < argc)
            job.count = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--size") == 0 && i + 1 < argc)
            job.size = strtoul(argv[++i], NULL, 10);
        else
            job.names[job.port_count++] = argv[i];

    struct rlimit descriptors;
    if (getrlimit(RLIMIT_NOFILE, &descriptors) != 0)
        fail("getrlimit: %s", strerror(errno));
    descriptors.rlim_cur = descriptors.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &descriptors) != 0)
        fail("setrlimit: %s", strerror(errno));

    for (size_t i = 0; argc > 1 && i != measure_count && job.count && job.size && job.port_count;
         ++i)
        if (strcmp(argv[1], measures[i].name) == 0)
        {
            measure = measures[i].name;
            for (size_t port = 0; port != job.port_count; ++port)
                job.names[port] = known_name(job.names[port]);
            measures[i].run(&job);
            return 0;
        }
    fprintf(stderr, "usage: libserialport MEASURE --count N --size S PORT [PORT...]\n");
    return 1;
}
