// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_DARWIN_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_DARWIN_HPP

#include <boost_serial_ext/detail/codec/darwin_device.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext_test {

using boost_serial_ext::detail::darwin_object;

/** A registry as macOS' is, for fakes of what asks it: with entries, with what was handed out and
    has not come back, and with messages as the kernel sends them: one when something happens to
    what has been emptied, and none until it has been emptied again.

    Callbacks run at once where a queue serves the messages, unless the queue is slow: then they run
    by `deliver`, and those that still wait when their port ends never run.
*/
struct darwin_world
{
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    struct entry
    {
        std::set<std::string> classes; ///< Its own, and those it is made of.
        std::string own_class;
        std::size_t parent = none;
        std::uint64_t identity = 0;
        bool active = true;
        std::map<std::string, std::string> texts{};
        std::map<std::string, std::int64_t> numbers{};
    };

    /// What somebody holds: a reference to an entry, or an iterator.
    struct handle
    {
        std::size_t of = none;
        std::deque<std::size_t> rest{};
        std::string type{}; ///< Of an iterator that is told what happens.
        bool armed = false;
        void (*told)(void*, darwin_object) = nullptr;
        void* context = nullptr;
    };

    /// An end of the pipe.
    struct end
    {
        bool hidden = false;
        bool non_blocking = false;
        bool quiet = false;
    };

    static constexpr int reading = 77;
    static constexpr int writing = 78;

    /// An entry below another. @param classes Its own first.
    std::size_t add(std::vector<std::string> const& classes, std::size_t parent = none)
    {
        entry e;
        e.own_class = classes.front();
        e.classes.insert(classes.begin(), classes.end());
        e.parent = parent;
        e.identity = ++last_identity;
        entries.push_back(std::move(e));
        return entries.size() - 1;
    }

    /// A service that is a port, with its nodes.
    std::size_t port(std::string const& suffix, std::size_t parent)
    {
        std::size_t const at = add({"IOSerialBSDClient", "IOService"}, parent);
        entries[at].texts = {{"IOCalloutDevice", "/dev/cu." + suffix},
            {"IODialinDevice", "/dev/tty." + suffix}, {"IOTTYDevice", suffix}};
        happened("IOServiceMatched", at);
        return at;
    }

    void unplug(std::size_t at)
    {
        entries[at].active = false;
        happened("IOServiceTerminate", at);
    }

    void happened(std::string const& type, std::size_t at)
    {
        for (auto& [object, h] : handles)
            if (h.type == type)
            {
                h.rest.push_back(at);
                if (std::exchange(h.armed, false))
                    messages.push_back(object);
            }
        if (!slow)
            deliver();
    }

    /// The queue's thread does what there is to do.
    void deliver()
    {
        while (served && !messages.empty())
        {
            darwin_object const object = messages.front();
            messages.pop_front();
            handle const h = handles[object];
            h.told(h.context, object);
        }
    }

    /// What happens while a call is being made, once.
    void meanwhile(std::string const& call)
    {
        auto const at = events.find(call);
        if (at == events.end())
            return;
        auto const event = std::move(at->second);
        events.erase(at);
        event();
    }

    darwin_object hand_out(handle h)
    {
        handles.emplace(++last_object, std::move(h));
        return last_object;
    }

    std::deque<std::size_t> services(std::string const& service_class) const
    {
        std::deque<std::size_t> all;
        for (std::size_t i = 0; i != entries.size(); ++i)
            if (entries[i].active && entries[i].classes.count(service_class) != 0)
                all.push_back(i);
        return all;
    }

    /// Why a call shall fail, or 0. @param call Its name, as in "notify IOServiceMatched".
    int failure(std::string const& call) const
    {
        auto const at = failures.find(call);
        return at == failures.end() ? 0 : at->second;
    }

    entry* entry_of(darwin_object object)
    {
        auto const at = handles.find(object);
        if (at == handles.end() || at->second.of == none)
        {
            ++misuses;
            return nullptr;
        }
        return &entries[at->second.of];
    }

    /// What somebody still holds.
    std::size_t held() const { return handles.size() + ports + queues + ends.size(); }

