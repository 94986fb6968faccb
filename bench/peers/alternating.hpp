// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_ALTERNATING_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_ALTERNATING_HPP

namespace peers {

inline constexpr unsigned usual_baud = 115'200;
inline constexpr unsigned other_baud = 57'600;

/// The baud rates of the measure `open`: never the one that the port has, so that each open has
/// something to set. The device leaves its ports at the usual one.
class alternating_baud
{
public:
    unsigned next() noexcept { return (other_ = !other_) ? other_baud : usual_baud; }

private:
    bool other_ = false;
};

} // namespace peers

#endif
