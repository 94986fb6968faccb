// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_ENDPOINT_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_ENDPOINT_HPP

#include <boost_serial_ext/with_timeout.hpp>

#include "storm/chance.hpp"
#include "storm/ledger.hpp"
#include "storm/storm.hpp"
#include "storm/wandering_stream.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext_test::storm {

/// What is to be started.
struct plan
{
    work kind;
    char const* name;
    std::size_t size = 0;
    bool of_asio = false; ///< See `operation`.
    bool alone = false; ///< Without a slot or a limit of its own: `cancel()` ends it all the same.
    bool named = false; ///< See `operation`.
};

/** One end of the cable: a port, and the operations in progress on it.

    All that happens to it happens on its executor, one thing at a time.
*/
class endpoint
{
public:
    endpoint(storm& s, asio::io_context& context, char const* side, int number)
        : run(s)
        , name(side)
        , out(s.lanes[static_cast<std::size_t>(number)])
        , in(s.lanes[static_cast<std::size_t>(1 - number)])
        , line(s.lines[static_cast<std::size_t>(number)])
    {
        if (s.kind.threads)
        {
            auto const strand = asio::make_strand(context);
            executor = strand;
            here_ = [strand] { return strand.running_in_this_thread(); };
        }
        else
        {
            executor = context.get_executor();
            here_ = [ex = context.get_executor()] { return ex.running_in_this_thread(); };
        }
        stream.emplace(context, executor);
    }

    /** Starts an operation, in one of the ways in which it can be cancelled.

        `start(stream, token)` is called now, `done(ec, results...)` when it has completed.
    */
    template<class Start, class Done>
    void launch(chance& luck, plan const& what, Start const& start, Done done);

    /// Ends an operation in progress by its slot.
    void emit(chance& luck, operation& op)
    {
        asio::cancellation_type const types[] = {asio::cancellation_type::terminal,
            asio::cancellation_type::partial, asio::cancellation_type::total};
        op.asked |= by_slot;
        op.signal.emit(types[luck.below(3)]);
    }

    /// Ends all operations in progress, of a closed port those that open it.
    void cancel()
    {
        ask(by_cancel);
        error_code ec;
        stream->visit([&](auto& s) { s.cancel(ec); });
        if (ec && is_open())
            fail("cancel() said \"" + ec.message() + '"');
    }

    /// Remembers what happens to every operation in progress.
    void ask(asked_for how)
    {
        for (operation* op : in_progress)
            op->asked |= how;
    }

    bool is_open()
    {
        return stream->visit([](auto& s) { return s.is_open(); });
    }

    /// Whether it is open for the actors: not before the handler of `async_open` has been called.
    bool is_in_use() { return is_open() && !busy(work::open); }

    /// Calls a function now, or when the port is in use again.
    template<class Function>
    void when_in_use(Function function)
    {
        if (is_in_use())
            function();
        else
            waiting_.push_back(std::move(function));
    }

    /// The port, which was closed, is in use again.
    void opened_again()
    {
        ask_of_the_closed_port();
        closing = false;
        ++openings;
        auto const waiting = std::move(waiting_);
        waiting_.clear();
        for (auto const& function : waiting)
            function();
    }

    /// Whether an operation of that name is in progress.
    bool busy(std::string_view what) const
    {
        return std::any_of(in_progress.begin(), in_progress.end(),
            [&](operation const* op) { return op->name == what; });
    }

    /// Whether something of that kind is in progress.
    bool busy(work kind) const
    {
        return std::any_of(in_progress.begin(), in_progress.end(),
            [&](operation const* op) { return op->kind == kind; });
    }

    [[noreturn]] void fail(std::string const& what) const
    {
        run.log.fail(std::string(name) + ": " + what);
    }

    /// Of a transfer that reported what cannot be.
    [[noreturn]] void fail(
        char const* what, std::size_t n, std::size_t size, error_code const& ec) const
    {
        fail(std::string(what) + " reported " + std::to_string(n) + " bytes of "
            + std::to_string(size) + " and \"" + ec.message() + '"');
    }

    storm& run;
    char const* const name;
    lane& out;
    lane& in;
    device& line;
    asio::any_io_executor executor;
    std::optional<wandering_stream> stream;
    std::vector<operation*> in_progress;
    unsigned openings = 1;
    bool closing = false; ///< From the beginning of a close until it has failed, or an open not.

private:
    template<class Done>
    friend class completion;

    // `async_close` does not say when it gets to the close: what ends then was meant by it.
    void ask_of_the_closed_port()
    {
        for (operation* op : in_progress)
            if (op->kind != work::close && op->kind != work::open)
                op->asked |= by_close;
    }

    // Every handler comes by here.
    void completed(operation& op, error_code const& ec)
    {
        if (op.initiating)
            fail(std::string(op.name) + " completed within its initiating function");
        if (!here_())
            fail(std::string(op.name) + " completed elsewhere than on the stream's executor");
        if (closing && !is_open())
            ask_of_the_closed_port();
        run.log.end(op, ec);
        in_progress.erase(std::find(in_progress.begin(), in_progress.end(), &op));
    }

    std::function<bool()> here_;
    std::vector<std::function<void()>> waiting_; // for the port to be in use
};

/// The handler of every operation: without an executor of its own, so that the stream's is used.
template<class Done>
class completion
{
public:
    using cancellation_slot_type = asio::cancellation_slot;

    completion(endpoint& at, std::shared_ptr<operation> op, Done done)
        : at_(&at), op_(std::move(op)), done_(std::move(done))
    {
    }

    cancellation_slot_type get_cancellation_slot() const noexcept
    {
        return op_->slotted ? op_->signal.slot() : cancellation_slot_type();
    }

    template<class... Results>
    void operator()(error_code ec, Results... results)
    {
        at_->completed(*op_, ec);
        done_(ec, std::move(results)...);
    }

private:
    endpoint* at_;
    std::shared_ptr<operation> op_;
    Done done_;
};

template<class Start, class Done>
void endpoint::launch(chance& luck, plan const& what, Start const& start, Done done)
{
    auto const op = std::make_shared<operation>(run.log, what.kind, what.name, name, what.size);
    op->of_asio = what.of_asio;
    op->named = what.named || what.kind >= work::control;
    op->slotted = !what.alone && !luck.one_in(4);
    if (!what.alone && luck.one_in(3))
    { // none at all is for what is quick on any machine
        int const longest[] = {0, 200, 200, 3000, 3000};
        op->limit = luck.up_to(std::chrono::microseconds(longest[luck.below(5)]));
    }
    run.log.begin(*op);
    in_progress.push_back(op.get());
    op->initiating = true;
    completion<Done> handler(*this, op, std::move(done));
    stream->visit(
        [&](auto& s)
        {
            if (op->limit)
                start(s, serial::with_timeout(*op->limit, std::move(handler)));
            else
                start(s, std::move(handler));
        });
    op->initiating = false;
    if (op->slotted && luck.one_in(16)) // before anything can have happened
        emit(luck, *op);
    else if (!what.alone && luck.one_in(64)) // as early, for what is quick on any machine
        cancel();
}

} // namespace boost_serial_ext_test::storm

#endif
