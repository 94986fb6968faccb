// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_ACTOR_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_ACTOR_HPP

#include "storm/endpoint.hpp"
#include "storm/pace.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace boost_serial_ext_test::storm {

/// What a reader and a writer have in common: one thing after another, on the endpoint's executor.
class actor
{
public:
    actor(actor const&) = delete;
    actor& operator=(actor const&) = delete;

    /// On the endpoint's executor; goes on until there is nothing left to do.
    void start() { next(); }

protected:
    actor(endpoint& at, std::uint64_t seed) : at_(at), luck_(seed), pace_(at.executor) {}
    ~actor() = default;

    /// What comes after the end of everything that was begun.
    virtual void next() = 0;

    /// Calls a function with a size, now or after a pause, but not before the port is in use.
    template<class Function>
    void go_on(Function function)
    {
        pace_.then(luck_,
            [this, function]
            { at_.when_in_use([this, function] { function(pace_.size(luck_)); }); });
    }

    /// Starts one of the library's own transfers, which do something or fail, never both.
    template<class Start, class Done>
    void transfer(plan const& what, Start const& start, Done done)
    {
        at_.launch(luck_, what, start,
            [this, what, done](error_code ec, std::size_t n)
            {
                if (n > what.size || (n == 0) != ec.failed())
                    at_.fail(what.name, n, what.size, ec);
                done(n);
            });
    }

    /** Waits for readiness, then transfers on the spot.

        `transfer_now()` must not wait, and returns whether the port was ready indeed. Nobody else
        takes what there is, so it was, but in one case: the reactor has fetched an event, and
        before its turn comes a handler takes what the event was about, by a call on the spot, and
        begins a wait. The event, late, ends that. There is no other case, unless another thread can
        fetch an event in the middle of a handler, or all transfers that are done at once are calls
        on the spot: chained ones.
    */
    template<class Function>
    void when_ready(plan const& what, serial::serial_stream::wait_type type, Function transfer_now)
    {
        bool const right_after_another = transferred_;
        unsigned const opening = at_.openings;
        at_.launch(
            luck_, what,
            [type](auto& stream, auto&& token)
            { stream.async_wait(type, std::forward<decltype(token)>(token)); },
            [this, what, opening, right_after_another, transfer_now](error_code ec)
            {
                if (!ec && at_.is_in_use() && at_.openings == opening)
                {
                    transferred_ = transfer_now();
                    if (!transferred_)
                        was_not_ready(what, right_after_another);
                }
                next();
                transferred_ = false;
            });
    }

    endpoint& at_;
    chance luck_;
    pace pace_;

private:
    void was_not_ready(plan const& what, bool right_after_another)
    {
        if (!right_after_another && !at_.run.kind.threads && !at_.run.chained)
            at_.fail(std::string(what.name) + " completed, and the port was not ready");
        at_.run.log.count(std::string(what.name) + ": completed by a late event");
    }

    bool transferred_ = false; // on the spot, in the handler that is running
};

} // namespace boost_serial_ext_test::storm

#endif
