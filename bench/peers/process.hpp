// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_PROCESS_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_PROCESS_HPP

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <system_error>

#include <sys/resource.h>
#include <sys/utsname.h>

namespace peers {

[[noreturn]] inline void fail(std::string const& what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

/// The result of a system call, or an exception.
template<class Result>
Result checked(Result result, char const* what)
{
    if (result < 0)
        fail(what);
    return result;
}

/// Ends the process where it is, with a message: for whoever cannot let go of what is in use.
[[noreturn]] inline void give_up(std::exception const& why)
{
    std::fprintf(stderr, "%s: %s\n", program_invocation_name, why.what());
    std::_Exit(1);
}

/// As many descriptors as the system allows: a thousand ports need more than the usual limit.
inline void raise_descriptor_limit()
{
    rlimit limit{};
    checked(::getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    checked(::setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
}

/// The version of a client that has no library under it.
inline std::string kernel_version()
{
    utsname name{};
    checked(::uname(&name), "uname");
    return std::string(name.sysname) + ' ' + name.release;
}

} // namespace peers

#endif
