// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Everything but plain reads and writes: waits, drains, breaks, cancellation, opening.

#include "costs/driver.hpp"
#include "costs/transfers.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/serial_port_base.hpp>

#include <fcntl.h>

namespace costs {
namespace {

using serial = boost_serial_ext::basic_serial_stream<typed_executor>;
using any_serial = boost_serial_ext::basic_serial_stream<asio::any_io_executor>;
using asio_port = asio::basic_serial_port<typed_executor>;
using descriptor = asio::posix::basic_stream_descriptor<typed_executor>;

template<class Stream, bool Ready>
struct wait_read : stream_loop<Stream>
{
    using stream_loop<Stream>::stream_loop;

    void next()
    {
        if (!this->more())
            return;
        if (Ready)
            this->far.deliver(this->stream.native_handle());
        this->stream.async_wait(Stream::wait_read,
            [this](error_code ec)
            {
                must_succeed(ec, "async_wait");
                this->far.take(this->stream.native_handle());
                next();
            });
        if (!Ready)
            this->far.send();
    }
};

template<class Stream>
struct wait_write : stream_loop<Stream>
{
    using stream_loop<Stream>::stream_loop;

    void next()
    {
        if (!this->more())
            return;
        this->stream.async_wait(Stream::wait_write,
            [this](error_code ec)
            {
                must_succeed(ec, "async_wait");
                next();
            });
    }
};

struct drain_of_nothing : stream_loop<serial>
{
    using stream_loop::stream_loop;

    void next()
    {
        if (!more())
            return;
        stream.async_drain(
            [this](error_code ec)
            {
                must_succeed(ec, "async_drain");
                next();
            });
    }
};

// A byte is read, then the timer of the gap ends the frame.
struct read_until_idle : stream_loop<serial>
{
    using stream_loop::stream_loop;

    void next()
    {
        if (!more())
            return;
        outside([this] { frame.clear(); });
        far.deliver(stream.native_handle());
        stream.async_read_until_idle(asio::dynamic_buffer(frame), std::chrono::milliseconds(1),
            [this](error_code ec, std::size_t n)
            {
                must_succeed(ec, "async_read_until_idle");
                must(n == 1, "async_read_until_idle: another frame");
                next();
            });
    }

    std::string frame;
};

struct read_available : stream_loop<serial>
{
    using stream_loop::stream_loop;

    void next()
    {
        if (!more())
            return;
        outside([this] { bytes.clear(); });
        far.deliver(stream.native_handle());
        stream.async_read_available(asio::dynamic_buffer(bytes),
            [this](error_code ec, std::size_t n)
            {
                must_succeed(ec, "async_read_available");
                must(n == 1, "async_read_available: other bytes");
                next();
            });
    }

    std::string bytes;
};

// On what looks like a UART.
template<class Stream>
struct uart_loop_of : stream_loop<Stream>
{
    explicit uart_loop_of(long n) : stream_loop<Stream>((uart.opening = true, n))
    {
        uart.handle = this->stream.native_handle();
        uart.opening = false;
    }
    uart_loop_of(uart_loop_of const&) = delete;
    uart_loop_of& operator=(uart_loop_of const&) = delete;
    ~uart_loop_of() { uart.handle = -1; }
};
using uart_loop = uart_loop_of<serial>;

// One byte is queued, and none at the next look: a millisecond later.
template<class Stream, class Adapt>
struct drain_waits : uart_loop_of<Stream>
{
    using uart_loop_of<Stream>::uart_loop_of;

    void next()
    {
        if (!this->more())
            return;
        uart.queued = 1;
        this->stream.async_drain(Adapt()(
            [this](error_code ec)
            {
                must_succeed(ec, "async_drain");
                must(uart.queued == 0, "async_drain did not ask");
                next();
            }));
    }
};

template<class Stream, class Adapt>
struct drain_exact_waits : uart_loop_of<Stream>
{
    using uart_loop_of<Stream>::uart_loop_of;

    void next()
    {
        if (!this->more())
            return;
        uart.queued = 1;
        this->stream.async_drain_exact(Adapt()(
            [this](error_code ec, boost_serial_ext::drain_result how)
            {
                must_succeed(ec, "async_drain_exact");
                must(
                    how == boost_serial_ext::drain_result::wire_exact, "async_drain_exact guessed");
                next();
            }));
    }
};

struct send_break : uart_loop
{
    using uart_loop::uart_loop;

    void next()
    {
        if (!more())
            return;
        stream.async_send_break(std::chrono::milliseconds(1),
            [this](error_code ec)
            {
                must_succeed(ec, "async_send_break");
                next();
            });
    }
};

// Each wait but the first finds an edge that has happened already.
struct line_event : uart_loop
{
    using uart_loop::uart_loop;

