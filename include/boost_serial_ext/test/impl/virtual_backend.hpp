// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_BACKEND_HPP
#define BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_BACKEND_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/test/impl/system_numbers.hpp>
#include <boost_serial_ext/test/impl/virtual_control.hpp>
#include <boost_serial_ext/test/impl/virtual_world.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/native/sys_wire.hpp>

#include <boost/asio/error.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// What a port's faults do to reads and writes.
class virtual_transfers final : public detail::transfer_hook
{
public:
    virtual_transfers(std::shared_ptr<virtual_world> world, port_engine& port)
        : world_(std::move(world)), port_(port)
    {
    }

    error_code before_read(detail::caller who) noexcept override
    {
        std::size_t opening = 0;
        error_code const ec = world_->with(port_,
            [&](port_engine& p)
            {
                error_code const planned = met(p, port_call::read);
                opening = p.opens;
                return p.gone() && !p.readable() ? lost_device() : planned;
            });
        if (!ec && who == detail::caller::blocking_function)
            world_->step_until(
                [&] {
                    return asked(
                        [&](port_engine& p) { return !is_this(p, opening) || p.readable(); });
                });
        return ec;
    }

    error_code before_write(detail::caller who, void const* data, std::size_t size,
        std::size_t& written) noexcept override
    {
        if (size == 0)
            return {};
        std::size_t opening = 0;
        error_code const ec = world_->with(port_,
            [&](port_engine& p)
            {
                error_code const planned = met(p, port_call::write);
                opening = p.opens;
                if (!p.gone() && !planned)
                    written = write_some(p, data, size);
                return p.gone() ? lost_device() : planned;
            });
        if (ec || written != 0 || who != detail::caller::blocking_function)
            return ec;
        // The stream may be closed meanwhile, and the port opened again: then it is not for this.
        world_->step_until(
            [&]
            {
                return asked([&](port_engine& p)
                    { return !is_this(p, opening) || detail::sys_wire::output_room(p.ends) != 0; });
            });
        written = world_->with(port_,
            [&](port_engine& p)
            { return is_this(p, opening) ? write_some(p, data, size) : std::size_t{0}; });
        return ec;
    }

    bool readable() noexcept override
    {
        return asked([](port_engine& p) { return p.readable(); });
    }

    void set_waker(std::shared_ptr<std::function<void()>> waker) noexcept override
    {
        asked(
            [&](port_engine& p)
            {
                p.waker.swap(waker);
                return true;
            });
    }

    error_code outcome(error_code const& ec) noexcept override
    {
        bool const is_number = ec.category() == boost::system::system_category();
        return is_number && detail::sys_wire::is_hang_up(ec.value()) ? lost_device() : ec;
    }

private:
    static bool is_this(port_engine& p, std::size_t opening) noexcept
    {
        return p.open && p.opens == opening && !p.gone();
    }

    template<class Question>
    bool asked(Question question)
    {
        return world_->with(port_, question);
    }

    // Writes what is less than the stream would write, or would write as a whole: 0 if that is left
    // to the stream, or there is no room.
    static std::size_t write_some(port_engine& p, void const* data, std::size_t size) noexcept
    {
        std::size_t const n = p.faults.shortens_writes() ? p.faults.length_of_write(size) : size;
        std::size_t put = 0;
        if (n == size && !p.faults.limits_writes() && !detail::sys_wire::takes_whole_writes)
            return 0;
        return detail::sys_wire::write_output(p.ends, data, n, put) == 0 ? put : 0;
    }

    // A burst of EAGAIN is seen by those alone who do not wait: nobody here.
    static error_code met(port_engine& p, port_call call) noexcept
    {
        error_code ec = p.faults.next(call);
        if (!ec)
            ec = p.faults.interruption(call);
        bool const again = ec == asio::error::would_block || ec == asio::error::try_again;
        return again ? error_code(asio::error::interrupted) : ec;
    }

