// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// kqueue(2), as much as Asio asks for: sys/event.h.
#pragma once
#include <cstdint>
#include <time.h>
#define EVFILT_READ (-1)
#define EVFILT_WRITE (-2)
#define EV_ADD 0x0001
#define EV_DELETE 0x0002
#define EV_ONESHOT 0x0010
#define EV_CLEAR 0x0020
#define EV_FLAG1 0x2000
#define EV_ERROR 0x4000
#define EV_EOF 0x8000
struct kevent
{
    std::uintptr_t ident;
    short filter;
    unsigned short flags;
    unsigned fflags;
    std::int64_t data;
    void* udata;
    std::uint64_t ext[4];
};
inline struct kevent fake_kevent(std::uintptr_t ident, short filter, unsigned short flags,
    unsigned fflags, std::int64_t data, void* udata)
{
    struct kevent event = {};
    event.ident = ident;
    event.filter = filter;
    event.flags = flags;
    event.fflags = fflags;
    event.data = data;
    event.udata = udata;
    return event;
}
#define EV_SET(event, ident, filter, flags, fflags, data, udata)                                   \
    (*(event) = fake_kevent(static_cast<std::uintptr_t>(ident), filter, flags, fflags, data, udata))
extern "C" int kqueue(void);
extern "C" int kevent(int queue, struct kevent const* changes, int count, struct kevent* events,
    int room, struct timespec const* limit);
