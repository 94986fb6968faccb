// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "storm/ledger.hpp"

#include <boost/asio/error.hpp>

#include <cstdio>
#include <cstdlib>

namespace boost_serial_ext_test::storm {

using serial::condition;

operation::~operation()
{
    if (begun)
        book.fail(std::string(side) + ": the handler of " + name + " was never called");
}

char const* name_of(work kind) noexcept
{
    char const* const names[] = {"read", "write", "wait", "control", "close", "open"};
    return names[static_cast<int>(kind)];
}

void ledger::begin(operation& op)
{
    std::lock_guard<std::recursive_mutex> const guard(mutex_);
    op.begun = true;
    op.started = std::chrono::steady_clock::now();
    open_.insert(&op);
}

void ledger::end(operation& op, error_code const& ec)
{
    std::lock_guard<std::recursive_mutex> const guard(mutex_);
    if (open_.erase(&op) == 0)
        fail(std::string(op.side) + ": " + op.name + " completed twice");
    std::string const how = outcome(op, ec);
    if (how.empty())
        fail(std::string(op.side) + ": " + op.name + " ended with \"" + ec.message() + "\" ("
            + ec.to_string()
            + "), which nobody asked for; asked: " + std::to_string(op.asked.load())
            + (op.limit ? ", limit " + std::to_string(op.limit->count()) + " us" : ""));
    op.begun = false;
    bool const moved = !ec && (op.asked & by_move) != 0;
    for (char const* name : {name_of(op.kind), op.name})
    {
        if (name == op.name && !op.named)
            break;
        count(std::string(name) + ": " + how);
        if (moved)
            count(std::string(name) + ": moved under way, completed");
    }
}

// Empty for what must not happen.
std::string ledger::outcome(operation const& op, error_code const& ec) const
{
    auto const age = std::chrono::steady_clock::now() - op.started;
    if (!ec)
        return "completed";
    if (ec == condition::timed_out)
        return op.limit && age >= *op.limit ? "ended by a timeout" : "";
    if (ec == condition::aborted)
        return cancelled(op);
    // The rest of a composed operation finds that the stream has gone elsewhere, or is closed.
    if (ec == condition::closed && op.of_asio && (op.asked & by_close) != 0)
        return "ended by a close";
    if (ec == condition::closed && op.of_asio
        && (op.asked & (by_move | by_conversion | by_release)) != 0)
        return "ended by the stream's going elsewhere";
    if (op.kind == work::read
        && (ec == asio::error::not_found || ec == asio::error::no_buffer_space))
        return "completed, buffer full";
    if (op.kind == work::open && ec == condition::port_busy)
        return "refused as busy";
    if (op.kind == work::control
        && (ec == condition::unsupported_feature || ec == condition::unsupported_configuration))
        return "refused as unsupported";
    if (op.kind == work::control && ec == serial::error::operation_in_progress)
        return "refused beside another";
    return "";
}

// Whoever did it alone gets the credit; nobody does where two may have done it.
std::string ledger::cancelled(operation const& op) const
{
    switch (op.asked & (by_slot | by_cancel | by_conversion | by_release | by_close))
    {
    case 0: return "";
    case by_slot: return "ended by its slot";
    case by_cancel: return "ended by cancel()";
    case by_conversion: return "ended by a conversion";
    case by_release: return "ended by a release";
    case by_close: return "ended by a close";
    default: return "ended by more than one";
    }
}

void ledger::count(std::string const& what, std::uint64_t n)
{
    std::lock_guard<std::recursive_mutex> const guard(mutex_);
    counters_[what] += n;
}

std::uint64_t ledger::counted(std::string const& what) const
{
    std::lock_guard<std::recursive_mutex> const guard(mutex_);
    auto const found = counters_.find(what);
    return found == counters_.end() ? 0 : found->second;
}

std::size_t ledger::in_progress() const
{
    std::lock_guard<std::recursive_mutex> const guard(mutex_);
    return open_.size();
}

void ledger::fail(std::string const& what) const
{
    std::lock_guard<std::recursive_mutex> const guard(mutex_);
    std::fflush(stdout);
    std::fprintf(stderr, "storm: FAILED: %s\nrepeat: --mode %s --seed %llu\n", what.c_str(), mode_,
        static_cast<unsigned long long>(seed_));
    auto const now = std::chrono::steady_clock::now();
    for (operation const* op : open_)
        std::fprintf(stderr,
            "in progress: %s, %s, size %zu, for %lld us, limit %lld us, asked %u\n", op->side,
            op->name, op->size,
            static_cast<long long>(
                std::chrono::duration_cast<std::chrono::microseconds>(now - op->started).count()),
            op->limit ? static_cast<long long>(op->limit->count()) : -1LL, op->asked.load());
    std::fflush(stderr);
    std::_Exit(EXIT_FAILURE); // what is in progress refers to what returning would destroy
}

void ledger::print() const
{
    std::lock_guard<std::recursive_mutex> const guard(mutex_);
    for (auto const& [what, n] : counters_)
        std::printf("    %-50s %10llu\n", what.c_str(), static_cast<unsigned long long>(n));
}

} // namespace boost_serial_ext_test::storm
