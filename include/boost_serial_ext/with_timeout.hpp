// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_WITH_TIMEOUT_HPP
#define BOOST_SERIAL_EXT_WITH_TIMEOUT_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/ops/timeout_op.hpp>

#include <boost/asio/async_result.hpp>

#include <chrono>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

namespace detail {

/// In nanoseconds; what does not fit becomes the longest or the shortest that does.
template<class Rep, class Period>
std::chrono::nanoseconds saturated(std::chrono::duration<Rep, Period> d) noexcept
{
    using std::chrono::nanoseconds;
    using seconds = std::chrono::duration<double>;
    if (seconds(d) >= seconds((nanoseconds::max)()))
        return (nanoseconds::max)();
    if (seconds(d) <= seconds((nanoseconds::min)()))
        return (nanoseconds::min)();
    return std::chrono::duration_cast<nanoseconds>(d);
}

} // namespace detail

/** A completion token that gives an operation a time limit; made by `with_timeout`.

    @tparam Token The token that decides how the result is delivered.
*/
template<class Token>
class with_timeout_t
{
public:
    /// Adapts a token. @param duration From the initiation on. @param token Copied or moved.
    template<class T>
    with_timeout_t(std::chrono::nanoseconds duration, T&& token)
        : duration_(duration), token_(std::forward<T>(token))
    {
    }

    /// The time limit.
    [[nodiscard]] std::chrono::nanoseconds duration() const noexcept { return duration_; }

    /// The adapted token.
    [[nodiscard]] Token const& token() const& noexcept { return token_; }
    /// The adapted token, to be moved from.
    [[nodiscard]] Token&& token() && noexcept { return std::move(token_); }

private:
    std::chrono::nanoseconds duration_;
    Token token_;
};

/** Give any cancellable asynchronous operation a time limit.

    @code
    auto n = co_await asio::async_read_until(port, buffer, "\r\n",
        with_timeout(500ms, asio::use_awaitable));
    @endcode

    When the time is over the operation is cancelled through its cancellation slot. If it then ends
    with `asio::error::operation_aborted`, the handler gets `asio::error::timed_out`, which equals
    `condition::timed_out`; if it succeeds at the last moment, the handler gets its result. The
    handler's own cancellation slot works meanwhile, and an operation that the user has cancelled by
    `terminal` ends as `aborted`, also if the time runs out before it has ended. (Another type may
    have been ignored: `asio::async_read` heeds `terminal` and `partial` alone.)

    The limit is one for the whole operation, so that `async_read_until_idle` may end in the middle
    of a frame: to wait for its beginning only, put it on `async_wait(wait_read)` before.

    Adaptors that bind something to a handler go inside, as in
    `with_timeout(1s, asio::bind_cancellation_slot(slot, handler))`, and so does `asio::as_tuple`.

    @par Executor
    The handler's associated executor, by default the operation's. It must not run handlers
    concurrently: one thread, or a strand; with `asio::use_future` on a context of several threads,
    `asio::bind_executor(strand, asio::use_future)`. The operation itself begins where it is
    initiated, as without a limit. An immediate executor of the handler's is not asked for: what
    fails at once completes by a post.
    @par Bounds
    Three blocks beside the operation's own, as long as it lasts, by the handler's allocator: by
    default Asio's recycling one, and then none comes from the heap in the steady state of a program
    whose handlers begin the next operation. All limits of an
    `asio::io_context` share one timer, also those of its strands and of `asio::any_io_executor`: an
    operation that ends in time leaves it as it is, and it is set again about as often as the
    shortest of the limits passes. So a limit takes no system call of its own, and holds up `run` no
    longer than its operation does. (Other contexts and executors, and builds of Asio without those
    of the Networking TS: a timer each.)

    @param duration From the initiation on; zero or less cancels at the next occasion.
    @param token Any completion token, with a signature that begins with an `error_code`.
*/
template<class Rep, class Period, class Token>
[[nodiscard]] with_timeout_t<std::decay_t<Token>> with_timeout(
    std::chrono::duration<Rep, Period> duration, Token&& token)
{
    return {detail::saturated(duration), std::forward<Token>(token)};
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

/// How the initiating functions of Asio take the token.
template<class Token, class R, class... Args>
struct boost::asio::async_result<boost_serial_ext::with_timeout_t<Token>,
    R(boost_serial_ext::error_code, Args...)>
{
    template<class Initiation>
    using limited
        = boost_serial_ext::detail::initiate_with_timeout<std::decay_t<Initiation>, Args...>;

    // The type is spelled out, so that asking whether the token fits instantiates nothing else.
    template<class Initiation, class RawToken, class... InitArgs>
    static auto initiate(Initiation&& initiation, RawToken&& token, InitArgs&&... args)
        -> decltype(boost::asio::async_initiate<Token, R(boost_serial_ext::error_code, Args...)>(
            std::declval<limited<Initiation>>(), std::declval<Token&>(),
            std::declval<InitArgs>()...))
    {
        auto const duration = token.duration();
        Token inner(std::forward<RawToken>(token).token());
        return boost::asio::async_initiate<Token, R(boost_serial_ext::error_code, Args...)>(
            limited<Initiation>(std::forward<Initiation>(initiation), duration), inner,
            std::forward<InitArgs>(args)...);
    }
};

#endif
