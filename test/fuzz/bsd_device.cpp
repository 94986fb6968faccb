// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// libFuzzer's target for what the BSDs' kernels say of devices; tools/fuzz.sh builds and runs it.

#include "fuzz/bsd_device_property.hpp"
#include "fuzz/target.hpp"

#include <boost/json/src.hpp> // target.hpp knows the other properties, too

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    return boost_serial_ext_test::require(boost_serial_ext_test::fault_of_bsd_device, data, size);
}
