// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_LEDGER_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_LEDGER_HPP

#include <boost_serial_ext/error.hpp>

#include <boost/asio/cancellation_signal.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace boost_serial_ext_test::storm {

namespace asio = boost::asio;
namespace serial = boost_serial_ext;
using serial::error_code;

/// What an operation does, as far as it matters to its outcome.
enum class work
{
    read,
    write,
    wait,
    control, ///< Drain, BREAK, configuration, line events: may be refused.
    close,
    open
};

/// What has been done to an operation in progress, as bits.
enum asked_for : unsigned
{
    by_slot = 1,
    by_cancel = 2,
    by_conversion = 4, ///< The stream went to another executor type.
    by_release = 8,    ///< The handle went to another stream.
    by_move = 16,      ///< Ends only what refers to the stream by address: Asio's free functions.
    by_close = 32
};

class ledger;

/// One asynchronous operation, from before its start until after its handler.
struct operation
{
    operation(ledger& b, work k, char const* n, char const* s, std::size_t z) noexcept
        : book(b), kind(k), name(n), side(s), size(z)
    {
    }
    operation(operation const&) = delete;
    operation& operator=(operation const&) = delete;
    ~operation(); // fails if the handler was destroyed without having been called

    ledger& book;
    work const kind;
    char const* const name;
    char const* const side;
    std::size_t const size;
    bool of_asio = false; ///< A free function of Asio's, which calls the stream several times.
    bool named = false;   ///< Its endings are counted under its own name too.
    bool slotted = false;
    std::optional<std::chrono::microseconds> limit; ///< Of `with_timeout`.
    std::chrono::steady_clock::time_point started;
    asio::cancellation_signal signal;
    std::atomic<unsigned> asked{0};
    bool initiating = false;
    bool begun = false;
};

/** Knows every operation in progress, judges each outcome and counts them.

    Any thread. What must not happen ends the program, with all that is needed to repeat it.
*/
class ledger
{
public:
    ledger(char const* mode, std::uint64_t seed) noexcept : mode_(mode), seed_(seed) {}

    void begin(operation& op);

    /// The handler has been called.
    void end(operation& op, error_code const& ec);

    void count(std::string const& what, std::uint64_t n = 1);
    std::uint64_t counted(std::string const& what) const;

    std::size_t in_progress() const;

    /// Ends the program.
    [[noreturn]] void fail(std::string const& what) const;

    /// The counters, a line each.
    void print() const;

private:
    std::string outcome(operation const& op, error_code const& ec) const;
    std::string cancelled(operation const& op) const;

    mutable std::recursive_mutex mutex_; // recursive: a failure may be found under it
    char const* mode_;
    std::uint64_t seed_;
    std::set<operation*> open_;
    std::map<std::string, std::uint64_t> counters_;
};

/// "read", "write" ...
char const* name_of(work kind) noexcept;

} // namespace boost_serial_ext_test::storm

#endif
