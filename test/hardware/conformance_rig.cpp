// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What the host does for the conformance suite in the device set "conformance": it stops reading
// what the near port sends, and goes on. A program of its own, without guest.cpp.
#include "support/transport.hpp"

#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <unistd.h>

namespace boost_serial_ext_test {

namespace {

void tell(std::string const& command)
{
    char const* const number = std::getenv("BOOST_SERIAL_EXT_TEST_CONTROL");
    int const fd = number != nullptr ? std::atoi(number) : -1;
    std::string const text = command + '\n';
    if (::write(fd, text.data(), text.size()) != static_cast<::ssize_t>(text.size()))
        throw std::runtime_error("the rig does not listen");
    std::string answer;
    for (char c = 0; ::read(fd, &c, 1) == 1 && c != '\n';)
        answer += c;
    if (answer != "ok")
        throw std::runtime_error(command + ": " + answer);
}

bool const there = []
{
    if (std::getenv("BOOST_SERIAL_EXT_TEST_CONTROL") != nullptr)
        the_rig = {[] { tell("stall near"); }, [] { tell("join near far"); }};
    return true;
}();

} // namespace

} // namespace boost_serial_ext_test
