// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DISCOVERY_HPP
#define BOOST_SERIAL_EXT_DISCOVERY_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/ops/list_ports_op.hpp>
#include <boost_serial_ext/native/select.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/execution/executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/system/system_error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/** List the serial ports of this machine, without opening any.

    On Linux those of /sys/class/tty that have hardware (or a peer: rfcomm, ttyGS) and a node in /dev.
    Left out are the places for UARTs that nobody has found: the 32 ttyS of most kernels. What
    devices say of themselves is foreign: texts are valid UTF-8 of at most 378 bytes without control
    characters.

    CMake's option BOOST_SERIAL_EXT_WITH_LIBUDEV, off by default, takes the manufacturer and the
    product that a USB device does not tell from udev's hardware database.

    On Windows the devices that SetupAPI knows with GUID_DEVINTERFACE_COMPORT, and what else is in
    the registry (SERIALCOMM), of which nothing but the name is known.

    On macOS the I/O registry's serial services, by their callout nodes (/dev/cu.*). On FreeBSD and
    DragonFly the callout nodes in /dev (cuau0, cuaU0), with what sysctl's `dev` tells of them. On
    OpenBSD and NetBSD, whose nodes are there without devices, what the kernel says is attached. Any
    other system: `condition::unsupported_feature`.

    @return The ports in their natural order: ttyUSB2 before ttyUSB10.
    @param ec Why the system does not tell; a machine without ports is no error.
    @par Bounds
    It reads about a dozen small files for each port, and may wait for the driver of a USB device.
    @par Thread Safety
    Safe.
*/
inline std::vector<port_info> list_ports(error_code& ec)
{
    ec.clear();
    return detail::list_native_ports(ec);
}

/// As above. @throws boost::system::system_error
inline std::vector<port_info> list_ports()
{
    error_code ec;
    auto ports = list_ports(ec);
    if (ec)
        throw boost::system::system_error(ec, "list_ports");
    return ports;
}

/** List the serial ports, on the private thread of the executor's context.

    @par Completion Signature
    @code void(boost::system::error_code, std::vector<port_info>) @endcode
    @param ex An I/O executor.
    @param token The completion token. Its handler is never called from within this function.

    @par Errors
    Those of `list_ports`; `asio::error::operation_aborted`: cancelled.
    @par Per-Operation Cancellation
    `terminal`, `partial` and `total`, at once: what the thread finds is dropped.
    @par Executor
    The handler runs on its associated executor, by default `ex`.
    @par Thread Safety
    Safe.
    @par Bounds
    Allocates; the one thread of `basic_serial_stream::async_open`.
    @par Test Doubles
    A context with virtual ports lists those that can `port_discovery`, and no others.
*/
template<class Executor,
    BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, std::vector<port_info>)) Token
    = asio::default_completion_token_t<Executor>,
    class = std::enable_if_t<asio::execution::is_executor<Executor>::value>>
decltype(auto) async_list_ports(Executor const& ex, Token&& token = Token())
{
    return asio::async_compose<Token, void(error_code, std::vector<port_info>)>(
        detail::list_ports_op<Executor>(ex), token, ex);
}

/// As above: `async_list_ports(context.get_executor(), token)`.
template<class ExecutionContext,
    BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, std::vector<port_info>)) Token
    = asio::default_completion_token_t<typename ExecutionContext::executor_type>,
    class = std::enable_if_t<std::is_convertible_v<ExecutionContext&, asio::execution_context&>>,
    class = void>
decltype(auto) async_list_ports(ExecutionContext& context, Token&& token = Token())
{
    return async_list_ports(context.get_executor(), std::forward<Token>(token));
}

/** Which port is meant: all that is set must fit.

    @code
    port_filter wanted;
    wanted.vid = 0x0403;
    wanted.serial_number = "A10K3XYZ";
    auto const port = find_port(wanted);
    @endcode
*/
struct port_filter
{
    std::optional<std::uint16_t> vid = std::nullopt; ///< USB vendor.
    std::optional<std::uint16_t> pid = std::nullopt; ///< USB product.
    std::string serial_number;                       ///< The whole of it.
    std::string device;    ///< The device, or one of its links below /dev/serial.
    std::string location;  ///< The whole of it.
    std::string interface; ///< The whole of it.
    std::string text; ///< Anywhere in a text of the port, whatever the case of ASCII letters is.

    /// Whether a port is meant; by an empty filter every port is.
    [[nodiscard]] bool matches(port_info const& port) const
    {
        auto const fits = [](std::string const& wanted, std::string const& there)
        { return wanted.empty() || wanted == there; };
        bool const here = device.empty() || device == port.device || device == port.by_id
            || device == port.by_path;
        return (!vid || vid == port.vid) && (!pid || pid == port.pid) && here
            && fits(serial_number, port.serial_number) && fits(location, port.location)
            && fits(interface, port.interface) && has_text(port);
    }

private:
    static char lower(char c) noexcept
    {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }

    bool has_text(port_info const& port) const
    {
        for (std::string const* s : {&port.device, &port.name, &port.description, &port.hwid,
                 &port.serial_number, &port.manufacturer, &port.product, &port.location,
                 &port.interface, &port.driver, &port.by_id, &port.by_path})
            for (std::size_t i = 0; i + text.size() <= s->size(); ++i)
            {
                std::size_t n = 0;
                while (n != text.size() && lower((*s)[i + n]) == lower(text[n]))
                    ++n;
                if (n == text.size())
                    return true;
            }
        return false;
    }
};

/// The first port that a filter means, in the order of `list_ports`; nothing if there is none.
/// @param filter What is wanted. @param ec As of `list_ports`; no such port is no error.
inline std::optional<port_info> find_port(port_filter const& filter, error_code& ec)
{
    auto ports = list_ports(ec);
    for (port_info& port : ports)
        if (filter.matches(port))
            return std::move(port);
    return std::nullopt;
}

/// As above. @throws boost::system::system_error
inline std::optional<port_info> find_port(port_filter const& filter)
{
    error_code ec;
    auto port = find_port(filter, ec);
    if (ec)
        throw boost::system::system_error(ec, "find_port");
    return port;
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
