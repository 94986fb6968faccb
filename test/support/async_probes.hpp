// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_PROBES_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_PROBES_HPP

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace boost_serial_ext_test {

namespace asio = boost::asio;

/// An executor that counts what it executes, and knows whether it is executing right now.
class tracking_executor
{
public:
    // From a context, not from an executor: a constructor that takes any executor would, in C++20,
    // make the question whether this class is one depend on its own answer.
    explicit tracking_executor(asio::io_context& context) : inner_(context.get_executor()) {}

    /// How many functions were given to this executor and its copies.
    int executed() const noexcept { return state_->executed; }

    /// Whether this thread is inside a function that this executor runs.
    bool running_in_this_thread() const noexcept { return current() == state_.get(); }

    /// Has a function called with true before each of those functions, and with false after it; for
    /// contexts that one thread runs.
    void observe(std::function<void(bool inside)> observer) const
    {
        state_->observer = std::move(observer);
    }

    template<class Function>
    void execute(Function&& f) const
    {
        ++state_->executed;
        inner_.execute(
            [s = state_, g = std::decay_t<Function>(std::forward<Function>(f))]() mutable
            {
                inside const here(*s);
                std::move(g)();
            });
    }

    asio::execution_context& query(asio::execution::context_t property) const noexcept
    {
        return asio::query(inner_, property);
    }
    asio::execution::blocking_t query(asio::execution::blocking_t property) const noexcept
    {
        return asio::query(inner_, property);
    }
    tracking_executor require(asio::execution::blocking_t::never_t property) const
    {
        return with(asio::require(inner_, property));
    }
    friend bool operator==(tracking_executor const& a, tracking_executor const& b) noexcept
    {
        return a.state_ == b.state_ && a.inner_ == b.inner_;
    }
    friend bool operator!=(tracking_executor const& a, tracking_executor const& b) noexcept
    {
        return !(a == b);
    }

private:
    struct state
    {
        std::atomic<int> executed{0};
        std::function<void(bool)> observer;
    };

    static state const*& current() noexcept
    {
        thread_local state const* which = nullptr;
        return which;
    }

    class inside
    {
    public:
        explicit inside(state const& which) : before_(std::exchange(current(), &which))
        {
            tell(true);
        }
        inside(inside const&) = delete;
        inside& operator=(inside const&) = delete;
        ~inside()
        {
            tell(false);
            current() = before_;
        }

    private:
        void tell(bool entered) const
        {
            if (before_ != current() && current()->observer)
                current()->observer(entered);
        }

        state const* before_;
    };

    tracking_executor with(asio::any_io_executor inner) const
    {
        tracking_executor result(*this);
        result.inner_ = std::move(inner);
        return result;
    }

    asio::any_io_executor inner_;
    std::shared_ptr<state> state_ = std::make_shared<state>();
};

/// What went through a counting_allocator and its copies.
struct allocation_counts
{
    std::atomic<std::size_t> allocations{0};
    std::atomic<std::size_t> live_bytes{0};
};

/// An allocator that counts; its memory does not come from `operator new`.
template<class T = void>
class counting_allocator
{
public:
    using value_type = T;

    explicit counting_allocator(allocation_counts& counts) noexcept : counts_(&counts) {}
    template<class U>
    counting_allocator(counting_allocator<U> const& other) noexcept : counts_(other.counts_)
    {
    }

    T* allocate(std::size_t n)
    {
        void* const p = std::malloc(n * sizeof(T));
        if (p == nullptr)
            throw std::bad_alloc();
        ++counts_->allocations;
        counts_->live_bytes += n * sizeof(T);
        return static_cast<T*>(p);
    }
    void deallocate(T* p, std::size_t n) noexcept
    {
        counts_->live_bytes -= n * sizeof(T);
        std::free(p);
    }

    template<class U>
    friend bool operator==(counting_allocator const& a, counting_allocator<U> const& b) noexcept
    {
        return a.counts() == b.counts();
    }
    template<class U>
    friend bool operator!=(counting_allocator const& a, counting_allocator<U> const& b) noexcept
    {
        return a.counts() != b.counts();
    }

    allocation_counts* counts() const noexcept { return counts_; }

private:
    template<class>
    friend class counting_allocator;

    allocation_counts* counts_;
};

} // namespace boost_serial_ext_test

#endif
