// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The example of the same name, as a function: there is one program in the guest.
int watch_ports_main(int argc, char** argv);

#define main watch_ports_main
#include "../../example/watch_ports/watch_ports.cpp"
