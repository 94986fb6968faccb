// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_PORT_SOURCE_HPP
#define BOOST_SERIAL_EXT_DETAIL_PORT_SOURCE_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A terminal as the system has it now.
struct seen_port
{
    std::string name; ///< The system's, as in "ttyUSB0".
    /// Of this one, and not of the next one with the same name. 0: there is none.
    std::uint64_t identity = 0;
    std::optional<port_info> port = std::nullopt; ///< If `list_ports` would list it.
    bool ready = false;                           ///< It can be opened, and nothing else is due.
};

/** Where a port monitor learns of ports: the operating system, or what a test has made.

    Belongs to one monitor, which calls it from one thread at a time.
*/
class port_source
{
public:
    port_source() = default;
    port_source(port_source const&) = delete;
    port_source& operator=(port_source const&) = delete;
    virtual ~port_source() = default;

    /// Begins to listen. @return What is readable when there is something to receive.
    virtual native_handle open(error_code& ec) = 0;
    /// Gives it back.
    virtual void close(native_handle handle) noexcept = 0;

    /** Takes the next message, without waiting for one.

        @return Its size; 0 for one that is nobody's business.
        @param ec `would_block` or `try_again`: there is none; `no_buffer_space`: some were lost.
    */
    virtual std::size_t receive(
        native_handle handle, char* data, std::size_t size, error_code& ec) noexcept = 0;

    // Identities are from before the terminals were looked at closely: one that was replaced meanwhile
    // has another by the time its message is received, and is looked at again.

    /// All terminals, ports or not.
    virtual std::vector<seen_port> scan(error_code& ec) = 0;

    /// One of them. @param ec Why nobody can say whether it is there.
    virtual seen_port look(std::string const& name, error_code& ec) = 0;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
