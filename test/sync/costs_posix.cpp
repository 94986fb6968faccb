// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What a call costs in its steady state: as few system calls as there can be.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <iostream>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(sync_costs_posix)

namespace {

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
