// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_PORTS_IPP
#define BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_PORTS_IPP

#include <boost_serial_ext/test/impl/virtual_backend.hpp>
#include <boost_serial_ext/test/impl/virtual_world.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include <boost_serial_ext/detail/serial_service.hpp>
#include <boost_serial_ext/native/sys_wire.hpp>

#include <boost/asio/execution_context.hpp>

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/** Keeps a context's ports.

    Made after the library's service, and so shut down before it: an open that waits for the time to
    go on ends before its thread is joined.
*/
class BOOST_SYMBOL_VISIBLE virtual_service final : public asio::execution_context::service
{
public:
    using key_type = virtual_service;
    inline static asio::execution_context::id id;

    explicit virtual_service(
        asio::execution_context& context, std::shared_ptr<clock_state> clock = nullptr)
        : service(context), ports(context, std::move(clock))
    {
    }

    virtual_ports ports;

private:
    void shutdown() override { ports.world_->attach(nullptr); }

    // Before the library's service is told of a fork, and after it of its end.
    void notify_fork(asio::execution_context::fork_event event) override
    {
        if (event == asio::execution_context::fork_prepare)
            ports.world_->prepare_fork();
        else
            ports.world_->end_fork(event == asio::execution_context::fork_child);
    }
};

BOOST_SERIAL_EXT_TEST_DECL virtual_ports::virtual_ports(
    asio::execution_context& context, std::shared_ptr<clock_state> clock)
    : world_(std::make_shared<virtual_world>(clock))
{
    if (asio::has_service<detail::serial_service>(context))
        throw std::logic_error("boost_serial_ext: install virtual ports before the context's first "
                               "stream is made: it has the system's ports");
    detail::sys_wire::ignore_broken_pipes();
    auto& service = asio::make_service<detail::serial_service>(
        context, std::make_unique<virtual_backend>(world_));
    world_->attach(&service.thread());
    if (clock)
        clock->follow(world_);
}

BOOST_SERIAL_EXT_TEST_DECL virtual_ports::~virtual_ports() = default;

BOOST_SERIAL_EXT_TEST_DECL virtual_ports& virtual_ports::install_on(
    asio::execution_context& context, std::shared_ptr<clock_state> clock)
{
    if (!asio::has_service<virtual_service>(context))
        return asio::make_service<virtual_service>(context, std::move(clock)).ports;
    auto& ports = asio::use_service<virtual_service>(context).ports;
    if (clock && !ports.world_->has_clock(clock))
        throw std::logic_error(
            "boost_serial_ext: the context has virtual ports with another time already");
    return ports;
}

BOOST_SERIAL_EXT_TEST_DECL virtual_port& virtual_ports::add(std::string name)
{
    return world_->add(std::move(name));
}

BOOST_SERIAL_EXT_TEST_DECL virtual_port& virtual_ports::port(std::string_view name)
{
    virtual_world::visit const guard(*world_);
    return world_->at(name);
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_ports::connect(std::string_view one, std::string_view other)
{
    virtual_world::visit const guard(*world_);
    world_->connect(one, other);
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_ports::disconnect(std::string_view name)
{
    virtual_world::visit const guard(*world_);
    world_->disconnect(name);
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_ports::set_paced(bool paced)
{
    world_->set_paced(paced);
}

BOOST_SERIAL_EXT_TEST_DECL virtual_ports& install(asio::execution_context& context)
{
    return virtual_ports::install_on(context, nullptr);
}

BOOST_SERIAL_EXT_TEST_DECL virtual_ports& install(
    asio::execution_context& context, manual_clock& clock)
{
    return virtual_ports::install_on(context, clock.state_);
}

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
