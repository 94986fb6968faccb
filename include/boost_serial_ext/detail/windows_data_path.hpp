// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_WINDOWS_DATA_PATH_HPP
#define BOOST_SERIAL_EXT_DETAIL_WINDOWS_DATA_PATH_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/io_slices.hpp>
#include <boost_serial_ext/detail/windows_listener.hpp>
#include <boost_serial_ext/detail/windows_path_service.hpp>
#include <boost_serial_ext/detail/windows_transfer.hpp>
#include <boost_serial_ext/detail/windows_watch.hpp>
#include <boost_serial_ext/native/sys_io.hpp>
#include <boost_serial_ext/native/sys_windows_wait.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/windows/basic_stream_handle.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Where `wait_read`, `wait_write` and `wait_error` come from.
struct wait_base
{
    enum wait_type
    {
        wait_read,
        wait_write,
        wait_error
    };
};

/// Whether readiness comes from what moves the bytes; else it is an event among others.
inline constexpr bool waits_by_data_path = false;

/** Moves the bytes: as Asio's stream descriptor does on other systems, but for waits.

    Asio has a handle of its own of the device, which is bound to the completion port and given up by
    closing it. So the one that was given here can be used until whoever gave it closes it.
*/
template<class Executor>
class windows_data_path final : private windows_path_service::member
{
public:
    explicit windows_data_path(Executor const& ex)
        : bound_(ex)
        , watch_(std::make_shared<windows_watch<Executor>>(ex))
        , service_(asio::use_service<windows_path_service>(
              static_cast<asio::execution_context&>(asio::query(ex, asio::execution::context))))
    {
    }
    template<class OtherExecutor>
    windows_data_path& operator=(windows_data_path<OtherExecutor>&& other)
    {
        service_.add(*this); // first: it may throw
        other.watch_->close();
        other.service_.remove(other);
        bound_ = std::move(other.bound_);
        handle_ = other.handle_;
        error_code none; // then those who wait look again and again
        watch_->open(handle_, none);
        return *this;
    }
    ~windows_data_path() { service_.remove(*this); }

    auto get_executor() noexcept { return bound_.get_executor(); }
    bool is_open() const noexcept { return bound_.is_open(); }
    detail::native_handle native_handle()
    {
        return bound_.is_open() ? handle_ : bound_.native_handle();
    }

    /// On success the handle is used here, until `take_back`.
    void assign(detail::native_handle handle, error_code& ec)
    {
        service_.add(*this); // first: it may throw
        handle_ = handle;
        use(handle, ec);
        if (!ec)
            return;
        service_.remove(*this);
        handle_ = {};
    }

    void cancel(error_code& ec)
    {
        bound_.cancel(ec);
        watch_->wake();
    }

    // No transfer can be told not to wait.
    bool native_non_blocking() const noexcept { return false; }
    void native_non_blocking(bool, error_code& ec) const noexcept { ec.clear(); }

    template<class Buffers, class Handler>
    void async_read_some(Buffers const& buffers, Handler&& handler)
    {
        bound_.async_read_some(buffers, wrap<true>(buffers, std::move(handler)));
    }

    template<class Buffers, class Handler>
    void async_write_some(Buffers const& buffers, Handler&& handler)
    {
        bound_.async_write_some(buffers, wrap<false>(buffers, std::move(handler)));
    }

    template<class Buffers>
    std::size_t read_some(Buffers const& buffers, error_code& ec)
    {
        return here(&sys_io::read_within, buffers, asio::error::eof, ec);
    }

    template<class Buffers>
    std::size_t write_some(Buffers const& buffers, error_code& ec)
    {
        return here(&sys_io::write_within, buffers, asio::error::interrupted, ec);
    }

    using waiter = typename windows_watch<Executor>::waiter;

    /// What tells of the device's events.
    std::shared_ptr<windows_watch<Executor>> const& watch() const noexcept { return watch_; }

    /// See `take_back`.
    detail::native_handle take_back() noexcept
    {
        service_.remove(*this);
        end();
        error_code ignored; // there may be nothing to close
        bound_.close(ignored);
        return handle_;
    }

    /// See `hand_over`.
    detail::native_handle hand_over(error_code& ec)
    {
        end();
        // Unbound from the completion port it can be another stream's. Windows 8.1 and newer do that.
        auto const unbound = bound_.release(ec);
        if (!ec)
            sys_windows_wait::close(unbound);
        ec.clear();
        return take_back();
    }

private:
    template<class>
    friend class windows_data_path;

    template<bool Reads, class Buffers, class Handler>
    auto wrap(Buffers const& buffers, Handler&& handler)
    {
        return windows_transfer<std::decay_t<Handler>, Reads>(
            std::move(handler), asio::buffer_size(buffers) != 0, watch_->transfers);
    }

    template<class Transfer, class Buffers, class Nothing>
    std::size_t here(Transfer within, Buffers const& buffers, Nothing nothing, error_code& ec)
    {
        io_slices const slices(buffers);
        std::size_t n = 0;
        ec.clear();
        if (slices.size() == 0)
            return 0;
        if (!is_open())
            return ec = asio::error::bad_descriptor, 0;
        bool ended = false, woken = false;
        int const number = within(native_handle(), *slices.data(), nullptr,
            std::chrono::nanoseconds(-1), n, ended, woken);
        if (n == 0)
            ec = number != 0 ? make_system_error(error_context::transfer, number)
                             : asio::error::make_error_code(nothing);
        return n;
    }

    void use(detail::native_handle handle, error_code& ec)
    {
        detail::native_handle copy{};
        int const number = sys_windows_wait::duplicate(handle, copy);
        ec = error_code(number, boost::system::system_category());
        if (ec)
            return;
        bound_.assign(copy, ec);
        if (ec)
            return sys_windows_wait::close(copy);
        watch_->open(handle, ec);
        if (!ec)
            return;
        error_code ignored; // the first one is told
        bound_.close(ignored);
    }

    void end() noexcept override
    {
        watch_->close();
        if (watch_->transfers != 0) // on the original: Asio may have closed its own already
            sys_windows_wait::cancel_and_wait(handle_);
        else
            sys_windows_wait::cancel(handle_);
    }

    asio::windows::basic_stream_handle<Executor> bound_;
    detail::native_handle handle_{}; ///< While it is open.
    std::shared_ptr<windows_watch<Executor>> watch_;
    // After those, whose services wait for what is in progress when the context is destroyed: the
    // service that comes last is shut down first, and this one ends it.
    windows_path_service& service_;
};

/// Moves the bytes.
template<class Executor>
using data_path = windows_data_path<Executor>;

/// Takes the handle away, to be closed. The operations in progress end.
template<class Executor>
native_handle take_back(windows_data_path<Executor>& path) noexcept
{
    return path.take_back();
}

/// Takes the handle away, to be used by somebody else.
template<class Executor>
native_handle hand_over(windows_data_path<Executor>& path, error_code& ec)
{
    return path.hand_over(ec);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