    /// Of the end that somebody waits for.
    bool readable() const { return rings != 0 || ends.count(writing) == 0; }

    std::deque<entry> entries;
    std::map<std::string, int> failures;
    std::map<std::string, std::string> links; ///< Of the file system.
    std::map<darwin_object, handle> handles;
    std::size_t misuses = 0; ///< Of objects that were given back, or are something else.
    bool endless = false;    ///< Iterators never end.

    std::map<std::string, std::function<void()>> events; ///< By the call that they disturb.
    std::uint32_t process = 42;
    std::map<int, end> ends;
    std::size_t room = 65'536;     ///< Of the pipe, in bytes.
    std::size_t rings = 0;         ///< In the pipe.
    std::size_t interruptions = 0; ///< That writing will meet.
    std::size_t ports = 0;
    std::size_t queues = 0;
    bool served = false; ///< The port, by the queue.
    bool slow = false;
    std::deque<darwin_object> messages; ///< That wait in the port.

    darwin_object last_object = 0;
    std::uint64_t last_identity = 0x1'0000'0000;
};

/// `sys_darwin_registry` on such a registry.
struct fake_darwin_registry
{
    darwin_world* w;

    int services(char const* service_class, darwin_object& iterator) noexcept
    {
        if (int const number = w->failure("services"); number != 0)
            return number;
        auto all = w->services(service_class);
        iterator = all.empty() ? 0 : w->hand_out({darwin_world::none, std::move(all)});
        return 0;
    }
    darwin_object next(darwin_object iterator) noexcept
    {
        auto const at = w->handles.find(iterator);
        if (at == w->handles.end() || at->second.of != darwin_world::none)
        {
            ++w->misuses;
            return 0;
        }
        auto& h = at->second;
        if (h.rest.empty() || w->failure("next") != 0)
        {
            h.armed = h.rest.empty();
            return 0;
        }
        std::size_t const of = h.rest.front();
        if (!w->endless)
            h.rest.pop_front();
        return w->hand_out({of});
    }
    void release(darwin_object object) noexcept { w->misuses += w->handles.erase(object) == 0; }
    int identity(darwin_object object, std::uint64_t& number) noexcept
    {
        auto const* const e = w->entry_of(object);
        number = e != nullptr ? e->identity : 0;
        return w->failure("identity");
    }
    int parent(darwin_object object, darwin_object& parent) noexcept
    {
        auto const* const e = w->entry_of(object);
        int const number = w->failure("parent");
        if (number != 0)
            return number;
        if (e == nullptr || e->parent == darwin_world::none)
            return static_cast<int>(0xE000'02C0); // kIOReturnNoDevice, as IOKitLib.c has it
        parent = w->hand_out({e->parent});
        return 0;
    }
    bool conforms_to(darwin_object object, char const* object_class) noexcept
    {
        auto const* const e = w->entry_of(object);
        return e != nullptr && e->classes.count(object_class) != 0;
    }
    std::string class_of(darwin_object object)
    {
        auto const* const e = w->entry_of(object);
        return e == nullptr || w->failure("class_of") != 0 ? "" : e->own_class;
    }
    std::string text(darwin_object object, char const* key)
    {
        auto const* const e = w->entry_of(object);
        auto const at = e->texts.find(key);
        return at == e->texts.end() || w->failure("text") != 0 ? "" : at->second;
    }
    std::optional<std::int64_t> number(darwin_object object, char const* key) noexcept
    {
        auto const* const e = w->entry_of(object);
        auto const at = e->numbers.find(key);
        if (at == e->numbers.end() || w->failure("number") != 0)
            return std::nullopt;
        return at->second;
    }
    int may_open(char const* path) noexcept { return w->failure(std::string("may_open ") + path); }
    std::string resolve(char const* path)
    {
        auto const at = w->links.find(path);
        return at == w->links.end() ? "" : at->second;
    }
};

/// `sys_darwin_notices` on such a registry.
struct fake_darwin_notices
{
    using end = darwin_world::end;

    darwin_world* w;

