// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_JSON_HPP
#define BOOST_SERIAL_EXT_JSON_HPP

// The library's values as JSON, both ways. The only header that knows Boost.JSON: programs that
// include it link with it (CMake: boost_serial_ext::json), the library itself does not.

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/close_policy.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/diagnostic.hpp>
#include <boost_serial_ext/drain_result.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/json_error.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_endpoint.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <boost/json/conversion.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>
#include <boost/system/result.hpp>
#include <boost/system/system_error.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// What the throwing functions throw; `what()` says where, and what is wrong there.
class BOOST_SYMBOL_VISIBLE json_exception : public boost::system::system_error
{
public:
    /// Made from what the functions that do not throw report.
    json_exception(error_code const& ec, std::string where)
        : system_error(ec, where.empty() ? std::string("JSON document") : "JSON member " + where)
        , where_(std::move(where))
    {
    }

    /// The JSON pointer (RFC 6901) of what is wrong, as in "/config/baud_rate"; "" is the whole.
    [[nodiscard]] std::string const& where() const noexcept { return where_; }

private:
    std::string where_;
};

namespace detail {

template<class T, class... Types>
inline constexpr bool is_any_of_v = (std::is_same_v<T, Types> || ...);

/// The types that this header converts.
template<class T>
inline constexpr bool is_json_value_v = is_any_of_v<T, parity, stop_bits, flow_control,
    initial_line, rs485_mode, rs485_config, unsupported_policy, serial_config, serial_endpoint,
    support, feature, serial_capabilities, skipped_feature, config_report, modem_status,
    control_lines, line_events, line_event, line_counters, line_fault, line_mark, drain_result,
    close_policy, port_info, diagnostic_event, diagnostic>;

} // namespace detail

/** Write a value as JSON.

    @li An enumeration is its enumerator's name: `parity` as in `"odd"`, and likewise `stop_bits`,
    `initial_line`, `rs485_mode`, `unsupported_policy`, `support`, `feature`, `drain_result`,
    `line_fault` and `diagnostic_event`.
    @li `line_events` is an array of names: `["cts", "framing_error"]`.
    @li Every other type is an object whose members have the names of the C++ type's, all of them
    written in the order of their declaration. A time has its unit in its name:
    `delay_before_send_ms`, `delay_after_send_ms`, `drain_deadline_ms`. `vid` and `pid` are numbers.
    @li An `optional` without a value (`rs485`, `vid`, `pid`, the lines of `control_lines`, and
    `config` and `skipped` of a `diagnostic`) is
    `null`.
    @li `serial_capabilities` has the members `platform`, `backend` and `features`, an object with a
    `support` for each `feature`.
    @li The `ec` of a `skipped_feature` is its member `error`:
    `{"category": "system", "value": 95, "message": "Operation not supported"}`.

    Nothing is checked: a value that could not be valid is written, and refused when it is read. An
    impossible enumerator becomes `"?"`, a number that is not finite `null`. Strings are taken over
    as they are; JSON's are UTF-8, so one that is not makes a text that nobody reads back.

    @tparam T One of the library's values.
    @param value What to write.
    @param storage Where the result and all of its parts live; by default the free store.
    @throws std::bad_alloc
*/
template<class T>
[[nodiscard]] boost::json::value to_json(T const& value, boost::json::storage_ptr storage = {});

/** Read what `to_json` writes.

    Strict: unknown members, wrong types and numbers out of range are refused; `null` is accepted
    for an `optional` only, and `9600.0` is no integer. A member may be missing and then has its
    default, so that `{}` is a `serial_config`; the exceptions are `serial_endpoint`'s `device` and
    `skipped_feature`'s `feature`.

    A `serial_config` and an `rs485_config` are checked with `validate`, wherever they stand. A
    `close_policy` of a negative time and a `serial_endpoint` without a device are refused.

    An error's category is one of "system", "generic" and this library's own; a code of another one
    (Asio's, say) is written but not read. Its number is the operating system's own: it is read back
    to the same meaning on the same system. Its message is for people, and ignored. One whose
    category is missing is "system"'s.

    A member that stands twice is not noticed, since a `boost::json::value` cannot hold it: the
    parser of Boost.JSON keeps the last. `parse_json` notices.

    @tparam T One of the library's values.
    @param value What to read.
    @param ec Success; or a `json_error`; or the `error` of `validate`. The failures compare equal
    to `condition::invalid_configuration`.
    @param where The JSON pointer (RFC 6901) of what is wrong, as in "/config/baud_rate"; it points
    at the member that is missing or not known, too. Empty for the whole value, and on success.
    @return The value; a default one if `ec` is a failure.
    @throws std::bad_alloc
*/
template<class T>
[[nodiscard]] T from_json(boost::json::value const& value, error_code& ec, std::string& where);

/// As above. @throws json_exception
template<class T>
[[nodiscard]] T from_json(boost::json::value const& value);

/** Read a value from a text.

    For configuration files and other foreign input: bounded in length and depth, standard JSON
    only (no comments, no byte order mark), and a member that stands twice is refused. Numbers are
    read exactly: what `boost::json::serialize(to_json(value))` says is read back unchanged.

    @tparam T One of the library's values.
    @param text At most `json_text_limit` bytes of UTF-8; used during the call only.
    @param ec As in `from_json`.
    @param where As in `from_json`; of a syntax error, the innermost element that had begun.
    @return The value; a default one if `ec` is a failure.
    @throws std::bad_alloc
*/
template<class T>
[[nodiscard]] T parse_json(std::string_view text, error_code& ec, std::string& where);

/// As above. @throws json_exception
template<class T>
[[nodiscard]] T parse_json(std::string_view text);

/// `to_json`, for `boost::json::value_from` of these types and of containers of them.
template<class T, std::enable_if_t<detail::is_json_value_v<T>, int> = 0>
void tag_invoke(boost::json::value_from_tag, boost::json::value& target, T const& value)
{
    target = to_json(value, target.storage());
}

/// `from_json`, for `boost::json::value_to`. @throws json_exception
template<class T, std::enable_if_t<detail::is_json_value_v<T>, int> = 0>
T tag_invoke(boost::json::value_to_tag<T>, boost::json::value const& value)
{
    return from_json<T>(value);
}

/// `from_json`, for `boost::json::try_value_to`: the error, without the place.
template<class T, std::enable_if_t<detail::is_json_value_v<T>, int> = 0>
boost::system::result<T> tag_invoke(
    boost::json::try_value_to_tag<T>, boost::json::value const& value)
{
    error_code ec;
    std::string where;
    T result = from_json<T>(value, ec, where);
    if (ec.failed())
        return ec;
    return result;
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#include <boost_serial_ext/impl/json.hpp>

#endif
