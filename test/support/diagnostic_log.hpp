// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_DIAGNOSTIC_LOG_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_DIAGNOSTIC_LOG_HPP

#include <boost_serial_ext/diagnostic_sink.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include <boost/asio/io_context.hpp>

#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/// Events of a context's ports, in words; the port's name stands as "it".
struct diagnostic_log
{
    boost::asio::io_context context;
    test::pty_pair far;
    std::vector<std::string> lines;
    serial_stream port{context};

    diagnostic_log() { set_diagnostic_sink(context, listener()); }

    std::function<void(diagnostic const&)> listener()
    {
        return [this](diagnostic const& d)
        {
            std::ostringstream line;
            line << to_string(d.event) << ' ' << (d.subject == far.name() ? "it" : d.subject);
            if (d.config)
                line << ' ' << *d.config;
            if (d.skipped)
                line << ' ' << d.skipped->feature;
            if (d.ec)
                line << (d.ec == condition::disconnected ? " (disconnected)" : " (failed)");
            lines.push_back(line.str());
        };
    }

    /// Since the last time.
    std::string told()
    {
        std::string text;
        for (auto const& line : lines)
            text += (text.empty() ? "" : ", ") + line;
        lines.clear();
        return text;
    }

    static serial_config two_features_too_many(unsupported_policy policy)
    {
        serial_config config;
        config.low_latency = true;
        config.rs485.emplace();
        config.unsupported = policy;
        return config;
    }
};

} // namespace boost_serial_ext_test

#endif
