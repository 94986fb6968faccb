// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What becomes of an operation in progress, and of what is started beside it: every cell of the
// table in doc/modules/ROOT/pages/overlap.adoc, and that the table there is the one that is tested here.

#include <boost_serial_ext/serial_stream.hpp>

#include "support/async_compliance.hpp"
#include "support/async_operations.hpp"

#include <boost/asio.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <future>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(async_overlap)

namespace {

// --- the table --------------------------------------------------------------------------------

constexpr std::string_view columns
    = "read|write|RS-485 write|wait|drain|exact drain|BREAK|line event|configure|close|open|"
      "configure()|set_control_lines()|discard_output()|cancel()|close()|release()|move";

// The row's name, and a cell for each column.
constexpr std::array<std::string_view, 12> rows{
    "read|in order|both|both|both|both|both|both|both|both|closes|refused|"
    "both|both|both|ends|ends|ends|ends",
    "write|both|in order|-|both|both|both|both|both|both|closes|refused|"
    "both|both|both|ends|ends|ends|ends",
    "RS-485 write|both|refused|refused|both|both|both|both|both|refused|closes|refused|"
    "refused|refused|both|ends|ends|ends|ends",
    "wait|both|both|both|both|both|both|both|both|both|closes|refused|"
    "both|both|both|ends|ends|ends|ends",
    "drain|both|both|both|both|refused|refused|both|both|both|closes|refused|"
    "both|both|both|ends|ends|ends|ends",
    "exact drain|both|both|both|both|refused|refused|both|both|both|closes|refused|"
    "both|both|both|ends|ends|ends|ends",
    "BREAK|both|both|both|both|both|both|refused|both|both|closes|refused|"
    "both|both|both|ends|ends|ends|ends",
    "line event|both|both|both|both|both|both|both|refused|both|closes|refused|"
    "both|both|both|ends|ends|ends|ends",
    "configure, queued|both|both|fails|both|both|both|both|both|in order|closes|refused|"
    "first|both|both|ends|ends|ends|ends",
    "configure, begun|both|both|refused|both|waits|waits|waits|waits|in order|waits|refused|"
    "waits|waits|waits|goes on|ends|waits|waits",
    "close|closes|closes|closes|closes|closes|closes|closes|closes|closes|refused|refused|"
    "both|both|both|ends|ends|ends|ends",
    "open|closed|closed|closed|closed|closed|closed|closed|closed|closed|closed|refused|"
    "closed|closed|closed|ends|ends|closed|ends",
};

std::vector<std::string> split(std::string_view line)
{
    std::vector<std::string> words;
    for (;;)
    {
        auto const end = line.find('|');
        std::string_view word = line.substr(0, end);
        word.remove_prefix((std::min)(word.find_first_not_of(" `"), word.size()));
        word = word.substr(0, word.find_last_not_of(" `") + 1);
        words.emplace_back(word);
        if (end == line.npos)
            return words;
        line.remove_prefix(end + 1);
    }
}

/// What is in progress, what comes meanwhile, and what becomes of them.
struct cell
{
    std::string row;
    std::string column;
    std::string verdict;
    std::size_t reader = 0; ///< Which of the reads.

    friend std::ostream& operator<<(std::ostream& os, cell const& c)
    {
        constexpr std::array<char const*, 3> readers{"", " (available)", " (until idle)"};
        return os << c.row << " x " << c.column << ": " << c.verdict << readers.at(c.reader);
    }
};

std::vector<cell> cells()
{
    std::vector<cell> result;
    auto const names = split(columns);
    for (auto const& row : rows)
    {
        auto const words = split(row);
        for (std::size_t i = 0; i < names.size(); ++i)
        {
            bool const first_reads = words.at(0) == "read";
            bool const second_reads = names[i] == "read";
            result.push_back({words.at(0), names[i], words.at(i + 1)});
            for (std::size_t const reader :
                {1u, 2u}) // in any order: beside another read they share the bytes
                if (first_reads && second_reads)
                    result.push_back({"read", "read", "both", reader});
                else if (first_reads || second_reads)
                    result.push_back({words.at(0), names[i], words.at(i + 1), reader});
        }
    }
    return result;
}

// --- what the table is about ------------------------------------------------------------------

/// What was told to a handler, and the byte that its operation moves.
struct outcome
{
    int calls = 0;
    int turn = 0; ///< Which handler it was, in the order of the calls.
    error_code ec = asio::error::fault;
    char byte = 0;
    std::string text;
};

/// An open port with an operation in progress, and what comes meanwhile.
struct stage
{
    explicit stage(bool half_duplex)
    {
        // What fills the queues shall keep nobody else waiting.
        device.set_capability(feature::exact_drain, support::unsupported);
        if (half_duplex)
            half_duplex_write_operation::renew(port);
        opened_with = port.stream.config();
    }

