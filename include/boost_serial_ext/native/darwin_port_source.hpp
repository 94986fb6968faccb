// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_DARWIN_PORT_SOURCE_HPP
#define BOOST_SERIAL_EXT_NATIVE_DARWIN_PORT_SOURCE_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/codec/darwin_device.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/port_source.hpp>
#include <boost_serial_ext/native/darwin_discovery.hpp>

#include <boost/system/errc.hpp>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Ports that come and go on macOS: IOKit's messages, and the registry. What has changed is not
    asked: there are few ports, and all are looked at.

    The messages are served by a dispatch queue, on a thread of the system's pool: it empties the
    iterators and writes a byte into a pipe, whose other end is what is waited for. (A kqueue, which
    could wait for the messages itself, has no non-blocking mode: Asio cannot wait for it.)

    In a forked child there are neither the messages nor the queue's thread, but the same pipe: there
    each `receive` fails with `connection_reset`, at once and for good, and takes nothing.

    `Sys` is that of `darwin_discovery`, `Notices` is `sys_darwin_notices`, or fakes of them.
*/
template<class Sys, class Notices>
class darwin_port_source final : public port_source
{
public:
    explicit darwin_port_source(Sys sys = Sys(), Notices notices = Notices())
        : sys_(std::move(sys)), notices_(std::move(notices))
    {
    }

    ~darwin_port_source() override { end(); }

    native_handle open(error_code& ec) override
    {
        end();
        native_handle reading = no_handle;
        if (begin(reading, ec))
            return reading;
        if (reading != no_handle)
            close(reading);
        end();
        return no_handle;
    }

    // Whoever waits may close this end by himself: then nobody hears what is written.
    void close(native_handle reading) noexcept override
    {
        end();
        notices_.close(reading);
    }

    // What a full pipe has more than `size` is for the next call: a monitor goes on until there is
    // nothing left. Whatever is written after that makes the pipe readable again.
    std::size_t receive(
        native_handle reading, char* data, std::size_t size, error_code& ec) noexcept override
    {
        using namespace boost::system;
        std::size_t length = 0;
        if (notices_.process() != process_) // what it took its parent would not hear
            ec = error_code(errc::connection_reset, generic_category());
        else if (bell_.broken)
            ec = error_code(errc::value_too_large, generic_category());
        else if (!fail(ec, notices_.read(reading, data, size, length)))
            ec = error_code(
                length != 0 ? errc::no_buffer_space : errc::connection_reset, generic_category());
        return 0;
    }

    std::vector<seen_port> scan(error_code& ec) override
    {
        std::vector<seen_port> all;
        for (darwin_device const& device : darwin_discovery<Sys>(sys_).devices(ec))
        {
            if (device.identity == 0)
                continue; // it went in the middle
            seen_port seen{std::string(darwin_node_name(device.callout)), device.identity};
            seen.port = describe_darwin_port(device);
            seen.ready = sys_.may_open(device.callout.c_str()) == 0;
            all.push_back(std::move(seen));
        }
        return all;
    }

    seen_port look(std::string const& name, error_code& ec) override
    {
        for (seen_port& seen : scan(ec))
            if (seen.name == name)
                return std::move(seen);
        return {name};
    }

private:
    static bool fail(error_code& ec, int number) noexcept
    {
        ec = error_code(number, boost::system::system_category());
        return number != 0;
    }

    bool begin(native_handle& reading, error_code& ec)
    {
        process_ = notices_.process();
        // A service is in the list when it has been matched, and no more when its end has begun
        // (xnu, IOService.cpp, getMatchingServices): so these two. Their names: IOKit/IOKitKeys.h.
        if (fail(ec, notices_.make_pipe(reading, bell_.writing))
            || fail(ec, notices_.hide_from_programs(reading))
            || fail(ec, notices_.hide_from_programs(bell_.writing))
            || fail(ec, notices_.make_non_blocking(reading))
            || fail(ec, notices_.make_non_blocking(bell_.writing))
            || fail(ec, notices_.make_quiet(bell_.writing))
            || darwin_fail(ec, notices_.make_queue(queue_))
            || darwin_fail(ec, notices_.make_port(port_))
            || !listen("IOServiceMatched", arrived_, ec)
            || !listen("IOServiceTerminate", left_, ec))
            return false;
        notices_.serve(port_, queue_); // from here on, `told` runs
        return true;
    }

    bool listen(char const* type, darwin_object& iterator, error_code& ec)
    {
        if (darwin_fail(
                ec, notices_.notify(port_, type, darwin_serial_class, &told, &bell_, iterator)))
            return false;
        if (empty(sys_, iterator))
            return true;
        ec = error_code(boost::system::errc::value_too_large, boost::system::generic_category());
        return false;
    }

    /// What the queue's thread uses, and until `end_port` returns nobody else changes.
    struct bell
    {
        Sys sys;
        Notices notices;
        native_handle writing = no_handle;
        std::atomic<bool> broken{false}; ///< An iterator has no end, and so is silent.
    };

    /// There is a message about what an iterator has. Runs on the queue's thread.
    static void told(void* context, darwin_object iterator) noexcept
    {
        auto& b = *static_cast<bell*>(context);
        if (!empty(b.sys, iterator))
            b.broken = true;
        // Emptied first: what happens from now on has a message of its own. A pipe that is full is
        // readable, and one that is closed is nobody's: neither is an error.
        while (b.notices.ring(b.writing) == EINTR)
            ;
    }

    // There are messages only when all that they were about has been taken (IOKitLib.h,
    // IOServiceAddMatchingNotification). The kernel keeps no more than 1024 for each iterator
    // (IOUserClient.cpp, IOServiceUserNotification::kMaxOutstanding).
    static bool empty(Sys& sys, darwin_object iterator) noexcept
    {
        unsigned const most = 65'536;
        for (unsigned i = 0; i != most; ++i)
        {
            darwin_object const object = sys.next(iterator);
            if (object == 0)
                return true;
            sys.release(object);
        }
        return false;
    }

    // A forked child has none of what is IOKit's, whose names may mean other things there, and must
    // not touch the queue (libdispatch, dispatch_atfork_child): it closes the pipe, and forgets the
    // rest.
    void end() noexcept
    {
        bool const ours = std::exchange(process_, 0) == notices_.process();
        void* const queue = std::exchange(queue_, nullptr);
        if (void* const port = std::exchange(port_, nullptr); port != nullptr && ours)
            notices_.end_port(queue, port); // from here on, `told` does not run
        for (darwin_object* const iterator : {&arrived_, &left_})
            if (darwin_object const object = std::exchange(*iterator, 0); object != 0 && ours)
                sys_.release(object);
        if (queue != nullptr && ours)
            notices_.release_queue(queue);
        if (native_handle const fd = std::exchange(bell_.writing, no_handle); fd != no_handle)
            notices_.close(fd);
        bell_.broken = false;
    }

    Sys sys_;
    Notices notices_;
    bell bell_{sys_, notices_};
    std::uint32_t process_ = 0; ///< That has what follows; 0: nobody.
    void* queue_ = nullptr;     ///< A dispatch_queue_t.
    void* port_ = nullptr;      ///< An IONotificationPortRef.
    darwin_object arrived_ = 0;
    darwin_object left_ = 0;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
