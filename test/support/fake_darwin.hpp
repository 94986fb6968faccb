// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_DARWIN_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_DARWIN_HPP

#include <boost_serial_ext/detail/codec/darwin_device.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
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
    };

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
                    ++messages, readable = true;
            }
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
    std::size_t held() const { return handles.size() + ports + queues + undispatched; }

    std::deque<entry> entries;
    std::map<std::string, int> failures;
    std::map<std::string, std::string> links; ///< Of the file system.
    std::map<darwin_object, handle> handles;
    std::size_t misuses = 0; ///< Of objects that were given back, or are something else.
    bool endless = false;    ///< Iterators never end.

    std::size_t ports = 0;
    std::size_t queues = 0;
    bool watched = false;
    std::size_t messages = 0;
    bool readable = false; ///< The queue, which nobody has told otherwise.
    std::size_t undispatched = 0;

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
    struct message
    {
        bool taken = false;
    };

    darwin_world* w;

    int make_port(void*& port) noexcept
    {
        int const number = w->failure("make_port");
        w->ports += number == 0;
        port = number == 0 ? w : nullptr;
        return number;
    }
    void destroy_port(void* port) noexcept
    {
        w->misuses += port != w || w->ports == 0;
        --w->ports;
    }
    int notify(
        void* port, char const* type, char const* service_class, darwin_object& iterator) noexcept
    {
        w->misuses += port != w;
        if (int const number = w->failure(std::string("notify ") + type); number != 0)
            return number;
        bool const coming = std::string(type) == "IOServiceMatched";
        auto there = coming || w->endless ? w->services(service_class) : std::deque<std::size_t>();
        iterator = w->hand_out({darwin_world::none, std::move(there), type});
        return 0;
    }
    int receive(void* port, message& m) noexcept
    {
        w->misuses += port != w;
        if (int const number = w->failure("receive"); number != 0)
            return number;
        if (w->messages == 0)
            return 0x1000'4003; // MACH_RCV_TIMED_OUT
        --w->messages;
        ++w->undispatched;
        m.taken = true;
        return 0;
    }
    void dispatch(void* port, message& m) noexcept
    {
        w->misuses += port != w || !std::exchange(m.taken, false);
        --w->undispatched;
    }
    int make_queue(int& fd) noexcept
    {
        int const number = w->failure("make_queue");
        w->queues += number == 0;
        fd = number == 0 ? 77 : -1;
        return number;
    }
    int watch(int fd, void* port) noexcept
    {
        w->misuses += fd != 77 || port != w;
        w->watched = true;
        return w->failure("watch");
    }
    int is_waiting(int fd, bool& waiting) noexcept
    {
        w->misuses += fd != 77 || !w->watched;
        waiting = w->messages != 0 || w->failure("receive") != 0;
        w->readable = waiting;
        return w->failure("is_waiting");
    }
    int close(int fd) noexcept
    {
        w->misuses += fd != 77 || w->queues == 0;
        --w->queues;
        return 0;
    }
};

} // namespace boost_serial_ext_test

#endif
