// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_PORTS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_PORTS_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/private_thread.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>

#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/// Asks again and again until it is so; false if that takes too long.
template<class Done>
bool await(Done done)
{
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done())
    {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::yield();
    }
    return true;
}

/// The virtual ports of a context: the one that is tested, and one that gets in its way. They live
/// as long as the context.
struct async_ports
{
    explicit async_ports(asio::execution_context& c)
        : context(c)
        , device(test::install(c).add("the port"))
        , obstacle(test::install(c).add("another port"))
    {
    }

    /// Gives the private thread something to do that lasts until `release`.
    void occupy_thread() const
    {
        struct open_of_the_obstacle final : detail::private_thread::job
        {
            open_of_the_obstacle(detail::serial_service& s, std::string n)
                : service(s), name(std::move(n))
            {
            }
            void run() noexcept override
            {
                error_code ec; // the context may be about to go
                auto opened = service.ports().open(name, serial_config{}, ec);
                if (!std::exchange(opened.control, nullptr))
                    return;
                service.ports().close(opened.handle);
            }
            detail::serial_service& service;
            std::string name;
        };
        auto& service = asio::use_service<detail::serial_service>(context);
        obstacle.hold(test::port_call::open);
        service.thread().submit(std::make_unique<open_of_the_obstacle>(service, obstacle.name()));
    }

    /// Whatever is held up goes on.
    void release() const
    {
        device.release(test::port_call::open);
        device.release(test::port_call::configure);
        obstacle.release(test::port_call::open);
    }

    asio::execution_context& context;
    test::virtual_port& device;
    test::virtual_port& obstacle;
};

/** A plan by which the driver answers no question.

    @param but_counters Reading the counters still succeeds.
*/
inline test::fault_plan no_answers(bool but_counters = false)
{
    int const number = detail::this_os == detail::os::windows ? 1617 : 5; // DEVICE_REMOVED, EIO
    error_code const lost(number, boost::system::system_category());
    auto const always = (std::numeric_limits<std::uint64_t>::max)();
    test::fault_plan plan;
    for (auto const call : {test::port_call::lines, test::port_call::queues,
             test::port_call::discard, test::port_call::set_break})
        plan.fail(call, 1, lost, always);
    if (!but_counters)
        plan.fail(test::port_call::counters, 1, lost, always);
    return plan;
}

/** The device at the far end of a virtual port's line, with the names of a tty's far end.

    It reads everything at once, unless it is told to stop.
*/
class far_end
{
public:
    explicit far_end(test::virtual_port& port) noexcept : port_(&port) {}

    std::string const& name() const noexcept { return port_->name(); }

    void write_all(std::string_view bytes) const { port_->inject(bytes); }

    /// From now on the driver has no room beside the wire's, but while somebody reads here.
    void stop_reading() { stop(true); }

    /// Reads everything at once again.
    void go_on_reading() { stop(false); }

    /// What there is now, without waiting.
    std::string read_available()
    {
        bool const stopped = stopped_;
        stop(false);
        std::string bytes = std::exchange(rest_, {}) + port_->take_captured();
        stop(stopped);
        return bytes;
    }

    /// Waits for so many bytes and returns them.
    std::string read_exact(std::size_t size)
    {
        std::string bytes;
        bool const came = await(
            [&]
            {
                bytes += read_available();
                return bytes.size() >= size;
            });
        if (!came)
            throw std::runtime_error("timed out: the far end's read");
        rest_ = bytes.substr(size);
        bytes.resize(size);
        return bytes;
    }

    void hang_up() const { port_->hang_up(); }

private:
    void stop(bool stopped)
    {
        stopped_ = stopped;
        port_->set_output_room(stopped ? 0 : 4096);
    }

    test::virtual_port* port_;
    bool stopped_ = false;
    std::string rest_; ///< Read, and not asked for yet.
};

} // namespace boost_serial_ext_test

#endif
