// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The shim's memory, and the interface for tests.
#include "support/uart_shim_api.hpp"

#include "support/uart_shim_call.hpp"
#include "support/uart_shim_state.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace boost_serial_ext_test::uart_shim {
namespace {

shared_state* map_state() noexcept
{
    char const* const name = std::getenv("BOOST_SERIAL_EXT_UART_SHIM_STATE");
    int const fd
        = name == nullptr ? -1 : next().open(name, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (name != nullptr && (fd < 0 || ::ftruncate(fd, sizeof(shared_state)) != 0))
        std::abort();
    void* const block = ::mmap(nullptr, sizeof(shared_state), PROT_READ | PROT_WRITE,
        fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED, fd, 0);
    if (block == MAP_FAILED)
        std::abort();
    if (fd >= 0)
        next().close(fd);
    auto* const s = static_cast<shared_state*>(block); // zeros are a valid beginning
    std::uint32_t expected = 0;
    if (s->ready.compare_exchange_strong(expected, 1))
    {
        ::pthread_mutexattr_t attributes;
        ::pthread_mutexattr_init(&attributes);
        ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
        ::pthread_mutex_init(&s->mutex, &attributes);
        ::pthread_mutexattr_destroy(&attributes);
        s->ready = 2;
    }
    while (s->ready != 2)
        ;
    return s;
}

void join_as_told(shared_state& s) noexcept
{
    char const* text = std::getenv("BOOST_SERIAL_EXT_UART_SHIM_JOIN");
    while (text != nullptr && *text != '\0')
    {
        char* end = nullptr;
        long const left = std::strtol(text, &end, 10);
        long const right = *end == ':' ? std::strtol(end + 1, &end, 10) : -1;
        if (left < 0 || right < 0 || left >= max_ptys || right >= max_ptys)
            std::abort(); // not "3:4,5:6"
        uart& a = s.uarts[left];
        uart& b = s.uarts[right];
        for (uart* u : {&a, &b})
            if (!u->attached)
                reset(*u, default_driver());
        a.peer = static_cast<int>(right);
        b.peer = static_cast<int>(left);
        a.attached = b.attached = true;
        text = *end == ',' ? end + 1 : end;
    }
}

template<class Change>
int change(int pts, Change function) noexcept
{
    uart* const u = attached(pts);
    if (u == nullptr)
        return ENODEV;
    shared_state& s = state();
    lock const guard(s);
    return function(s, *u);
}

} // namespace

shared_state& state() noexcept
{
    static shared_state* const block = []() noexcept
    {
        shared_state* const s = map_state();
        lock const guard(*s);
        join_as_told(*s);
        return s;
    }();
    return *block;
}

} // namespace boost_serial_ext_test::uart_shim

using namespace boost_serial_ext_test::uart_shim;

extern "C" {

int uart_shim_attach(int pts, uart_shim_driver const* driver)
{
    if (pts < 0 || pts >= max_ptys)
        return ERANGE;
    shared_state& s = state();
    lock const guard(s);
    reset(s.uarts[pts], driver != nullptr ? *driver : default_driver());
    s.uarts[pts].attached = true;
    return 0;
}

int uart_shim_detach(int pts)
{
    return change(pts,
        [](shared_state& s, uart& u)
        {
            if (u.peer >= 0)
                s.uarts[u.peer].peer = -1;
            u.peer = -1;
            u.attached = false;
            wake(u);
            return 0;
        });
}

int uart_shim_set_driver(int pts, uart_shim_driver const* driver)
{
    return change(pts,
        [&](shared_state&, uart& u)
        {
            u.driver = driver != nullptr ? *driver : default_driver();
            return 0;
        });
}

int uart_shim_join(int pts, int other)
{
    if (other != -1 && (other == pts || attached(other) == nullptr))
        return ENODEV;
    return change(pts,
        [&](shared_state& s, uart& u)
        {
            if (u.peer >= 0)
                s.uarts[u.peer].peer = -1;
            u.peer = other;
            if (other >= 0)
                s.uarts[other].peer = pts;
            return 0;
        });
}

int uart_shim_set_inputs(int pts, std::uint32_t bits)
{
    return change(pts,
        [&](shared_state& s, uart& u)
        {
            std::uint32_t const before = lines_of(s, u);
            u.forced = bits & inputs;
            count_edges(s, u, before);
            return 0;
        });
}

int uart_shim_count(int pts, std::uint32_t breaks, std::uint32_t framing, std::uint32_t parity,
    std::uint32_t overruns, std::uint32_t buffer_overruns)
{
    return change(pts,
        [&](shared_state&, uart& u)
        {
            u.counters.brk += static_cast<int>(breaks);
            u.counters.frame += static_cast<int>(framing);
            u.counters.parity += static_cast<int>(parity);
            u.counters.overrun += static_cast<int>(overruns);
            u.counters.buf_overrun += static_cast<int>(buffer_overruns);
            return 0;
        });
}

int uart_shim_fail(int pts, std::uint32_t number, std::uint32_t nth, int times, int error)
{
    return change(pts,
        [&](shared_state&, uart& u)
        {
            for (rule& r : u.rules)
                if (r.times == 0)
                {
                    r = {number, nth == 0 ? 0 : nth - 1, times, error};
                    return 0;
                }
            return ENOSPC;
        });
}

int uart_shim_hold_transmitter(int pts, int queries)
{
    return change(pts,
        [&](shared_state&, uart& u)
        {
            u.busy_queries = queries;
            return 0;
        });
}

int uart_shim_hold_output(int pts, int queries, int bytes)
{
    return change(pts,
        [&](shared_state&, uart& u)
        {
            u.output_queries = queries;
            u.output_bytes = bytes;
            return 0;
        });
}

int uart_shim_get_status(int pts, uart_shim_status* status)
{
    return change(pts,
        [&](shared_state& s, uart& u)
        {
            *status = {lines_of(s, u), u.break_on, u.opens, u.low, u.counters, u.serial, u.rs485};
            return 0;
        });
}

std::uint64_t uart_shim_log_end()
{
    shared_state& s = state();
    lock const guard(s);
    return s.logged;
}

int uart_shim_read_log(
    int pts, std::uint64_t* from, uart_shim_entry* entries, std::size_t size, std::size_t* count)
{
    shared_state& s = state();
    lock const guard(s);
    *count = 0;
    if (s.logged - *from > log_size)
        return EOVERFLOW;
    for (; *from < s.logged && *count < size; ++*from)
        if (log_slot const& slot = s.log[*from % log_size]; slot.pts == pts)
            entries[(*count)++] = slot.entry;
    return 0;
}

} // extern "C"
