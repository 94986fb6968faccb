// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_ASIO_HPP
#define BOOST_SERIAL_EXT_DETAIL_ASIO_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <boost/asio/append.hpp>
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/recycling_allocator.hpp>
#include <boost/asio/version.hpp>
#include <boost/system/error_code.hpp>

// The one header that asks which version of Asio this is.
#if BOOST_ASIO_VERSION < 102600
#error "boost_serial_ext needs Boost 1.81 (Asio 1.26) or newer."
#endif

#if BOOST_ASIO_VERSION >= 102800 // Boost 1.82
#include <boost/asio/associated_immediate_executor.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/require.hpp>
#else
#include <boost/asio/post.hpp>
#endif

#include <memory>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

namespace asio = boost::asio;

namespace detail {

/// Whether Asio hands an attempt on that a signal interrupted, or that io_uring calls interrupted,
/// instead of making another.
#if defined(BOOST_ASIO_HAS_IO_URING_AS_DEFAULT)
inline constexpr bool interrupts_are_told = true;
#else
inline constexpr bool interrupts_are_told = this_os == os::windows;
#endif

/// Whether an attempt has come to nothing, and nobody may have meant it. On Windows whoever empties
/// a queue aborts the transfers that wait for it; and a close may overtake an attempt.
inline bool is_interruption(boost::system::error_code const& ec) noexcept
{
    int const invalid_handle = 6, handles_closed = 676; // winerror.h
    return ec == asio::error::interrupted
        || (this_os == os::windows
            && (ec == asio::error::operation_aborted
                || (ec.category() == boost::system::system_category()
                    && (ec.value() == invalid_handle || ec.value() == handles_closed))));
}

/** Complete an operation that has nothing to wait for, never inside its initiating function.

    From Asio 1.28 on the handler's associated immediate executor decides, as it does for Asio's own
    operations: by default that one posts.
*/
template<class IoExecutor, class Handler>
void complete_immediately(IoExecutor const& io_executor, Handler&& handler)
{
    static_assert(!std::is_lvalue_reference_v<Handler>, "it is moved from");
#if BOOST_ASIO_VERSION >= 102800
    auto const executor = asio::get_associated_immediate_executor(handler, io_executor);
    asio::dispatch(executor, std::move(handler));
#else
    asio::post(io_executor, std::move(handler));
#endif
}

/// Whether the handler says itself how an operation completes that has nothing to wait for.
#if BOOST_ASIO_VERSION >= 102800
template<class Handler, class IoExecutor>
inline constexpr bool has_immediate_executor
    = !std::is_same_v<typename asio::associated_immediate_executor<Handler, IoExecutor>::type,
        typename asio::associated_immediate_executor<char, IoExecutor>::type>;
#else
template<class Handler, class IoExecutor>
inline constexpr bool has_immediate_executor = false;
#endif

/** Complete an operation under async_compose.

    Its slot forgets the latest step first: that refers to a port which may be gone when somebody
    emits a signal that comes too late.
*/
template<class Self, class... Results>
void complete_composed(Self& self, Results&&... results)
{
    self.get_cancellation_state().slot().clear();
    self.complete(std::forward<Results>(results)...);
}

/// The handler's allocator. Asio's recycling one if it has none, or only std::allocator, as an
/// operation under async_compose has for a handler without one.
template<class Handler>
auto quick_allocator(Handler const& handler) noexcept
{
    using recycling = asio::recycling_allocator<void>;
    auto const own = asio::get_associated_allocator(handler, recycling());
    using own_type = std::decay_t<decltype(own)>;
    using value = typename std::allocator_traits<own_type>::value_type;
    if constexpr (std::is_same_v<own_type, std::allocator<value>>)
        return recycling();
    else
        return own;
}

/// As above, with the arguments that the handler shall get.
template<class IoExecutor, class Handler, class... Args>
void complete_immediately_with(IoExecutor const& io_executor, Handler&& handler, Args... args)
{
    static_assert(!std::is_lvalue_reference_v<Handler>, "it is moved from");
#if BOOST_ASIO_VERSION >= 102800
    // The wrapped handler would not tell its immediate executor.
    auto const executor = asio::get_associated_immediate_executor(handler, io_executor);
    asio::dispatch(executor, asio::append(std::move(handler), std::move(args)...));
#else
    asio::post(io_executor, asio::append(std::move(handler), std::move(args)...));
#endif
}

#if BOOST_ASIO_VERSION >= 102800

/// The handler of a step after the first: it never runs inside what starts the step, whatever the
/// immediate executor of the user's handler is. For the port's mutex is held there.
template<class Handler>
class later_handler
{
public:
    explicit later_handler(Handler&& handler) : handler_(std::move(handler)) {}

    template<class... Args>
    void operator()(Args&&... args)
    {
        std::move(handler_)(std::forward<Args>(args)...);
    }

    Handler const& handler() const noexcept { return handler_; }

private:
    Handler handler_;
};

template<class Handler>
later_handler<Handler> later(Handler&& handler)
{
    return later_handler<Handler>(std::move(handler));
}

#else

/// There are no immediate executors: nothing ever runs inside what starts it.
template<class Handler>
Handler&& later(Handler&& handler) noexcept
{
    return std::move(handler);
}

#endif

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if BOOST_ASIO_VERSION >= 102800

template<template<class, class> class Associator, class Handler, class Default>
struct boost::asio::associator<Associator, boost_serial_ext::detail::later_handler<Handler>,
    Default> : Associator<Handler, Default>
{
    using op = boost_serial_ext::detail::later_handler<Handler>;

    static decltype(auto) get(op const& o) noexcept
    {
        return Associator<Handler, Default>::get(o.handler());
    }

    static decltype(auto) get(op const& o, Default const& fallback) noexcept
    {
        return Associator<Handler, Default>::get(o.handler(), fallback);
    }
};

template<class Handler, class Executor>
struct boost::asio::associated_immediate_executor<boost_serial_ext::detail::later_handler<Handler>,
    Executor>
{
    using type = std::decay_t<decltype(boost::asio::require(
        std::declval<Executor const&>(), boost::asio::execution::blocking.never))>;

    static type get(
        boost_serial_ext::detail::later_handler<Handler> const&, Executor const& executor) noexcept
    {
        return boost::asio::require(executor, boost::asio::execution::blocking.never);
    }
};

#endif

#endif
