// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_FUZZ_TARGET_HPP
#define BOOST_SERIAL_EXT_TEST_FUZZ_TARGET_HPP

#include "fuzz/properties.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace boost_serial_ext_test {

// Ends the program, which libFuzzer takes for a find, if the property does not hold.
template<class Property>
int require(Property fault_of, std::uint8_t const* data, std::size_t size)
{
    std::string const fault = fault_of(std::string_view(reinterpret_cast<char const*>(data), size));
    if (fault.empty())
        return 0;
    std::fprintf(stderr, "the property does not hold: %s\n", fault.c_str());
    std::abort();
}

} // namespace boost_serial_ext_test

#endif
