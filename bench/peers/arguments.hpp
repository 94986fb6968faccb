// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_ARGUMENTS_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_ARGUMENTS_HPP

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace peers {

/// A positive number, or an exception that says whose value is none.
inline std::uint64_t parse_number(std::string_view option, std::string_view text)
{
    std::uint64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value == 0)
        throw std::invalid_argument(std::string(option) + ": a positive number is wanted, not \""
            + std::string(text) + "\"");
    return value;
}

/// What a client is told: MEASURE --count N --size S PORT [PORT...]
struct arguments
{
    std::string measure;
    std::uint64_t count = 1;
    std::size_t size = 1;
    std::vector<std::string> ports;

    static arguments parse(int argc, char** argv)
    {
        arguments result;
        for (int i = 1; i < argc; ++i)
        {
            std::string_view const word = argv[i];
            if (word == "--count" || word == "--size")
            {
                std::string_view const value = ++i < argc ? argv[i] : "";
                (word == "--count" ? result.count : result.size) = parse_number(word, value);
            }
            else if (word.substr(0, 2) == "--")
                throw std::invalid_argument("unknown option " + std::string(word));
            else if (result.measure.empty())
                result.measure = word;
            else
                result.ports.emplace_back(word);
        }
        if (result.ports.empty())
            throw std::invalid_argument("usage: MEASURE --count N --size S PORT [PORT...]");
        return result;
    }
};

} // namespace peers

#endif
