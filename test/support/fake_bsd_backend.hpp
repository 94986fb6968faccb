// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_BSD_BACKEND_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_BSD_BACKEND_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>
#include <boost_serial_ext/native/bsd_port.hpp>

#include "support/bsd_fixture.hpp"
#include "support/fake_bsd_sys.hpp"
#include "support/raw_descriptor.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>

#include <unistd.h>

namespace boost_serial_ext_test {

// Opens a fake tty of FreeBSD; a file of this system stands in for its handle.
class fake_bsd_backend final : public boost_serial_ext::detail::backend
{
    using handle = boost_serial_ext::detail::native_handle;
    using calls = fake_bsd_sys<like_freebsd>;

public:
    explicit fake_bsd_backend(fake_bsd_tty<like_freebsd>& tty)
        : ports_(calls(tty), fake_devices(std::make_shared<fake_devices::knowledge>()))
    {
    }

    boost_serial_ext::detail::opened_port open(std::string const& device,
        boost_serial_ext::serial_config const& config, boost_serial_ext::error_code& ec) override
    {
        auto port = ports_.open(device, config, ec);
        if (port.control)
            port.handle = raw_descriptor("/dev/null").release();
        return port;
    }
    std::unique_ptr<boost_serial_ext::detail::port_control> adopt(
        handle h, boost_serial_ext::error_code& ec) override
    {
        return ports_.adopt(h, ec);
    }
    std::string name_of(handle h) override { return ports_.name_of(h); }
    void close(handle h) noexcept override
    {
        ports_.close(calls::the_handle);
        ::close(h);
    }

private:
    boost_serial_ext::detail::bsd_backend<calls, fake_devices> ports_;
};

// A context whose ports are that tty.
struct fake_bsd_context
{
    fake_bsd_context()
    {
        tty.termios = cooked_bsd<like_freebsd::flavour>();
        boost::asio::make_service<boost_serial_ext::detail::serial_service>(
            context, std::make_unique<fake_bsd_backend>(tty));
    }

    fake_bsd_tty<like_freebsd> tty; // outlives its ports
    boost::asio::io_context context;
};

// What no level of a line shows.
constexpr boost_serial_ext::line_events never_told = boost_serial_ext::line_events::break_signal
    | boost_serial_ext::line_events::framing_error | boost_serial_ext::line_events::parity_error
    | boost_serial_ext::line_events::overrun;

} // namespace boost_serial_ext_test

#endif