    std::shared_ptr<virtual_world> world_;
    port_engine& port_;
};

/// Opens virtual ports.
class virtual_backend final : public detail::backend
{
public:
    explicit virtual_backend(std::shared_ptr<virtual_world> world) : world_(std::move(world)) {}

    std::string_view name() const noexcept override { return "test/virtual_ports"; }

    detail::opened_port open(
        std::string const& device, serial_config const& config, error_code& ec) override
    {
        detail::opened_port opened;
        port_engine* const port = engine(device);
        if (ec = validate(config); ec)
            return opened;
        if (port != nullptr)
        {
            world_->begin_call(*port, port_call::open);
            world_->sleep_in_open(
                world_->with(*port, [](port_engine& p) { return p.faults.open_takes(); }));
        }
        if (ec = port != nullptr ? connect(*port) : failure(the_drivers.not_found); ec)
            return opened;
        opened.handle = world_->with(*port, [](port_engine& p) { return p.ends.stream_end; });
        struct closer
        {
            virtual_backend* self;
            detail::native_handle handle;
            ~closer()
            {
                if (self != nullptr)
                    self->close(handle);
            }
        } unless_open{this, opened.handle};
        auto control = std::make_unique<virtual_control>(world_, *port, hook_of(*port));
        opened.report = control->start(config, ec);
        if (!ec)
        {
            opened.control = std::move(control);
            unless_open.self = nullptr;
        }
        else
            opened.undone = control->restored();
        return opened;
    }

    std::unique_ptr<detail::port_control> adopt(
        detail::native_handle handle, error_code& ec) override
    {
        port_engine* const port = owner_of(handle);
        ec = port != nullptr ? error_code() : failure(the_drivers.no_terminal);
        if (port == nullptr)
            return nullptr;
        return std::make_unique<virtual_control>(world_, *port, hook_of(*port));
    }

    std::string name_of(detail::native_handle handle) override
    {
        port_engine* const port = owner_of(handle);
        return port != nullptr ? port->name : std::string();
    }

    std::vector<port_info> list(error_code& ec) override
    {
        virtual_world::visit const guard(*world_);
        ec.clear();
        return world_->list();
    }

    void close(detail::native_handle handle) noexcept override
    {
        if (port_engine* const port = owner_of(handle))
            world_->with(*port,
                [&](port_engine& p)
                {
                    p.disconnect_stream(world_->now());
                    return 0;
                });
        detail::sys_wire::close(handle);
    }

    detail::time_source* time() noexcept override
    {
        return world_->is_manual() ? world_.get() : nullptr;
    }

private:
    static error_code failure(int number) noexcept
    {
        return detail::make_system_error(detail::error_context::open, number);
    }

    port_engine* engine(std::string const& device)
    {
        virtual_world::visit const guard(*world_);
        return world_->engine_named(device);
    }

    port_engine* owner_of(detail::native_handle handle) noexcept
    {
        virtual_world::visit const guard(*world_);
        return world_->owner_of(handle);
    }

    error_code connect(port_engine& port)
    {
        return world_->with(port,
            [&](port_engine& p)
            {
                error_code const planned = p.faults.next(port_call::open);
                if (!p.plugged)
                    return failure(the_drivers.not_found);
                if (p.open)
                    return failure(the_drivers.busy);
                if (planned)
                    return planned;
                if (error_code const e = world_->start())
                    return e;
                int const number = p.connect_stream(world_->now());
                return number == 0 ? error_code() : failure(number);
            });
    }

    // It outlives the port's streams, so that a read in progress may still ask it.
    detail::transfer_hook& hook_of(port_engine& port)
    {
        virtual_world::visit const guard(*world_);
        auto& hook = hooks_[&port];
        if (!hook)
            hook = std::make_unique<virtual_transfers>(world_, port);
        return *hook;
    }

    std::shared_ptr<virtual_world> world_;
    std::map<port_engine*, std::unique_ptr<virtual_transfers>> hooks_;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
