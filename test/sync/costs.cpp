// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What a call costs in its steady state: no allocation, and as few system calls as there can be.
// This file replaces the global operator new.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <iterator>
#include <new>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

thread_local bool counting = false; // of one thread
thread_local std::size_t counted = 0;
thread_local std::size_t fails_at = 0; // of one thread's next ones; 0: none

void* allocate(std::size_t size, std::size_t alignment)
{
    if (counting)
        ++counted;
    if (fails_at != 0 && --fails_at == 0)
        throw std::bad_alloc();
    std::size_t const rounded = (size + alignment - 1) / alignment * alignment;
    void* const p = std::aligned_alloc(alignment, rounded != 0 ? rounded : alignment);
    if (p == nullptr)
        throw std::bad_alloc();
    return p;
}

} // namespace

void* operator new(std::size_t size)
{
    return allocate(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment)
{
    return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* p) noexcept
{
    std::free(p);
}
void operator delete(void* p, std::size_t) noexcept
{
    std::free(p);
}
void operator delete(void* p, std::align_val_t) noexcept
{
    std::free(p);
}
void operator delete(void* p, std::size_t, std::align_val_t) noexcept
{
    std::free(p);
}

using namespace boost_serial_ext_test;

namespace {

/// How many allocations a function makes on this thread, the first times left out.
template<class Function>
std::size_t allocations_of(Function function)
{
    std::size_t sum = 0;
    for (int i = 0; i != 50; ++i)
    {
        counted = 0;
        function(
            [](bool on)
            {
                counting = on;
                return on;
            });
        counting = false;
        sum += i < 10 ? 0 : counted;
    }
    return sum;
}

// ---- system calls -------------------------------------------------------------------------------

using system_calls = std::vector<long>;

/** A process whose system calls are seen, one by one: a child of this one.

    What it shall do is given before the fork. It tells by getppid where a part to be looked at
    begins and ends.
*/
class watched_process
{
public:
    /// @param work What the child does; true: as it should.
    explicit watched_process(std::function<bool()> const& work)
    {
        child_ = ::fork();
        if (child_ < 0)
            throw std::runtime_error("fork");
        if (child_ != 0)
            return;
        int result = 1;
        if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0)
            ::_exit(refused);
        ::raise(SIGSTOP);
        try
        {
            result = work() ? 0 : 1;
        }
        catch (std::exception const& e)
        {
            std::cerr << e.what() << std::endl;
        }
        ::_exit(result);
    }

    static void mark() { ::syscall(SYS_getppid); }

    /** Lets it run to its end.

        @param on_wait Called when it is about to wait for something.
        @return The calls between the marks, part by part; nothing if tracing is forbidden here.
    */
    std::optional<std::vector<system_calls>> run(std::function<void()> const& on_wait)
    {
        std::vector<system_calls> parts;
        bool inside = false;
        int status = wait();
        if (WIFEXITED(status) && WEXITSTATUS(status) == refused)
            return std::nullopt;
        ::ptrace(PTRACE_SETOPTIONS, child_, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
        for (int signal = 0;; signal = 0)
        {
            ::ptrace(PTRACE_SYSCALL, child_, nullptr, signal);
            status = wait();
            if (WIFEXITED(status) || WIFSIGNALED(status))
                break;
            if (WSTOPSIG(status) != (SIGTRAP | 0x80))
            {
                signal = WSTOPSIG(status);
                continue;
            }
            long const call = call_that_begins();
            if (call == SYS_getppid)
            {
                inside = !inside;
                if (inside)
                    parts.emplace_back();
            }
            else if (inside && call != -1 && call != SYS_clock_gettime) // most need none for that
                parts.back().push_back(call);
            if (inside && call == SYS_ppoll)
                on_wait();
        }
        BOOST_TEST(WIFEXITED(status));
        BOOST_TEST(WEXITSTATUS(status) == 0);
        return parts;
    }

private:
    static constexpr int refused = 77;

    int wait() const
    {
        int status = 0;
        if (::waitpid(child_, &status, 0) != child_)
            throw std::runtime_error("waitpid");
        return status;
    }

    // Of a stop at its end: -1.
    long call_that_begins() const
    {
        struct // as of linux/ptrace.h, which libc's header excludes
        {
            std::uint8_t op;
            std::uint8_t pad[3];
            std::uint32_t arch;
            std::uint64_t instruction, stack, number, arguments[6];
        } info{};
        auto const get_syscall_info = static_cast<__ptrace_request>(0x420e);
        if (::ptrace(get_syscall_info, child_, reinterpret_cast<void*>(sizeof info), &info) < 0)
            throw std::runtime_error("PTRACE_GET_SYSCALL_INFO");
        return info.op == 1 ? static_cast<long>(info.number) : -1;
    }

    ::pid_t child_;
};

std::ostream& operator<<(std::ostream& os, system_calls const& calls)
{
    for (long const c : calls)
        os << (c == SYS_ppoll     ? "ppoll "
                : c == SYS_read   ? "read "
                : c == SYS_readv  ? "readv "
                : c == SYS_write  ? "write "
                : c == SYS_writev ? "writev "
                                  : std::to_string(c) + " ");
    return os;
}

std::string text_of(system_calls const& calls)
{
    std::ostringstream os;
    os << calls;
    return os.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(sync_costs)

BOOST_AUTO_TEST_CASE(the_counter_counts)
{
    counted = 0;
    counting = true;
    void* const p = ::operator new(1); // not an expression that the compiler may leave out
    counting = false;
    BOOST_TEST(counted == 1u);
    ::operator delete(p);
}

BOOST_FIXTURE_TEST_CASE(a_port_whose_memory_ends_in_an_open_can_be_opened_again, real_port)
{
    std::size_t failures = 0;
    for (bool failed = true; failed && failures < 100; failures += failed)
    {
        failed = false;
        fails_at = failures + 1;
        try
        {
            port.open("ttyV0", {}, 1h, ec);
        }
        catch (std::bad_alloc const&)
        {
            failed = true;
        }
        failed = failed || ec == asio::error::no_memory;
        fails_at = 0;
        BOOST_TEST(port.is_open() == !failed);
        if (failed) // the thread may be about to close it again
            BOOST_TEST(eventually(
                [&]
                {
                    port.open("ttyV0", {}, ec);
                    return !ec;
                }));
        port.close();
    }
    BOOST_TEST(failures > 2u);
    BOOST_TEST(failures < 100u);
}

BOOST_FIXTURE_TEST_CASE(reads_and_writes_allocate_nothing, pty_port)
{
    std::string text(200, '\0');
    std::array<asio::mutable_buffer, 3> const three{
        asio::buffer(&text[0], 20), asio::buffer(&text[20], 30), asio::buffer(&text[50], 50)};
    BOOST_TEST(allocations_of(
                   [&](auto count)
                   {
                       far.write(pattern(100));
                       count(true);
                       port.read_some(asio::buffer(text, 1));
                       port.read_some(asio::buffer(text, 1), patience);
                       port.read(asio::buffer(text, 8), patience, ec);
                       port.read(three, 10us, ec); // ten are missing
                       count(false);
                       port.discard_input();
                   })
        == 0u);
    BOOST_TEST(said(ec) == "timed_out");
}

BOOST_FIXTURE_TEST_CASE(a_read_that_waits_allocates_nothing, pty_port)
{
    char c[100];
    BOOST_TEST(allocations_of(
                   [&](auto count)
                   {
                       count(true);
                       port.read_some(asio::buffer(c), 10us, ec);
                       port.read(asio::buffer(c), 10us, ec);
                       port.wait(serial_port::wait_read, 10us, ec);
                       count(false);
                   })
        == 0u);
    BOOST_TEST(said(ec) == "timed_out");
    std::string line(1000, '\0');
    line.clear(); // and keeps its memory
    BOOST_TEST(allocations_of(
                   [&](auto count)
                   {
                       far.write("0123456789\n");
                       line.clear();
                       count(true);
                       port.read_until(asio::dynamic_buffer(line, 100), '\n', patience);
                       count(false);
                       far.write("0123456789\n");
                       line.clear();
                       count(true);
                       port.read_available(asio::dynamic_buffer(line), patience);
                       count(false);
                       port.discard_input();
                   })
        == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_write_allocates_nothing, pty_port)
{
    std::string const text = pattern(50);
    std::array<asio::const_buffer, 2> const two{asio::buffer(text, 20), asio::buffer(text)};
    BOOST_TEST(allocations_of(
                   [&](auto count)
                   {
                       count(true);
                       port.write_some(asio::buffer(text));
                       port.write(two, patience);
                       port.drain(patience);
                       count(false);
                       far.read_exact(120);
                   })
        == 0u);
}

BOOST_FIXTURE_TEST_CASE(calls_make_no_more_system_calls_than_they_must, bounded)
{
    test::pty_pair far;
    watched_process child(
        [&]
        {
            serial_port port(far.name(), {});
            char c[8];
            std::string const text = "0123456789";
            error_code ec;
            port.read_some(
                asio::buffer(c), 1us, ec); // there is a descriptor to wake it, from now on
            auto const part = [](auto function)
            {
                watched_process::mark();
                bool const good = function();
                watched_process::mark();
                return good;
            };
            std::array<asio::mutable_buffer, 2> const into{
                asio::buffer(c, 2), asio::buffer(c + 2, 6)};
            std::array<asio::const_buffer, 2> const from{asio::buffer(text), asio::buffer(text)};
            using asio::buffer;
            return part([&] { return port.read_some(buffer(c)) == 4; })          // it waits
                && part([&] { return port.read_some(buffer(c), 10s) == 4; })     // as above
                && part([&] { return port.read_some(into, 10s) == 4; })          // scattered
                && part([&] { return port.write_some(buffer(text)) == 10; })     // there is room
                && part([&] { return port.write(buffer(text), 10s) == 10; })     // as above
                && part([&] { return port.write_some(from, 10s) == 20; })        // gathered
                && part([&] { return port.read(buffer(c, 4), 10s) == 4; })       // all of it
                && part([&] { return port.read_some(buffer(c), 0ns, ec) == 0; }) // nothing there
                && ec == condition::timed_out;
        });
    int waits = 0;
    auto const parts = child.run(
        [&]
        {
            if (++waits != 5) // the last one is to find nothing
                far.write("abcd");
        });
    if (!parts)
    {
        std::cout << "==> skipped: the count of system calls: ptrace is not permitted here\n";
        return;
    }
    std::vector<std::string> texts;
    std::transform(parts->begin(), parts->end(), std::back_inserter(texts), text_of);
    std::vector<std::string> const expected{"ppoll read ", "ppoll read ", "ppoll readv ", "write ",
        "write ", "writev ", "ppoll read ", "ppoll "};
    BOOST_TEST(texts == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
