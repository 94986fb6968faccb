// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_MICRO_FAR_END_HPP
#define BOOST_SERIAL_EXT_BENCH_MICRO_FAR_END_HPP

#include <boost_serial_ext/test/pty_pair.hpp>

#include "support.hpp"

#include <array>
#include <cstddef>
#include <string>

#include <poll.h>
#include <unistd.h>

namespace micro {

/** The device at the other end of a pty, by plain system calls.

    They take their share of every time below, the same in all: what is compared is the difference.
*/
class far_end
{
public:
    std::string const& name() const noexcept { return pair_.name(); }

    void send(std::string const& bytes) const
    {
        auto const n = ::write(pair_.far_end(), bytes.data(), bytes.size());
        require(n == static_cast<ssize_t>(bytes.size()), "the device cannot send");
    }

    void receive(std::size_t size)
    {
        while (size != 0)
        {
            pollfd p{pair_.far_end(), POLLIN, 0};
            require(::poll(&p, 1, 10'000) == 1, "the device receives nothing");
            auto const n = ::read(pair_.far_end(), buffer_.data(), buffer_.size());
            require(n > 0 && static_cast<std::size_t>(n) <= size, "the device cannot receive");
            size -= static_cast<std::size_t>(n);
        }
    }

private:
    boost_serial_ext::test::pty_pair pair_;
    std::array<char, 8192> buffer_{};
};

} // namespace micro

#endif
