// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Completions without the context in between: chain_completions.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "support/async_compliance.hpp"
#include "support/system.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

using namespace boost_serial_ext_test;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace bse = boost_serial_ext;
using bse::error_code;

namespace {

auto where_chained()
{
    return only_if(!system_transfers, "chain_completions has no effect where the system transfers");
}

struct chained_line
{
    asio::io_context context;
    test::pty_pair far;
    bse::serial_stream stream{context, far.name(), bse::serial_config{}};
    std::string events;
    char byte = 0;

    chained_line() { stream.chain_completions(true); }

    /// Calls the function in the handler of a read, in one call of run_one.
    template<class Function>
    void in_a_handler(Function function)
    {
        stream.async_read_some(asio::buffer(&byte, 1),
            [&told = events, function](error_code ec, std::size_t n)
            {
                BOOST_TEST(!ec, ec);
                BOOST_TEST(n == 1u);
                function();
                told += "returned,";
            });
        far.write("x");
        while (events.empty())
            BOOST_TEST_REQUIRE(context.run_one() == 1u);
    }

    auto tells(char const* event)
    {
        return [&told = events, event](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec, ec);
            BOOST_TEST(n != 0u);
            told += event;
        };
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_chained)

BOOST_AUTO_TEST_CASE(nothing_is_chained_unless_asked_for)
{
    chained_line l;
    l.stream.chain_completions(false);
    BOOST_TEST(!l.stream.chains_completions());
    l.in_a_handler(
        [&]
        {
            asio::post(l.context, [&] { l.events += "posted,"; });
            l.stream.async_write_some(asio::buffer("w", 1), l.tells("written,"));
        });
    BOOST_TEST(l.events == "returned,");
    l.context.run();
    BOOST_TEST(l.events == "returned,posted,written,");
}

BOOST_AUTO_TEST_CASE(
    a_write_completes_when_the_handler_that_began_it_has_returned, *where_chained())
{
    chained_line l;
    BOOST_TEST(l.stream.chains_completions());
    l.in_a_handler(
        [&]
        {
            asio::post(l.context, [&] { l.events += "posted,"; });
            l.stream.async_write_some(asio::buffer("w", 1), l.tells("written,"));
            l.events += "begun,";
        });
    BOOST_TEST(l.events == "begun,returned,written,");
    l.context.run();
    BOOST_TEST(l.events == "begun,returned,written,posted,");
    BOOST_TEST(l.far.read_exact(1) == "w");
}

BOOST_AUTO_TEST_CASE(a_composed_write_does_too, *where_chained())
{
    chained_line l;
    l.in_a_handler(
        [&]
        {
            std::array<asio::const_buffer, 2> const two{
                asio::buffer("ab", 2), asio::buffer("cd", 2)};
            asio::async_write(l.stream, two, l.tells("written,"));
        });
    BOOST_TEST(l.events == "returned,written,");
    BOOST_TEST(l.far.read_exact(4) == "abcd");
}

BOOST_AUTO_TEST_CASE(two_of_them_complete_in_their_order, *where_chained())
{
    chained_line l;
    l.in_a_handler(
        [&]
        {
            l.stream.async_write_some(asio::buffer("1", 1), l.tells("first,"));
            l.stream.async_write_some(asio::buffer("2", 1), l.tells("second,"));
        });
    BOOST_TEST(l.events == "returned,first,second,");
    BOOST_TEST(l.far.read_exact(2) == "12");
}

BOOST_AUTO_TEST_CASE(the_context_has_its_turn_after_sixteen, *where_chained())
{
    chained_line l;
    int written = 0;
    std::function<void()> write = [&]
    {
        l.stream.async_write_some(asio::buffer("w", 1),
            [&](error_code ec, std::size_t)
            {
                BOOST_TEST(!ec, ec);
                if (++written != 40)
                    write();
            });
    };
    l.in_a_handler(write);
    BOOST_TEST(written == 16);
    BOOST_TEST_REQUIRE(l.context.run_one() == 1u);
    BOOST_TEST(written == 17 + 16); // the posted one, and a chain of its own
    l.context.run();
    BOOST_TEST(written == 40);
    BOOST_TEST(l.far.read_exact(40) == std::string(40, 'w'));
}

BOOST_AUTO_TEST_CASE(a_handler_on_another_executor_runs_there)
{
    chained_line l;
    auto const strand = asio::make_strand(l.context);
    l.in_a_handler(
        [&]
        {
            l.stream.async_write_some(asio::buffer("w", 1),
                asio::bind_executor(strand,
                    [&](error_code ec, std::size_t)
                    {
                        BOOST_TEST(!ec, ec);
                        BOOST_TEST(strand.running_in_this_thread());
                        l.events += "written,";
                    }));
        });
    BOOST_TEST(l.events == "returned,");
    l.context.run();
    BOOST_TEST(l.events == "returned,written,");
}

BOOST_AUTO_TEST_CASE(on_one_strand_it_chains_within_the_strand, *where_chained())
{
    chained_line l;
    auto const strand = asio::make_strand(l.context);
    l.stream.async_read_some(asio::buffer(&l.byte, 1),
        asio::bind_executor(strand,
            [&](error_code, std::size_t)
            {
                l.stream.async_write_some(asio::buffer("w", 1),
                    asio::bind_executor(strand,
                        [&](error_code ec, std::size_t)
                        {
                            BOOST_TEST(!ec, ec);
                            BOOST_TEST(strand.running_in_this_thread());
                            l.events += "written,";
                        }));
                l.events += "returned,";
            }));
    l.far.write("x");
    while (l.events.empty())
        BOOST_TEST_REQUIRE(l.context.run_one() == 1u);
    BOOST_TEST(l.events == "returned,written,");
}

BOOST_AUTO_TEST_CASE(what_a_handler_began_before_it_threw_completes_later)
{
    chained_line l;
    l.stream.async_read_some(asio::buffer(&l.byte, 1),
        [&](error_code, std::size_t)
        {
            l.stream.async_write_some(asio::buffer("1", 1),
                [&](error_code ec, std::size_t)
                {
                    BOOST_TEST(!ec, ec);
                    l.stream.async_write_some(asio::buffer("2", 1), l.tells("second,"));
                    l.events += "first,";
                    throw std::logic_error("the second");
                });
            throw std::logic_error("the first");
        });
    l.far.write("x");
    BOOST_CHECK_EXCEPTION(l.context.run(), std::logic_error,
        [](std::exception const& e) { return e.what() == std::string("the first"); });
    BOOST_TEST(l.events == "");
    BOOST_CHECK_EXCEPTION(l.context.run(), std::logic_error,
        [](std::exception const& e) { return e.what() == std::string("the second"); });
    BOOST_TEST(l.events == "first,");
    l.context.run();
    BOOST_TEST(l.events == "first,second,");
    BOOST_TEST(l.far.read_exact(2) == "12");
}

BOOST_AUTO_TEST_CASE(on_a_closed_port_it_fails_by_a_post)
{
    chained_line l;
    error_code failure;
    l.in_a_handler(
        [&]
        {
            l.stream.close();
            l.stream.async_write_some(asio::buffer("w", 1),
                [&](error_code ec, std::size_t n)
                {
                    failure = ec;
                    BOOST_TEST(n == 0u);
                    l.events += "failed,";
                });
        });
    BOOST_TEST(l.events == "returned,");
    l.context.run();
    BOOST_TEST(l.events == "returned,failed,");
    BOOST_TEST((failure == bse::condition::closed), failure);
}

BOOST_AUTO_TEST_CASE(the_line_full_a_write_waits)
{
    chained_line l;
    std::string const plenty(1'000'000, 'p');
    error_code result;
    std::size_t written = 0;
    bool done = false;
    l.in_a_handler(
        [&]
        {
            asio::async_write(l.stream, asio::buffer(plenty),
                [&](error_code ec, std::size_t n)
                {
                    result = ec;
                    written = n;
                    done = true;
                });
        });
    BOOST_TEST(!done);
    auto ran = std::async(std::launch::async, [&] { l.context.run_for(patience); });
    BOOST_TEST((l.far.read_exact(plenty.size()) == plenty));
    ran.get();
    BOOST_TEST(!result, result);
    BOOST_TEST(written == plenty.size());
}

BOOST_AUTO_TEST_CASE(reads_of_a_long_text_are_chained_and_lose_nothing, *where_chained())
{
    chained_line l;
    std::string text;
    for (int i = 0; text.size() < 200'000; ++i)
        text += std::to_string(i) + ' ';
    std::string received;
    std::array<char, 256> some{};
    std::size_t reads = 0;
    std::function<void(error_code, std::size_t)> take = [&](error_code ec, std::size_t n)
    {
        BOOST_TEST_REQUIRE(!ec, ec);
        ++reads;
        received.append(some.data(), n);
        if (received.size() != text.size())
            l.stream.async_read_some(asio::buffer(some), take);
    };
    l.far.write(text.substr(0, 4'000)); // less than what a terminal keeps
    auto const end = std::chrono::steady_clock::now() + patience;
    while (l.stream.input_waiting() != 4'000 && std::chrono::steady_clock::now() < end)
        std::this_thread::yield();
    BOOST_TEST_REQUIRE(l.stream.input_waiting() == 4'000u);
    l.stream.async_read_some(asio::buffer(some), take);
    BOOST_TEST(l.context.run_one_for(patience) == 1u);
    BOOST_TEST(reads == 16u); // 15 times as much as there is room for, and what is left
    auto writer = std::async(std::launch::async, [&] { l.far.write(text.substr(4'000)); });
    l.context.run_for(patience);
    writer.get();
    BOOST_TEST((received == text));
}

// Where both directions are busy, reads that follow each other find small pieces, and hold the
// write up.
BOOST_AUTO_TEST_CASE(while_a_write_waits_reads_are_not_chained)
{
    chained_line l;
    std::string const plenty(1'000'000, 'p');
    bool written = false;
    asio::async_write(l.stream, asio::buffer(plenty),
        [&](error_code ec, std::size_t) { written = !ec.failed(); });
    while (l.context.poll() != 0)
        ; // until the line is full
    l.far.write(std::string(4'000, 'i'));
    auto const end = std::chrono::steady_clock::now() + patience;
    while (l.stream.input_waiting() != 4'000 && std::chrono::steady_clock::now() < end)
        std::this_thread::yield();
    BOOST_TEST_REQUIRE(l.stream.input_waiting() == 4'000u);
    std::array<char, 256> some{};
    std::size_t received = 0;
    std::size_t reads = 0;
    std::function<void(error_code, std::size_t)> take = [&](error_code ec, std::size_t n)
    {
        BOOST_TEST_REQUIRE(!ec, ec);
        ++reads;
        received += n;
        if (received != 4'000)
            l.stream.async_read_some(asio::buffer(some), take);
    };
    l.stream.async_read_some(asio::buffer(some), take);
    BOOST_TEST(l.context.run_one_for(patience) == 1u);
    BOOST_TEST(reads == 1u);
    auto ran = std::async(std::launch::async, [&] { l.context.run_for(patience); });
    BOOST_TEST((l.far.read_exact(plenty.size()) == plenty));
    ran.get();
    BOOST_TEST(reads == 16u);
    BOOST_TEST(written);
}

// What is on the line has been read from the system, or given to it: it cannot be taken back.
BOOST_AUTO_TEST_CASE(
    a_handler_that_stops_the_context_is_followed_by_what_it_began, *where_chained())
{
    chained_line l;
    l.in_a_handler(
        [&]
        {
            l.stream.async_write_some(asio::buffer("w", 1), l.tells("written,"));
            l.context.stop();
        });
    BOOST_TEST(l.events == "returned,written,");
    BOOST_TEST(l.context.stopped());
    BOOST_TEST(l.far.read_exact(1) == "w");
}

BOOST_AUTO_TEST_CASE(a_handler_of_one_stream_is_followed_by_a_write_to_another, *where_chained())
{
    chained_line from;
    for (bool const chained : {false, true})
    {
        test::pty_pair const far;
        bse::serial_stream to(from.context, far.name(), bse::serial_config{});
        to.chain_completions(chained);
        to.async_write_some(asio::buffer("v", 1), from.tells("")); // Asio's first one prepares it
        from.context.run();
        from.context.restart();
        BOOST_TEST(far.read_exact(1) == "v");
        from.events.clear();
        from.in_a_handler(
            [&] { to.async_write_some(asio::buffer("w", 1), from.tells("written,")); });
        BOOST_TEST(from.events == (chained ? "returned,written," : "returned,"));
        from.context.run();
        BOOST_TEST(from.events == "returned,written,");
        BOOST_TEST(far.read_exact(1) == "w");
        from.context.restart();
    }
}

namespace {

using strand = asio::strand<asio::io_context::executor_type>;

/// A question and its answer, again and again, on a strand of its own.
struct dialogue
{
    test::pty_pair far;
    bse::basic_serial_stream<strand> stream;
    std::array<char, 4> got{};
    int rounds = 500;
    std::atomic<int> inside{0};
    bool met = false, failed = false;

    explicit dialogue(asio::io_context& context) : stream(asio::make_strand(context))
    {
        stream.open(far.name(), bse::serial_config{});
        stream.chain_completions(true);
    }

    template<class Next>
    auto once(Next next)
    {
        return [this, next](error_code ec, std::size_t n)
        {
            met = met || inside++ != 0;
            failed = failed || ec || n != got.size();
            next();
            --inside;
        };
    }

    void ask()
    {
        if (failed || rounds-- == 0)
            return;
        asio::async_write(stream, asio::buffer("ask\n", 4), once([this] { listen(); }));
    }
    void listen()
    {
        asio::async_read(stream, asio::buffer(got), once([this] { ask(); }));
    }
    bool answer_all() const
    {
        bool right = true;
        for (int i = 0; i != 500; ++i)
        {
            right = right && far.read_exact(4) == "ask\n";
            far.write("yes\n");
        }
        return right;
    }
};

} // namespace

// Two strands on two threads, each with a dialogue of its own; handlers of one strand never meet.
BOOST_AUTO_TEST_CASE(on_strands_and_threads_no_byte_is_lost_and_no_handlers_meet)
{
    asio::io_context context;
    dialogue first(context), second(context);
    asio::post(first.stream.get_executor(), [&] { first.ask(); });
    asio::post(second.stream.get_executor(), [&] { second.ask(); });
    auto device = std::async(std::launch::async, [&] { return first.answer_all(); });
    auto other_device = std::async(std::launch::async, [&] { return second.answer_all(); });
    auto other = std::async(std::launch::async, [&] { context.run_for(patience); });
    context.run_for(patience);
    other.get();
    BOOST_TEST(device.get());
    BOOST_TEST(other_device.get());
    for (dialogue* const d : {&first, &second})
    {
        BOOST_TEST(!d->met);
        BOOST_TEST(!d->failed);
        BOOST_TEST(d->rounds == -1);
    }
}

BOOST_AUTO_TEST_CASE(a_read_under_a_time_limit_is_part_of_it)
{
    chained_line l;
    l.stream.async_read_some(asio::buffer(&l.byte, 1),
        bse::with_timeout(1h,
            [&](error_code ec, std::size_t)
            {
                BOOST_TEST(!ec, ec);
                l.stream.async_write_some(asio::buffer("w", 1), l.tells("written,"));
                l.events += "returned,";
            }));
    l.far.write("x");
    l.context.run();
    BOOST_TEST(l.events == "returned,written,");
}

namespace {

/// Lets nobody allocate, when told so.
template<class T>
struct failing_allocator
{
    using value_type = T;
    bool const* fails;

    explicit failing_allocator(bool const& f) : fails(&f) {}
    template<class U>
    failing_allocator(failing_allocator<U> const& other) : fails(other.fails)
    {
    }
    T* allocate(std::size_t n)
    {
        if (*fails)
            throw std::bad_alloc();
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* p, std::size_t n) { std::allocator<T>().deallocate(p, n); }
    template<class U>
    bool operator==(failing_allocator<U> const& other) const
    {
        return fails == other.fails;
    }
    template<class U>
    bool operator!=(failing_allocator<U> const& other) const
    {
        return fails != other.fails;
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(without_memory_nothing_is_written_and_the_next_write_works, *where_chained())
{
    chained_line l;
    bool fails = true;
    l.in_a_handler(
        [&]
        {
            auto const handler = [&]
            { return asio::bind_allocator(failing_allocator<char>(fails), l.tells("written,")); };
            BOOST_CHECK_THROW(
                l.stream.async_write_some(asio::buffer("1", 1), handler()), std::bad_alloc);
            fails = false;
            l.stream.async_write_some(asio::buffer("2", 1), handler());
        });
    BOOST_TEST(l.events == "returned,written,");
    BOOST_TEST(l.far.read_exact(1) == "2");
}

namespace {

/// A slot that has no memory for what an operation puts into it, when told so.
struct failing_slot : asio::cancellation_slot
{
    bool const* fails;

    failing_slot(asio::cancellation_slot slot, bool const& f) : cancellation_slot(slot), fails(&f)
    {
    }
    template<class T, class... Args>
    T& emplace(Args&&... args)
    {
        if (*fails)
            throw std::bad_alloc();
        return asio::cancellation_slot::emplace<T>(std::forward<Args>(args)...);
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(a_slot_without_memory_leaves_the_way_free_for_the_next_read)
{
    for (bool const chained : {false, true})
    {
        chained_line l;
        l.stream.chain_completions(chained);
        asio::cancellation_signal signal;
        bool fails = true;
        char c = 0;
        auto const read = [&]
        {
            l.stream.async_read_some(asio::buffer(&c, 1),
                asio::bind_cancellation_slot(failing_slot(signal.slot(), fails), l.tells("read,")));
        };
        BOOST_CHECK_THROW(read(), std::bad_alloc);
        fails = false;
        read();
        l.far.write("x");
        l.context.run();
        BOOST_TEST(l.events == "read,");
        BOOST_TEST(c == 'x');
    }
}

BOOST_AUTO_TEST_CASE(the_mode_belongs_to_the_stream)
{
    asio::io_context context;
    test::pty_pair const far;
    bse::serial_stream stream(context);
    BOOST_TEST(!stream.chains_completions());
    stream.chain_completions(true);
    stream.open(far.name(), {});
    stream.close();
    BOOST_TEST(stream.chains_completions());
    bse::serial_stream moved(std::move(stream));
    BOOST_TEST(moved.chains_completions());
    BOOST_TEST(!stream.chains_completions());
    moved.open(far.name(), {});
    bse::basic_serial_stream<asio::io_context::executor_type> typed(context);
    typed.chain_completions(true);
    bse::serial_stream converted(std::move(typed));
    BOOST_TEST(converted.chains_completions());
    moved.chain_completions(false);
    BOOST_TEST(!moved.chains_completions());
}

#if defined(BOOST_ASIO_HAS_CO_AWAIT)

BOOST_AUTO_TEST_CASE(coroutines_ask_and_answer)
{
    chained_line l;
    int rounds = 0;
    asio::co_spawn(
        l.context,
        [&]() -> asio::awaitable<void>
        {
            char c = 0;
            for (; rounds != 100; ++rounds)
            {
                co_await asio::async_write(l.stream, asio::buffer("q", 1), asio::use_awaitable);
                co_await l.stream.async_read_some(
                    asio::buffer(&c, 1), bse::with_timeout(patience, asio::use_awaitable));
            }
        },
        [](std::exception_ptr e) { BOOST_TEST(!e); });
    auto far = std::async(std::launch::async,
        [&]
        {
            for (int i = 0; i != 100; ++i)
            {
                l.far.read_exact(1);
                l.far.write("a");
            }
        });
    l.context.run();
    far.get();
    BOOST_TEST(rounds == 100);
}

#endif

BOOST_AUTO_TEST_SUITE_END()
