// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_MANUAL_CLOCK_HPP
#define BOOST_SERIAL_EXT_TEST_MANUAL_CLOCK_HPP

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

class clock_state;
class virtual_ports;

/** The time of virtual ports, moved by the test alone.

    Given to `install(context, clock)`, it drives everything of this library on that context that
    waits for a time: drains, BREAKs, closes with a deadline, silence between frames, waits for line
    events, `with_timeout` around any operation, blocking functions; and the virtual ports
    themselves: each character takes its time on the wire, at the baud rate the port was configured
    with, and scripted answers come when they are due. A dialogue of ten seconds takes microseconds
    and is the same every time.

    @code
    asio::io_context context;
    test::manual_clock clock;
    auto& port = test::install(context, clock).add("ttyV0");
    port.when("*IDN?\n").reply("ACME,1\n").after(250ms);
    meter m(context, "ttyV0");         // application code
    m.async_identify(on_identified);
    BOOST_TEST(clock.run(context));    // returns when there is no work left
    BOOST_TEST((clock.now() > 250ms));
    @endcode

    It drives no `asio::steady_timer` of the application's own: use `with_timeout`, or a timer on a
    clock of yours.

    A blocking read or write moves the clock itself for as long as something is due to happen; then
    it waits as usual, for another thread.

    @par Thread Safety
    Distinct objects and shared objects: safe. A clock may serve several contexts, and must outlive
    the calls that use it; contexts may outlive it.
*/
class manual_clock
{
public:
    /// It shows 0. @throws std::bad_alloc
    BOOST_SERIAL_EXT_TEST_DECL manual_clock();
    /// Contexts may outlive it.
    BOOST_SERIAL_EXT_TEST_DECL ~manual_clock();
    manual_clock(manual_clock const&) = delete;
    manual_clock& operator=(manual_clock const&) = delete;

    /// The time since the clock was made.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL std::chrono::nanoseconds now() const noexcept;

    /** Moves the time on.

        Everything that is due until then happens in its order: bytes arrive, timers expire. Their
        handlers run when the context runs, so after all of that: a program that has to react in
        between needs `run`.
        @param duration Negative is 0.
    */
    BOOST_SERIAL_EXT_TEST_DECL void advance(std::chrono::nanoseconds duration);

    /** Runs a context's handlers, and whenever there is none to run moves the time to the next
        moment at which something happens.

        @param context An `asio::io_context`, which is restarted if need be. Its handlers run here.
        @param limit How far the time may be moved, at most; it stays where something happened last.
        What looks again and again is run for each look: an hour of waiting for a line event are
        360'000 of them, seconds of real time.
        @return True if the context has no work left, or was stopped; false if it waits for something
        that nothing is going to bring, or that comes after `limit`.
        @throws Whatever a handler throws.
    */
    template<class Context>
    bool run(Context& context, std::chrono::nanoseconds limit = default_limit)
    {
        return run_until(
            context, [&context] { return context.stopped(); }, limit);
    }

    /** As `run`, but the time always ends where it was told to.

        @param context As there.
        @param duration How far the time is moved, whether anything happens or not.
        @return True if the context has no work left, or was stopped.
    */
    template<class Context>
    bool run_for(Context& context, std::chrono::nanoseconds duration)
    {
        auto const begun = now();
        bool const done = run(context, duration);
        advance(duration - (now() - begun));
        return done;
    }

    /** As `run`, but only until a condition holds.

        @param context As there.
        @param done Called without arguments after each handler that has run, and whenever the time
        has moved; returns a bool. What it does itself, as `hang_up`, is noticed before the time
        moves on.
        @param limit As there.
        @return Whether it held in the end.
    */
    template<class Context, class Condition>
    bool run_until(Context& context, Condition done, std::chrono::nanoseconds limit = default_limit)
    {
        auto constexpr last = (std::chrono::nanoseconds::max)();
        auto const end = limit < last - now() ? now() + limit : last;
        bool holds = false;
        auto const poll = [&]
        {
            context.restart();
            bool const ran = context.poll_one() != 0;
            holds = done();
            return ran;
        };
        for (;;)
        {
            settle();
            auto const before = events();
            bool const ran = poll() || (!holds && poll()); // again: the condition may have acted
            if (holds)
                return true;
            if (!ran && !step(end) && events() == before)
                return false;
        }
    }

    /// How far `run` moves the time at most, if nobody says otherwise: an hour, as there are
    /// operations that look again and again without end (line events, drains of held output).
    static constexpr std::chrono::hours default_limit{1};

private:
    friend BOOST_SERIAL_EXT_TEST_DECL virtual_ports& install(
        asio::execution_context& context, manual_clock& clock);

    /// Moves bytes that are due, and lets the library's threads finish what they are at.
    BOOST_SERIAL_EXT_TEST_DECL void settle();
    /// Moves the time to the next moment; false if there is none until `end`.
    BOOST_SERIAL_EXT_TEST_DECL bool step(std::chrono::nanoseconds end);
    /// How often anything has come due, on whatever thread the time was moved.
    BOOST_SERIAL_EXT_TEST_DECL std::uint64_t events();

    std::shared_ptr<clock_state> state_;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/test/impl/manual_clock.ipp>
#endif

#endif
