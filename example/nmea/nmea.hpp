// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef NMEA_HPP
#define NMEA_HPP

#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What GGA and RMC sentences of NMEA 0183 say. What a receiver left empty is not there.
struct nmea_fix
{
    std::string type;                          // "GGA" or "RMC"
    std::string date;                          // of RMC: "2026-11-23"
    std::string time;                          // "16:01:59.673"
    std::optional<double> latitude, longitude; // degrees, positive to the north and the east
    std::optional<double> altitude;            // of GGA: metres above mean sea level
    std::optional<double> speed;               // of RMC: knots
    bool valid = false;                        // whether the receiver believes it
};

// The fields of a sentence, the first one without its dollar; nothing unless the checksum is there,
// and right.
inline std::optional<std::vector<std::string>> nmea_fields(std::string_view line)
{
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
        line.remove_suffix(1);
    if (line.size() < 4 || line.front() != '$' || line[line.size() - 3] != '*')
        return std::nullopt;
    std::string const told(line.substr(line.size() - 2));
    std::string_view const text = line.substr(1, line.size() - 4);
    unsigned long sum = 0;
    std::vector<std::string> fields(1);
    for (char const c : text)
    {
        sum ^= static_cast<unsigned char>(c);
        if (c == ',')
            fields.emplace_back();
        else
            fields.back() += c;
    }
    if (told.find_first_not_of("0123456789ABCDEFabcdef") != std::string::npos
        || sum != std::strtoul(told.c_str(), nullptr, 16))
        return std::nullopt;
    return fields;
}

namespace nmea_detail {

inline std::optional<double> number(std::string const& text)
{
    char* end = nullptr;
    double const value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end)
        return std::nullopt;
    return value;
}

// Degrees, from "3504.095" and its hemisphere: the last two digits before the point are minutes.
inline std::optional<double> degrees(
    std::string const& text, std::string const& hemisphere, std::size_t digits)
{
    auto const whole = number(text.substr(0, digits));
    auto const minutes = number(text.size() > digits ? text.substr(digits) : "");
    if (!whole || !minutes)
        return std::nullopt;
    double const value = *whole + *minutes / 60;
    return hemisphere == "S" || hemisphere == "W" ? -value : value;
}

// "160159.673" as "16:01:59.673", or "231126" as "23:11:26".
inline std::string in_pairs(std::string const& text)
{
    if (text.size() < 6)
        return {};
    return text.substr(0, 2) + ':' + text.substr(2, 2) + ':' + text.substr(4);
}

} // namespace nmea_detail

// Nothing unless it is a GGA or an RMC sentence, of whatever satellites, with all its fields.
inline std::optional<nmea_fix> nmea_parse(std::vector<std::string> const& fields)
{
    using namespace nmea_detail;
    nmea_fix fix;
    fix.type = fields[0].size() == 5 ? fields[0].substr(2) : "";
    bool const gga = fix.type == "GGA", rmc = fix.type == "RMC";
    if (!(gga && fields.size() >= 10) && !(rmc && fields.size() >= 10))
        return std::nullopt;

    std::size_t const at = gga ? 2 : 3; // where the position is
    fix.time = in_pairs(fields[1]);
    fix.latitude = degrees(fields[at], fields[at + 1], 2);
    fix.longitude = degrees(fields[at + 2], fields[at + 3], 3);
    if (gga)
    {
        fix.valid = !fields[6].empty() && fields[6] != "0";
        fix.altitude = number(fields[9]);
        return fix;
    }
    fix.valid = fields[2] == "A";
    fix.speed = number(fields[7]);
    if (auto const& d = fields[9]; d.size() == 6) // day, month, and a year of this century
        fix.date = "20" + d.substr(4) + '-' + d.substr(2, 2) + '-' + d.substr(0, 2);
    return fix;
}

#endif
