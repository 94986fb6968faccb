// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_PAIR_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_PAIR_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_support.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

#include <ostream>
#include <string>

// Where argument-dependent look-up finds it.
namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

inline std::ostream& operator<<(std::ostream& out, keep_slave keep)
{
    return out << (keep == keep_slave::yes ? "slave kept" : "slave not kept");
}

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

namespace boost_serial_ext_test {

inline constexpr test::keep_slave both[] = {test::keep_slave::yes, test::keep_slave::no};

/// What a function throws, as its text; its code goes to `ec`.
template<class Function>
std::string thrown_by(Function function, error_code& ec)
{
    try
    {
        function();
        return "nothing";
    }
    catch (boost::system::system_error const& e)
    {
        ec = e.code();
        return e.what();
    }
}

/// A stream on a pair, and the context that it runs on.
struct paired_port
{
    explicit paired_port(test::keep_slave keep = test::keep_slave::yes) : far(keep) {}

    asio::io_context ctx;
    test::pty_pair far;
    serial_stream stream{ctx, far.name(), serial_config{}};
    error_code ec;
};

} // namespace boost_serial_ext_test

#endif
