// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_TIME_SOURCE_HPP
#define BOOST_SERIAL_EXT_DETAIL_TIME_SOURCE_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Somebody who wants to be told of a moment.
class alarm
{
public:
    alarm() = default;
    alarm(alarm const&) = delete;
    alarm& operator=(alarm const&) = delete;
    virtual ~alarm() = default;

    /// The moment has come, or has passed meanwhile. On a thread that moves the time.
    virtual void ring() noexcept = 0;
};

/** The time, where it is not the system's: for test doubles.

    A backend may have one; then every timer of the library on that context goes by it, and every
    blocking function that waits for a time. Called from several threads at once.
*/
class time_source
{
public:
    time_source() = default;
    time_source(time_source const&) = delete;
    time_source& operator=(time_source const&) = delete;
    virtual ~time_source() = default;

    virtual std::chrono::nanoseconds now() noexcept = 0;

    /// Rings once, after `delay` from now; replaces what the alarm was set to. Never within the
    /// call.
    virtual void set(std::shared_ptr<alarm> const& who, std::chrono::nanoseconds delay) = 0;

    /// It shall not ring; it may be about to.
    virtual void drop(alarm const& who) noexcept = 0;

    /// Returns when so much time has passed.
    virtual void sleep(std::chrono::nanoseconds duration) = 0;

    /** The same, but returns as soon as a condition holds.

        @param duration Negative: until nothing is due any more.
        @param done Asked again and again.
        @return What it said last.
    */
    virtual bool wait(std::chrono::nanoseconds duration, std::function<bool()> const& done) = 0;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
