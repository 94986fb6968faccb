// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_CABLE_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_CABLE_HPP

#include "storm/storm.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>

namespace boost_serial_ext_test::storm {

namespace asio = boost::asio;

/** Two ports of the system's, joined by a cable, and the storm's devices in their drivers: every
    system has a source file of its own for it.

    `stop` ends it; until then the context that carries the bytes does not run out of work.
*/
class cable
{
public:
    /// @param ports The streams' context, which must not have any yet. @param around Carries bytes.
    cable(storm& s, asio::io_context& ports, asio::io_context& around);
    cable(cable const&) = delete;
    cable& operator=(cable const&) = delete;
    ~cable();

    /// What to open.
    std::string const& left() const noexcept;
    std::string const& right() const noexcept;

    void start();
    void stop();

private:
    class wires;
    std::unique_ptr<wires> wires_;
};

} // namespace boost_serial_ext_test::storm

#endif
