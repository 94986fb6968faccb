// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_COSTS_MEASURE_HPP
#define BOOST_SERIAL_EXT_TEST_COSTS_MEASURE_HPP

#include <memory>
#include <stdexcept>
#include <type_traits>
#include <vector>

// By these two names run.py has callgrind switch its counting on and off.
extern "C" void costs_inside(void (*f)(void*), void* argument);
extern "C" void costs_outside(void (*f)(void*), void* argument);

namespace costs {

/// An operation that the program can repeat, and count.
struct operation
{
    char const* name;
    void (*run)(long count);
};

std::vector<operation> transfer_operations();
std::vector<operation> coroutine_operations(); ///< None, where the compiler has no coroutines.
std::vector<operation> control_operations();
std::vector<operation> blocking_operations();

/// How often memory was asked for inside of the measure: by operator new, malloc, aligned_alloc …
/// Asio asks the latter.
long allocations() noexcept;

/// System calls made outside of the measure, between its beginning and its end.
extern long outside_calls;

namespace detail {
template<class F>
void call(void (*function)(void (*)(void*), void*), F& f)
{
    function([](void* p) { (*static_cast<F*>(p))(); },
        const_cast<void*>(static_cast<void const*>(std::addressof(f))));
}
} // namespace detail

/// What is measured.
template<class F>
void inside(F&& f)
{
    detail::call(&costs_inside, f);
}

/// What the program itself has to do between operations, as the device at the other end: not
/// counted. It may not nest.
template<class F>
void outside(F&& f)
{
    detail::call(&costs_outside, f);
}

/// A measure of what failed would be a lie.
inline void must(bool succeeded, char const* what)
{
    if (!succeeded)
        throw std::runtime_error(what);
}

template<class ErrorCode>
void must_succeed(ErrorCode const& ec, char const* what)
{
    if (ec.failed())
        throw std::runtime_error(what + (": " + ec.message()));
}

} // namespace costs

#endif
