// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_CLOSER_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_CLOSER_HPP

#include "storm/endpoint.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace boost_serial_ext_test::storm {

/** Closes an endpoint's port, in every way there is, and opens it again.

    Whatever is in progress ends with that, and only output may be lost, from some byte on: the
    writer says where it resumes.
*/
class closer
{
public:
    closer(endpoint& at, std::string device, std::uint64_t seed)
        : at_(at), device_(std::move(device)), luck_(seed)
    {
    }

    /// The port is open: begins to close it, or ends a close that drains; not while that could cost
    /// the end of the text.
    void close();

    /// The port is closed: opens it, unless that is under way or has to wait.
    void open();

private:
    void close_now();
    void close_asynchronously();
    void open_now();
    void open_asynchronously();
    void opened(char const* name, error_code const& ec);
    bool of_asio_in_progress() const;

    endpoint& at_;
    std::string const device_;
    chance luck_;
    char const* user_ = nullptr; // what may have the device, on the private thread
};

} // namespace boost_serial_ext_test::storm

#endif