    std::uint32_t process() noexcept { return w->process; }

    int make_pipe(int& reading, int& writing) noexcept
    {
        int const number = begin("make_pipe");
        reading = number == 0 ? darwin_world::reading : -1;
        writing = number == 0 ? darwin_world::writing : -1;
        if (number == 0)
        {
            w->misuses += !w->ends.empty();
            w->ends = {{reading, {}}, {writing, {}}};
            w->rings = 0;
        }
        return number;
    }
    int hide_from_programs(int fd) noexcept { return set("hide_from_programs", fd, &end::hidden); }
    int make_non_blocking(int fd) noexcept
    {
        return set("make_non_blocking", fd, &end::non_blocking);
    }
    int make_quiet(int fd) noexcept { return set("make_quiet", fd, &end::quiet); }
    int ring(int fd) noexcept
    {
        auto const at = w->ends.find(fd);
        if (fd != darwin_world::writing || at == w->ends.end() || !at->second.non_blocking)
            return ++w->misuses, EBADF;
        if (w->interruptions != 0)
            return --w->interruptions, EINTR;
        if (w->ends.count(darwin_world::reading) == 0)
        {
            w->misuses += !at->second.quiet; // else the whole process would end
            return EPIPE;
        }
        if (w->rings == w->room)
            return EAGAIN;
        ++w->rings;
        return 0;
    }
    int read(int fd, char*, std::size_t size, std::size_t& length) noexcept
    {
        auto const at = w->ends.find(fd);
        length = 0;
        if (fd != darwin_world::reading || at == w->ends.end() || !at->second.non_blocking)
            return ++w->misuses, EBADF;
        if (int const number = begin("read"); number != 0)
            return number;
        if (w->rings == 0)
            return w->ends.count(darwin_world::writing) != 0 ? EAGAIN : 0;
        length = (std::min)(size, w->rings);
        w->rings -= length;
        return 0;
    }
    int close(int fd) noexcept
    {
        w->misuses += w->ends.erase(fd) == 0;
        return 0;
    }

    int make_queue(void*& queue) noexcept
    {
        int const number = begin("make_queue");
        w->queues += number == 0;
        queue = number == 0 ? &w->queues : nullptr;
        return number;
    }
    void release_queue(void* queue) noexcept
    {
        w->misuses += queue != &w->queues || w->queues == 0 || w->ports != 0;
        --w->queues;
    }

    int make_port(void*& port) noexcept
    {
        int const number = begin("make_port");
        w->ports += number == 0;
        port = number == 0 ? w : nullptr;
        return number;
    }
    int notify(void* port, char const* type, char const* service_class,
        void (*told)(void*, darwin_object), void* context, darwin_object& iterator) noexcept
    {
        w->misuses += port != w;
        if (int const number = begin(std::string("notify ") + type); number != 0)
            return number;
        bool const coming = std::string(type) == "IOServiceMatched";
        auto there = coming || w->endless ? w->services(service_class) : std::deque<std::size_t>();
        iterator = w->hand_out({darwin_world::none, std::move(there), type, false, told, context});
        return 0;
    }
    void serve(void* port, void* queue) noexcept
    {
        w->misuses += port != w || queue != &w->queues || w->queues == 0;
        w->meanwhile("serve");
        w->served = true;
        if (!w->slow)
            w->deliver();
    }
    void end_port(void* queue, void* port) noexcept
    {
        w->misuses += port != w || w->ports == 0 || queue != &w->queues || w->queues == 0;
        w->meanwhile("end_port"); // a callback may still run
        --w->ports;
        w->served = false;
        w->messages.clear();
    }

private:
    int begin(std::string const& call)
    {
        w->meanwhile(call);
        return w->failure(call);
    }
    int set(std::string const& call, int fd, bool end::*flag)
    {
        auto const at = w->ends.find(fd);
        w->misuses += at == w->ends.end();
        int const number = begin(call + ' ' + std::to_string(fd));
        if (at != w->ends.end())
            at->second.*flag = number == 0;
        return number;
    }
};

} // namespace boost_serial_ext_test

#endif
