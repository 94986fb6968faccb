// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Handlers that throw: their exception comes out of `run`, and nothing else comes of it. Compiled
// with optimization where that is g++: it sees that such a handler never returns, and g++ 12 has
// then been wrong about what had been moved before.

#include <boost_serial_ext/with_timeout.hpp>

#include "support/async_lifetime_checks.hpp"
#include "support/async_operations.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;

namespace {

/// Memory that was given back, which nobody may write to.
struct graves
{
    using block = std::vector<unsigned char>;
    static constexpr unsigned char soil = 0xDB;

    bool are_undisturbed() const
    {
        return std::all_of(dead.begin(), dead.end(),
            [](block const& b)
            { return std::all_of(b.begin(), b.end(), [](unsigned char c) { return c == soil; }); });
    }

    std::vector<std::unique_ptr<block>> living;
    std::vector<block> dead;
};

/// Buries memory instead of giving it back.
template<class T = void>
struct burying_allocator
{
    using value_type = T;

    explicit burying_allocator(graves& g) noexcept : all(&g) {}
    template<class U>
    burying_allocator(burying_allocator<U> const& other) noexcept : all(other.all)
    {
    }

    T* allocate(std::size_t n)
    {
        // The memory of a vector is aligned for everything.
        all->living.push_back(std::make_unique<graves::block>(n * sizeof(T)));
        return static_cast<T*>(static_cast<void*>(all->living.back()->data()));
    }
    void deallocate(T* p, std::size_t) noexcept
    {
        auto const i = std::find_if(all->living.begin(), all->living.end(),
            [p](auto const& b) { return static_cast<void*>(b->data()) == p; });
        std::fill((*i)->begin(), (*i)->end(), graves::soil);
        all->dead.push_back(std::move(**i));
        all->living.erase(i);
    }

    template<class U>
    friend bool operator==(burying_allocator const& a, burying_allocator<U> const& b) noexcept
    {
        return a.all == b.all;
    }
    template<class U>
    friend bool operator!=(burying_allocator const& a, burying_allocator<U> const& b) noexcept
    {
        return !(a == b);
    }

    graves* all;
};

void check(graves const& all)
{
    BOOST_TEST(all.are_undisturbed());
    BOOST_TEST(all.living.empty());
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_throwing_handlers)

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_handler_that_always_throws_is_destroyed_once, operation, all_operations)
{
    graves all;
    check_handler_that_throws<operation>([&](auto handler)
        { return asio::bind_allocator(burying_allocator<>(all), std::move(handler)); });
    check(all);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(so_is_one_within_a_limit, operation, all_operations)
{
    graves all;
    check_handler_that_throws<operation>(
        [&](auto handler)
        {
            return with_timeout(std::chrono::hours(1),
                asio::bind_allocator(burying_allocator<>(all), std::move(handler)));
        });
    BOOST_TEST(!all.dead.empty());
    check(all);
}

BOOST_AUTO_TEST_SUITE_END()
