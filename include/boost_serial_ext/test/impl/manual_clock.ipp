// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_MANUAL_CLOCK_IPP
#define BOOST_SERIAL_EXT_TEST_IMPL_MANUAL_CLOCK_IPP

#include <boost_serial_ext/test/impl/clock_state.hpp>
#include <boost_serial_ext/test/manual_clock.hpp>

#include <chrono>
#include <cstdint>
#include <memory>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

BOOST_SERIAL_EXT_TEST_DECL manual_clock::manual_clock() : state_(std::make_shared<clock_state>()) {}

BOOST_SERIAL_EXT_TEST_DECL manual_clock::~manual_clock() = default;

BOOST_SERIAL_EXT_TEST_DECL std::chrono::nanoseconds manual_clock::now() const noexcept
{
    return state_->now();
}

BOOST_SERIAL_EXT_TEST_DECL void manual_clock::advance(std::chrono::nanoseconds duration)
{
    state_->advance(duration, true);
}

BOOST_SERIAL_EXT_TEST_DECL void manual_clock::settle()
{
    state_->settle();
}

BOOST_SERIAL_EXT_TEST_DECL bool manual_clock::step(std::chrono::nanoseconds end)
{
    return state_->step(end);
}

BOOST_SERIAL_EXT_TEST_DECL std::uint64_t manual_clock::events()
{
    return state_->events();
}

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
