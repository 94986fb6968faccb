// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The example of the same name, as a function: there is one program in the guest.
int wait_for_device_main(int argc, char** argv);

#define main wait_for_device_main
#include "../../example/wait_for_device/wait_for_device.cpp"
