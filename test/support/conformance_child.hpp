// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_CHILD_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_CHILD_HPP

#include "support/conformance_support.hpp"

#include <boost/test/tree/test_unit.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>

#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/// The user that owns nothing.
inline constexpr unsigned nobody = 65534;

enum class identity : unsigned char
{
    same,    ///< The child is who we are.
    other,   ///< It is `nobody`, without any group; only root can make such a child.
    detached ///< It has left our controlling terminal (setsid).
};

/// A precondition of tests that need another user; says so where it is not met.
struct needs_root
{
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id id) const
    {
        if (::geteuid() == 0)
            return true;
        char const* const reason = "only root can become another user";
        std::cout << "==> skipped: "
                  << boost::unit_test::framework::get(id, boost::unit_test::TUT_ANY).full_name()
                  << ": " << reason << std::endl;
        boost::test_tools::assertion_result no(false);
        no.message() << reason;
        return no;
    }
};

/** Runs a function in a child process and returns the text it made.

    What it throws comes back as a text that begins with "threw". The child is killed if it takes
    longer than `patience`.
*/
template<class Function>
std::string in_child(identity who, Function function)
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe");
    ::pid_t const child = ::fork();
    if (child == 0)
    {
        std::string text;
        try
        {
            bool const done = who == identity::same
                || (who == identity::detached && ::setsid() >= 0)
                || (who == identity::other && ::setgroups(0, nullptr) == 0 && ::setgid(nobody) == 0
                    && ::setuid(nobody) == 0);
            if (!done)
                throw std::system_error(errno, std::generic_category(), "identity");
            text = function();
        }
        catch (std::exception const& e)
        {
            text = std::string("threw ") + e.what();
        }
        auto const written = ::write(ends[1], text.data(), text.size());
        ::_exit(written == static_cast<::ssize_t>(text.size()) ? 0 : 1);
    }
    ::close(ends[1]);
    if (child < 0)
    {
        ::close(ends[0]);
        throw std::system_error(errno, std::generic_category(), "fork");
    }
    std::string text;
    std::array<char, 1024> chunk;
    ::pollfd p{ends[0], POLLIN, 0};
    bool late = false;
    for (::ssize_t n = 1; n > 0 && !late;)
    {
        late = ::poll(&p, 1, static_cast<int>(patience.count())) == 0;
        n = late ? 0 : ::read(ends[0], chunk.data(), chunk.size());
        text.append(chunk.data(), n > 0 ? static_cast<std::size_t>(n) : 0u);
    }
    ::close(ends[0]);
    if (late)
        ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (late || status != 0)
        throw std::runtime_error("the child process did not end well");
    return text;
}

} // namespace boost_serial_ext_test

#endif