    void next()
    {
        if (!more())
            return;
        stream.async_wait_line_event(boost_serial_ext::line_events::cts,
            [this](error_code ec, boost_serial_ext::line_event const& event)
            {
                must_succeed(ec, "async_wait_line_event");
                must(event.events == boost_serial_ext::line_events::cts, "another event");
                ++uart.cts_edges;
                next();
            });
        if (uart.cts_edges == 0)
            uart.cts_edges = 1;
    }
};

// A read waits, and is cancelled with all else.
template<class Stream>
struct cancel : stream_loop<Stream>
{
    using stream_loop<Stream>::stream_loop;

    void next()
    {
        if (!this->more())
            return;
        this->stream.async_read_some(asio::buffer(&this->byte, 1),
            [this](error_code ec, std::size_t)
            {
                must(ec == asio::error::operation_aborted, "a cancelled read was not cancelled");
                next();
            });
        this->stream.cancel();
    }
};

// A read waits, and is cancelled alone.
template<class Stream>
struct cancel_slot : stream_loop<Stream>
{
    using stream_loop<Stream>::stream_loop;

    void next()
    {
        if (!this->more())
            return;
        this->stream.async_read_some(asio::buffer(&this->byte, 1),
            asio::bind_cancellation_slot(signal.slot(),
                [this](error_code ec, std::size_t)
                {
                    must(
                        ec == asio::error::operation_aborted, "a cancelled read was not cancelled");
                    next();
                }));
        signal.emit(asio::cancellation_type::terminal);
    }

    asio::cancellation_signal signal;
};

template<class Loop>
void run(long count)
{
    Loop::template run<Loop>(count);
}

// So that there is something to set: the far end keeps the settings of a pty that is closed.
unsigned another_rate(long count) noexcept
{
    return count % 2 == 0 ? 9600 : 19'200;
}

void open_and_close(long count)
{
    asio::io_context context{1};
    line far;
    serial stream(context);
    boost_serial_ext::serial_config config;
    inside(
        [&]
        {
            for (; count > 0; --count)
            {
                config.baud_rate = another_rate(count);
                stream.open(far.name(), config);
                stream.close();
            }
        });
}

// The same settings. Asio verifies none of them, locks nothing, and knows nothing of HUPCL.
void open_and_close_asio(long count)
{
    using base = asio::serial_port_base;
    asio::io_context context{1};
    line far;
    asio_port port(context);
    inside(
        [&]
        {
            for (; count > 0; --count)
            {
                port.open(far.name());
                port.set_option(base::baud_rate(another_rate(count)));
                port.set_option(base::character_size(8));
                port.set_option(base::parity(base::parity::none));
                port.set_option(base::stop_bits(base::stop_bits::one));
                port.set_option(base::flow_control(base::flow_control::none));
                port.close();
            }
        });
}

void configure(long count)
{
    asio::io_context context{1};
    line far;
    serial stream(context, far.name(), {});
    boost_serial_ext::serial_config config;
    inside(
        [&]
        {
            for (; count > 0; --count)
            {
                config.baud_rate = another_rate(count);
                stream.configure(config);
            }
        });
}

} // namespace

// Asio's own serial port has no wait: a descriptor has.
template<>
inline descriptor open_stream(asio::io_context& context, std::string const& device)
{
    int const handle = ::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    must(handle >= 0, "the pty cannot be opened");
    return descriptor(context, handle);
}

std::vector<operation> control_operations()
{
    return {
        {"wait_read_ready", run<wait_read<serial, true>>},
        {"wait_read", run<wait_read<serial, false>>},
        {"wait_write_ready", run<wait_write<serial>>},
        {"asio.wait_read_ready", run<wait_read<descriptor, true>>},
        {"asio.wait_read", run<wait_read<descriptor, false>>},
        {"asio.wait_write_ready", run<wait_write<descriptor>>},
        {"read_available_ready", run<read_available>},
        {"read_until_idle", run<read_until_idle>},
        {"drain_of_nothing", run<drain_of_nothing>},
        {"drain_waits", run<drain_waits<serial, without_limit>>},
        {"drain_waits.any", run<drain_waits<any_serial, without_limit>>},
        {"drain_waits.timeout", run<drain_waits<serial, within_an_hour>>},
        {"drain_exact_waits", run<drain_exact_waits<serial, without_limit>>},
        {"drain_exact_waits.timeout", run<drain_exact_waits<serial, within_an_hour>>},
        {"send_break", run<send_break>},
        {"line_event_ready", run<line_event>},
        {"cancel", run<cancel<serial>>},
        {"cancel_slot", run<cancel_slot<serial>>},
        {"asio.cancel", run<cancel<asio_port>>},
        {"asio.cancel_slot", run<cancel_slot<asio_port>>},
        {"open_close", open_and_close},
        {"asio.open_close", open_and_close_asio},
        {"configure", configure},
    };
}

} // namespace costs
