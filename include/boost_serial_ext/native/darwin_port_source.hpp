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

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Ports that come and go on macOS: IOKit's messages, and the registry. What has changed is not
    asked: there are few ports, and all are looked at.

    The messages come to a Mach port. That is watched by a kqueue, whose descriptor is readable while
    there is a message: so nothing of this needs a thread or a run loop.

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
        native_handle queue = -1;
        if (begin(queue, ec))
            return queue;
        if (queue != -1)
            close(queue);
        end();
        return -1;
    }

    // The messages' port stays: whoever waits may close the queue by himself.
    void close(native_handle queue) noexcept override { notices_.close(queue); }

    std::size_t receive(native_handle queue, char*, std::size_t, error_code& ec) noexcept override
    {
        using namespace boost::system;
        // Asked even if a message is sure to be there: the queue stays readable until somebody has
        // asked it, and found nothing (xnu, kern_event.c, filt_kqueue and knote_process).
        bool waiting = false;
        if (fail(ec, notices_.is_waiting(queue, waiting)))
            return 0;
        typename Notices::message message;
        namespace is = darwin_return;
        int const number = waiting ? notices_.receive(port_, message) : int{is::receive_timed_out};
        switch (static_cast<unsigned>(number))
        {
        case 0: notices_.dispatch(port_, message); break;
        case is::receive_too_large: break; // it is gone: what it told is not
        case is::receive_interrupted: ec = errc::make_error_code(errc::interrupted); return 0;
        case is::receive_timed_out:
            ec = errc::make_error_code(errc::resource_unavailable_try_again);
            return 0;
        default: darwin_fail(ec, number); return 0;
        }
        if (empty(arrived_) && empty(left_))
            ec = errc::make_error_code(errc::no_buffer_space);
        else
            ec = errc::make_error_code(errc::value_too_large);
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

    bool begin(native_handle& queue, error_code& ec)
    {
        // A service is in the list when it has been matched, and no more when its end has begun
        // (xnu, IOService.cpp, getMatchingServices): so these two. Their names: IOKit/IOKitKeys.h.
        return !darwin_fail(ec, notices_.make_port(port_))
            && listen("IOServiceMatched", arrived_, ec) && listen("IOServiceTerminate", left_, ec)
            && !fail(ec, notices_.make_queue(queue)) && !fail(ec, notices_.watch(queue, port_));
    }

    bool listen(char const* type, darwin_object& iterator, error_code& ec)
    {
        if (darwin_fail(ec, notices_.notify(port_, type, darwin_serial_class, iterator)))
            return false;
        if (empty(iterator))
            return true;
        ec = error_code(boost::system::errc::value_too_large, boost::system::generic_category());
        return false;
    }

    // There are messages only when all that they were about has been taken (IOKitLib.h,
    // IOServiceAddMatchingNotification). The kernel keeps no more than 1024 for each iterator
    // (IOUserClient.cpp, IOServiceUserNotification::kMaxOutstanding).
    bool empty(darwin_object iterator) noexcept
    {
        unsigned const most = 65'536;
        for (unsigned i = 0; i != most; ++i)
        {
            darwin_object const object = sys_.next(iterator);
            if (object == 0)
                return true;
            sys_.release(object);
        }
        return false;
    }

    void end() noexcept
    {
        for (darwin_object* const iterator : {&arrived_, &left_})
            if (darwin_object const object = std::exchange(*iterator, 0); object != 0)
                sys_.release(object);
        if (void* const port = std::exchange(port_, nullptr); port != nullptr)
            notices_.destroy_port(port);
    }

    Sys sys_;
    Notices notices_;
    void* port_ = nullptr; ///< An IONotificationPortRef.
    darwin_object arrived_ = 0;
    darwin_object left_ = 0;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
