// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TIMEOUT_HANDLER_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TIMEOUT_HANDLER_HPP

#include <boost_serial_ext/error.hpp>

#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A handler that tells a state of the end of its limit: that it is over, or, from a timer of its
/// own, that it no longer counts.
template<class State>
class timeout_handler
{
public:
    using executor_type = typename State::executor_type;
    using allocator_type = typename State::allocator_type;

    explicit timeout_handler(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}
    timeout_handler(timeout_handler&&) = default;
    timeout_handler& operator=(timeout_handler&&) = delete;
    ~timeout_handler()
    {
        if (auto const state = std::move(state_)) // it is lost: without memory, or with its context
            state->forget_limit(state);
    }

    executor_type get_executor() const noexcept { return state_->executor; }
    allocator_type get_allocator() const noexcept { return state_->allocator; }

    void operator()() { told(true); }
    void operator()(error_code const& ec)
    {
        bool const over = state_->expired(ec);
        told(over);
    }

private:
    void told(bool over)
    {
        auto state = std::move(state_);
        auto& s = *state;
        s.told(std::move(state), over);
    }

    std::shared_ptr<State> state_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