    template<class Done>
    void run_until(Done done)
    {
        BOOST_TEST_REQUIRE(boost_serial_ext_test::run_until(context, std::move(done)));
    }
    void run_until_ended(outcome const& o)
    {
        run_until([&] { return o.calls != 0; });
        BOOST_TEST(o.calls == 1);
    }

    outcome first;
    outcome second;
    int turns = 0;
    asio::io_context context;
    async_fixture<basic_serial_stream<asio::io_context::executor_type>> port{
        context, context.get_executor()};
    test::virtual_port& device = port.device;
    serial_config opened_with;
    serial_stream elsewhere{context};
    std::size_t reader = 0;
    std::optional<native_handle> released; ///< The device that was given away.
    serial_stream::wait_type awaited = serial_stream::wait_read;
};

auto handler_of(stage& s, outcome& o)
{
    return [&s, &o](error_code ec, auto const&...)
    {
        ++o.calls;
        o.turn = ++s.turns;
        o.ec = ec;
    };
}

// What an operation in progress waits for. Two with nothing in common can end in any order.
enum need : unsigned
{
    input = 1,  ///< A byte.
    output = 2, ///< Room for a byte.
    depth = 4,  ///< An empty queue, as the driver tells it.
    edge = 8,
    thread = 16,
    time_alone = 32 ///< It ends by itself.
};

struct operation
{
    std::string_view name;
    unsigned needs;
    void (*prepare)(stage&); ///< So that it cannot complete.
    void (*start)(stage&, outcome&);
};

void nothing(stage&) {}

template<class Operation>
void prepare(stage& s)
{
    Operation::prepare(s.port);
}

void hold_transactions(stage& s)
{
    s.device.hold(test::port_call::configure);
}

void start_read(stage& s, outcome& o)
{
    auto const text = asio::dynamic_buffer(o.text);
    auto const reader = std::exchange(s.reader, 0); // beside a read: only the first one
    if (reader == 0)
        s.port.stream.async_read_some(asio::buffer(&o.byte, 1), handler_of(s, o));
    else if (reader == 1)
        s.port.stream.async_read_available(text, handler_of(s, o));
    else
        s.port.stream.async_read_until_idle(text, 1ms, handler_of(s, o));
}

void start_write(stage& s, outcome& o)
{
    o.byte = &o == &s.first ? '1' : '2';
    s.port.stream.async_write_some(asio::buffer(&o.byte, 1), handler_of(s, o));
}

void start_wait(stage& s, outcome& o)
{
    s.port.stream.async_wait(s.awaited, handler_of(s, o));
}

void start_configure(stage& s, outcome& o)
{
    serial_config config;
    config.baud_rate = &o == &s.first ? 9'600 : 19'200;
    s.port.stream.async_configure(config, handler_of(s, o));
}

void start_configure_and_begin(stage& s, outcome& o)
{
    start_configure(s, o);
    BOOST_TEST_REQUIRE(s.device.await_calls(test::port_call::configure, 1));
}

void start_open_and_begin(stage& s, outcome& o)
{
    open_operation::start(s.port, handler_of(s, o));
    if (&o == &s.first)
        open_operation::begin(s.port);
}

template<class Operation>
void start(stage& s, outcome& o)
{
    Operation::start(s.port, handler_of(s, o));
}

// BREAK waits for an empty queue first.
constexpr std::array<operation, 13> operations{{
    {"read", input, nothing, start_read},
    {"write", output, prepare<write_some_operation>, start_write},
    {"RS-485 write", output | depth, prepare<write_some_operation>, start_write},
    {"wait", input | output, prepare<wait_write_operation>, start_wait},
    {"drain", depth, prepare<drain_operation>, start<drain_operation>},
    {"exact drain", depth, prepare<drain_operation>, start<drain_exact_operation>},
    {"BREAK", depth | time_alone, nothing, start<send_break_operation>},
    {"line event", edge, nothing, start<wait_line_event_operation>},
    {"configure, queued", thread, prepare<configure_operation>, start_configure},
    {"configure, begun", thread, hold_transactions, start_configure_and_begin},
    {"configure", thread, nothing, start_configure},
    {"close", depth, prepare<drain_operation>, start<close_operation>},
    {"open", thread, prepare<open_operation>, start_open_and_begin},
}};

operation const* find_operation(std::string_view name)
{
    auto const found = std::find_if(
        operations.begin(), operations.end(), [&](operation const& o) { return o.name == name; });
    return found == operations.end() ? nullptr : &*found;
}

error_code set_control_lines(stage& s)
{
    error_code ec;
    s.port.stream.set_control_lines({false, {}}, ec);
    // Not on a thread for BOOST_TEST, perhaps.
    return !ec && s.device.rts() ? make_error_code(error::rejected_rts) : ec;
}

error_code make_call(stage& s, std::string const& name)
{
    error_code ec;
    auto& stream = s.port.stream;
    if (name == "configure()")
        stream.configure(serial_config{4'800}, ec);
    else if (name == "set_control_lines()")
        ec = set_control_lines(s);
    else if (name == "discard_output()")
        stream.discard_output(ec);
    else if (name == "cancel()")
        stream.cancel(ec);
    else if (name == "close()")
        stream.close(ec);
    else if (name == "release()")
    {
        auto const handle = stream.release(ec);
        if (!ec)
            s.released = handle;
    }
    else if (name == "move")
        s.elsewhere = std::move(stream);
    else
        BOOST_FAIL("there is no call " << name);
    return ec;
}

/// A cell, put on its stage: everything is prepared, the first operation is in progress.
struct scenario : stage
{
    explicit scenario(cell const& c, bool hold = false)
        : stage(c.row == "RS-485 write" || c.column == "RS-485 write")
        , row(*find_operation(c.row))
        , column(find_operation(c.column))
    {
        // Of the two directions the one that the other operation may get in the way of.
        auto const writes = [](std::string const& name) { return name.find("write") != name.npos; };
        if (writes(c.row) || writes(c.column))
            awaited = serial_stream::wait_write;
        if (hold)
            port.break_duration = 1h;
        reader = c.reader;
        row.prepare(*this);
        row.start(*this, first);
        if (column != nullptr && c.row != "open" && c.column != "open")
            column->prepare(*this);
    }
    ~scenario() { port.ports.release(); }

    void start_second() { column->start(*this, second); }

    unsigned needs_of(operation const& o) const
    {
        if (o.name == "wait")
            return awaited == serial_stream::wait_write ? output : input;
        return o.needs;
    }

    /// Whether neither can be ended by what ends the other.
    bool independent() const { return (needs_of(row) & needs_of(*column)) == 0; }

    /// Whether the first operation ends only when it is told to.
    bool first_waits() const { return (needs_of(row) & time_alone) == 0; }

    /// Makes what waits for any of these complete.
    void provide(unsigned needs)
    {
        if ((needs & input) != 0)
            port.far.write_all("ab");
        if ((needs & output) != 0)
            received += port.far.read_available();
        if ((needs & depth) != 0)
            device.set_output_depths({0});
        if ((needs & edge) != 0)
            port.toggle_cts();
        if ((needs & thread) != 0)
            port.ports.release();
    }
    void let_complete(operation const& o) { provide(needs_of(o)); }

    void check_first_goes_on()
    {
        context.restart();
        context.poll();
        if (first_waits())
            BOOST_TEST(first.calls == 0);
    }
    void finish_first()
    {
        let_complete(row);
        run_until_ended(first);
        BOOST_TEST(first.ec == error_code());
    }

    void finish_both()
    {
        provide(needs_of(row) | needs_of(*column));
        run_until_ended(first);
        run_until_ended(second);
        BOOST_TEST(first.ec == error_code());
        BOOST_TEST(second.ec == error_code());
    }

    /// Nothing stays behind, nothing ends twice, and the port serves on.
    void finish(bool open)
    {
        port.ports.release();
        device.set_output_depths({});
        run_out(context);
        BOOST_TEST(first.calls == 1);
        BOOST_TEST(second.calls == (column != nullptr ? 1 : 0));
        BOOST_TEST(!device.break_is_on());
        BOOST_TEST(port.stream.is_open() == open);
        if (elsewhere.is_open())
            return check_that_bytes_go_through(elsewhere);
        if (!open)
            reopen();
        check_that_bytes_go_through(port.stream);
    }

    void reopen()
    {
        auto const deadline = std::chrono::steady_clock::now() + patience;
        error_code ec;
        if (released)
            return port.stream.assign(*released);
        do // the private thread may be about to close it
            port.stream.open(port.far.name(), opened_with, ec);
        while (ec == condition::port_busy && std::chrono::steady_clock::now() < deadline);
        BOOST_TEST_REQUIRE(ec == error_code());
    }

    template<class Stream>
    void check_that_bytes_go_through(Stream& stream)
    {
        port.far.go_on_reading(); // makes room
        stream.write_some(asio::buffer("!", 1));
        while (received.find('!') == received.npos)
            received += port.far.read_exact(1);
        outcome& read = second;
        read.calls = 0;
        read.text.clear();
        auto const text = asio::dynamic_buffer(read.text);
        asio::async_read_until(stream, text, '?', handler_of(*this, read));
        port.far.write_all("?");
        run_until_ended(read);
        BOOST_TEST(read.ec == error_code());
    }

    operation const& row;
    operation const* column;
    std::string received;
};

// --- what a cell says -------------------------------------------------------------------------

bool is_close(operation const& o)
{
    return o.name == "close";
}

/// Whether the first or the second operation, completed, has closed the port.
bool closes(scenario const& s)
{
    return is_close(s.row) || (s.column != nullptr && is_close(*s.column));
}

void check_both_operations(scenario& s)
{
    s.start_second();
    if (s.independent())
    {
        s.let_complete(*s.column);
        s.run_until_ended(s.second);
        if (s.first_waits())
            BOOST_TEST(s.first.calls == 0);
    }
    s.finish_both();
}

void check_both(cell const& c)
{
    scenario s(c);
    if (s.column != nullptr)
        check_both_operations(s);
    else
    {
        BOOST_TEST(make_call(s, c.column) == error_code());
        if (c.row == "write" && c.column == "discard_output()")
            s.run_until_ended(s.first); // there is room now
        else
            s.check_first_goes_on();
        s.finish_first();
    }
    s.finish(!closes(s));
}

void check_in_order(cell const& c)
{
    scenario s(c);
    s.start_second();
    s.finish_both();
    BOOST_TEST(s.first.turn < s.second.turn);
    if (c.row == "read")
        BOOST_TEST((s.first.byte == 'a' && s.second.byte == 'b'));
    else if (c.row == "write")
    {
        while (s.received.find('2') == s.received.npos)
            s.received += s.port.far.read_exact(1);
        BOOST_TEST(s.received.find("12") != s.received.npos);
    }
    else
        BOOST_TEST(s.port.stream.config().baud_rate == 19'200u);
    s.finish(true);
}

void check_refused_with(error_code const& expected, cell const& c)
{
    scenario s(c);
    error_code ec;
    if (s.column != nullptr)
    {
        s.start_second();
        s.run_until_ended(s.second);
        ec = s.second.ec;
    }
    else
        ec = make_call(s, c.column);
    BOOST_TEST(ec == expected);
    s.check_first_goes_on();
    s.finish_first();
    s.finish(!is_close(s.row));
}

void check_refused(cell const& c)
{
    bool const open_beside_open_port = c.column == "open" && c.row != "open";
    check_refused_with(open_beside_open_port
            ? asio::error::make_error_code(asio::error::already_open)
            : make_error_code(error::operation_in_progress),
        c);
}

void check_closed(cell const& c)
{
    check_refused_with(asio::error::make_error_code(asio::error::bad_descriptor), c);
}

void check_operation_waits(scenario& s)
{
    bool const watches = s.column->name == "line event"; // and may ask for the counters at any time
    s.device.set_faults(no_answers(watches));
    s.start_second();
    s.check_first_goes_on(); // else the start itself has waited
    for (int looks = 0; looks < 3; ++looks)
        BOOST_TEST(s.context.run_one_for(patience) == 1u);
    BOOST_TEST(s.second.calls == 0);     // it has not been refused an answer:
    BOOST_TEST(s.port.stream.is_open()); // a close would have gone on
    s.device.set_faults({});
    s.finish_both();
}

void check_call_waits(scenario& s, std::string const& name)
{
    auto call = std::async(std::launch::async, [&] { return make_call(s, name); });
    BOOST_TEST((call.wait_for(20ms) == std::future_status::timeout));
    s.let_complete(s.row);
    BOOST_TEST(call.get() == error_code());
    s.run_until_ended(s.first);
    BOOST_TEST(s.first.ec == error_code());
}

void check_waits(cell const& c)
{
    scenario s(c);
    if (s.column != nullptr)
        check_operation_waits(s);
    else
        check_call_waits(s, c.column);
    s.finish(!closes(s) && c.column != "release()" && c.column != "move");
}

outcome& closing(scenario& s)
{
    return is_close(s.row) ? s.first : s.second;
}

outcome& beside_closing(scenario& s)
{
    return is_close(s.row) ? s.second : s.first;
}

/// While the close drains the other operation goes on as ever.
void check_it_goes_on_until_the_close(cell const& c)
{
    scenario s(c);
    if (!s.independent() && s.first_waits())
        return; // both wait for an empty queue
    s.start_second();
    if (s.first_waits())
        s.let_complete(is_close(s.row) ? *s.column : s.row);
    s.run_until_ended(beside_closing(s));
    BOOST_TEST(beside_closing(s).ec == error_code());
    BOOST_TEST(closing(s).calls == 0);
    s.provide(depth);
    s.run_until_ended(closing(s));
    BOOST_TEST(closing(s).ec == error_code());
    s.finish(false);
}

/// Then it ends; but a drain may find the empty queue before the close does.
void check_the_close_ends_it(cell const& c)
{
    scenario s(c, true);
    if (c.column == "configure")
        prepare<configure_operation>(s);
    s.start_second();
    s.provide(depth);
    s.run_until_ended(beside_closing(s));
    bool const drains = s.needs_of(s.row) == depth && s.needs_of(*s.column) == depth;
    error_code const ec = beside_closing(s).ec;
    BOOST_TEST((ec == asio::error::operation_aborted || (drains && !ec)));
    s.provide(thread);
    s.run_until_ended(closing(s));
    BOOST_TEST(closing(s).ec == error_code());
    s.finish(false);
}

void check_closes(cell const& c)
{
    check_it_goes_on_until_the_close(c);
    check_the_close_ends_it(c);
}

void check_ends(cell const& c)
{
    scenario s(c, true);
    BOOST_TEST(make_call(s, c.column) == error_code());
    if (c.row == "configure, begun") // the call has not waited for it, but the handler does
    {
        s.check_first_goes_on();
        s.provide(thread);
    }
    s.run_until_ended(s.first);
    BOOST_TEST(s.first.ec == asio::error::operation_aborted);
    s.finish(c.row != "open" && c.column == "cancel()");
}

void check_first(cell const& c)
{
    scenario s(c);
    BOOST_TEST(make_call(s, c.column) == error_code());
    BOOST_TEST(s.port.stream.config().baud_rate == 4'800u);
    s.check_first_goes_on();
    s.finish_first();
    BOOST_TEST(s.port.stream.config().baud_rate == 9'600u);
    s.finish(true);
}

void check_fails(cell const& c)
{
    scenario s(c);
    s.start_second();
    s.let_complete(s.row);
    s.run_until_ended(s.first);
    BOOST_TEST(s.first.ec == make_error_code(error::operation_in_progress));
    BOOST_TEST(s.second.calls == 0);
    s.let_complete(*s.column);
    s.run_until_ended(s.second);
    BOOST_TEST(s.second.ec == error_code());
    s.finish(true);
}

// Nothing to run: what a write is the port's configuration decides, and so all of them are.
void check_cannot_be(cell const& c)
{
    BOOST_TEST(c.row == "write");
    BOOST_TEST(c.column == "RS-485 write");
    BOOST_TEST_MESSAGE(c << ": a port has RS-485 by the library, or has not");
}

struct meaning
{
    std::string_view verdict;
    void (*check)(cell const&);
};

constexpr std::array<meaning, 11> meanings{{
    {"both", check_both},
    {"in order", check_in_order},
    {"refused", check_refused},
    {"closed", check_closed},
    {"waits", check_waits},
    {"closes", check_closes},
    {"ends", check_ends},
    {"goes on", check_both},
    {"first", check_first},
    {"fails", check_fails},
    {"-", check_cannot_be},
}};

// --- the document -----------------------------------------------------------------------------

struct document
{
    document()
    {
        std::ifstream file(BOOST_SERIAL_EXT_TEST_OVERLAP);
        BOOST_TEST_REQUIRE(file.is_open(), BOOST_SERIAL_EXT_TEST_OVERLAP);
        for (std::string line; std::getline(file, line); text += line + '\n')
            if (line.rfind('|', 0) == 0 && line != "|===")
                table.push_back(split(line.substr(1)));
    }

    std::string text;
    std::vector<std::vector<std::string>> table; ///< The names of the columns, the rows.
};

} // namespace

BOOST_DATA_TEST_CASE(every_cell_is_true, boost::unit_test::data::make(cells()), c)
{
    auto const found = std::find_if(
        meanings.begin(), meanings.end(), [&](meaning const& m) { return m.verdict == c.verdict; });
    BOOST_TEST_REQUIRE((found != meanings.end()));
    found->check(c);
}

// --- what the document says below the table ---------------------------------------------------

BOOST_AUTO_TEST_CASE(a_wait_beside_a_read_may_find_nothing_left_to_read)
{
    stage s(false);
    start_read(s, s.first);
    start_wait(s, s.second);
    s.port.far.write_all("a");
    s.run_until_ended(s.first);
    s.run_until_ended(s.second);
    BOOST_TEST(s.first.ec == error_code());
    BOOST_TEST(s.second.ec == error_code());
    BOOST_TEST(s.port.stream.input_waiting() == 0u);
}

BOOST_AUTO_TEST_CASE(a_close_whose_time_is_over_does_not_wait_for_a_transaction)
{
    stage s(false);
    hold_transactions(s);
    start_configure_and_begin(s, s.first);
    s.port.stream.async_close(close_policy::drain(1ms), handler_of(s, s.second));
    s.run_until([&] { return !s.port.stream.is_open(); });
    s.port.ports.release();
    s.run_until_ended(s.first);
    s.run_until_ended(s.second);
    BOOST_TEST(s.first.ec == asio::error::operation_aborted);
    BOOST_TEST(s.second.ec == error_code());
}

BOOST_AUTO_TEST_CASE(a_cancelled_rs485_write_lets_out_what_the_driver_has_taken)
{
    stage s(true);
    s.device.set_output_depths({1});
    start_write(s, s.first);
    s.context.poll();
    s.port.stream.cancel();
    s.device.set_output_depths({0});
    s.run_until_ended(s.first);
    BOOST_TEST(s.first.ec == error_code());
    BOOST_TEST(!s.device.rts());
    BOOST_TEST(s.port.far.read_exact(1) == "1");
}

BOOST_AUTO_TEST_CASE(the_table_in_the_document_is_the_one_that_is_tested)
{
    document const doc;
    BOOST_TEST_REQUIRE(doc.table.size() == rows.size() + 1);
    auto const head = split(columns);
    BOOST_TEST(std::vector<std::string>(doc.table[0].begin() + 1, doc.table[0].end()) == head,
        boost::test_tools::per_element());
    for (std::size_t i = 0; i < rows.size(); ++i)
    {
        auto const expected = split(rows[i]);
        BOOST_TEST(expected.size() == head.size() + 1);
        BOOST_TEST(doc.table[i + 1] == expected, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(the_document_explains_each_word_of_the_table)
{
    document const doc;
    for (meaning const& m : meanings)
    {
        std::string const entry = "\n* *" + std::string(m.verdict) + "*: ";
        BOOST_TEST(doc.text.find(entry) != std::string::npos, entry);
    }
}

BOOST_AUTO_TEST_SUITE_END()
