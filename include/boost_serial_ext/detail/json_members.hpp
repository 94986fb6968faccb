// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_JSON_MEMBERS_HPP
#define BOOST_SERIAL_EXT_DETAIL_JSON_MEMBERS_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/close_policy.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/diagnostic.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_endpoint.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

// The members of every value that is an object in JSON: each stands here once, and reading, writing
// and the search for unknown members go over the same description. A visitor is called with the
// name, a reference to the member and, where it must not be missing, `json_presence::required`.

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Whether a member may be missing; one that is has its default.
enum class json_presence : unsigned char
{
    optional,
    required
};

/// Selects a description by type, for constant and other objects alike.
template<class T>
struct json_type
{
};

/// What stands for an `error_code`: the message is for people and ignored by the reader.
struct json_error_code
{
    std::string category = "system";
    std::int32_t value = 0;
    std::string message;
};

/// The table of a `serial_capabilities`, whose own is private.
struct json_features
{
    std::array<support, feature_count> table{};
};

/// What stands for a `serial_capabilities`.
struct json_capabilities
{
    std::string platform;
    std::string backend;
    json_features features;
};

template<class Self, class Visitor>
void describe(json_type<flow_control>, Self& self, Visitor&& member)
{
    member("xon_xoff", self.xon_xoff);
    member("rts_cts", self.rts_cts);
    member("dtr_dsr", self.dtr_dsr);
}

template<class Self, class Visitor>
void describe(json_type<rs485_config>, Self& self, Visitor&& member)
{
    member("rts_on_send", self.rts_on_send);
    member("rts_after_send", self.rts_after_send);
    member("rx_during_tx", self.rx_during_tx);
    member("terminate_bus", self.terminate_bus);
    member("delay_before_send_ms", self.delay_before_send);
    member("delay_after_send_ms", self.delay_after_send);
    member("mode", self.mode);
}

template<class Self, class Visitor>
void describe(json_type<serial_config>, Self& self, Visitor&& member)
{
    member("baud_rate", self.baud_rate);
    member("character_size", self.character_size);
    member("parity", self.parity);
    member("stop_bits", self.stop_bits);
    member("flow_control", self.flow_control);
    member("exclusive", self.exclusive);
    member("hangup_on_close", self.hangup_on_close);
    member("low_latency", self.low_latency);
    member("rs485", self.rs485);
    member("dtr", self.dtr);
    member("rts", self.rts);
    member("baud_tolerance", self.baud_tolerance);
    member("unsupported", self.unsupported);
    member("line_marks", self.line_marks);
}

template<class Self, class Visitor>
void describe(json_type<serial_endpoint>, Self& self, Visitor&& member)
{
    member("device", self.device, json_presence::required);
    member("config", self.config);
}

template<class Self, class Visitor>
void describe(json_type<json_error_code>, Self& self, Visitor&& member)
{
    member("category", self.category);
    member("value", self.value);
    member("message", self.message);
}

template<class Self, class Visitor>
void describe(json_type<skipped_feature>, Self& self, Visitor&& member)
{
    member("feature", self.feature, json_presence::required);
    member("error", self.ec);
}

template<class Self, class Visitor>
void describe(json_type<config_report>, Self& self, Visitor&& member)
{
    member("applied", self.applied);
    member("baud_error", self.baud_error);
    member("skipped", self.skipped);
}

template<class Self, class Visitor>
void describe(json_type<json_features>, Self& self, Visitor&& member)
{
    for (std::size_t i = 0; i < feature_count; ++i)
        member(to_string(static_cast<feature>(i)), self.table[i]);
}

template<class Self, class Visitor>
void describe(json_type<json_capabilities>, Self& self, Visitor&& member)
{
    member("platform", self.platform);
    member("backend", self.backend);
    member("features", self.features);
}

template<class Self, class Visitor>
void describe(json_type<modem_status>, Self& self, Visitor&& member)
{
    member("cts", self.cts);
    member("dsr", self.dsr);
    member("ri", self.ri);
    member("dcd", self.dcd);
}

template<class Self, class Visitor>
void describe(json_type<control_lines>, Self& self, Visitor&& member)
{
    member("rts", self.rts);
    member("dtr", self.dtr);
}

template<class Self, class Visitor>
void describe(json_type<line_event>, Self& self, Visitor&& member)
{
    member("events", self.events);
    member("lines", self.lines);
}

template<class Self, class Visitor>
void describe(json_type<line_counters>, Self& self, Visitor&& member)
{
    member("cts", self.cts);
    member("dsr", self.dsr);
    member("ri", self.ri);
    member("dcd", self.dcd);
    member("received", self.received);
    member("sent", self.sent);
    member("breaks", self.breaks);
    member("framing_errors", self.framing_errors);
    member("parity_errors", self.parity_errors);
    member("overruns", self.overruns);
    member("buffer_overruns", self.buffer_overruns);
}

template<class Self, class Visitor>
void describe(json_type<line_mark>, Self& self, Visitor&& member)
{
    member("offset", self.offset);
    member("fault", self.fault);
}

template<class Self, class Visitor>
void describe(json_type<close_policy>, Self& self, Visitor&& member)
{
    member("drain_deadline_ms", self.drain_deadline);
}

template<class Self, class Visitor>
void describe(json_type<diagnostic>, Self& self, Visitor&& member)
{
    member("event", self.event, json_presence::required);
    member("subject", self.subject);
    member("config", self.config);
    member("skipped", self.skipped);
    member("error", self.ec);
}

template<class Self, class Visitor>
void describe(json_type<port_info>, Self& self, Visitor&& member)
{
    member("device", self.device);
    member("name", self.name);
    member("description", self.description);
    member("hwid", self.hwid);
    member("vid", self.vid);
    member("pid", self.pid);
    member("serial_number", self.serial_number);
    member("manufacturer", self.manufacturer);
    member("product", self.product);
    member("location", self.location);
    member("interface", self.interface);
    member("driver", self.driver);
    member("by_id", self.by_id);
    member("by_path", self.by_path);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
