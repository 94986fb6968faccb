// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What tests of Linux's adapter take from the library, on systems whose library has it not.
#include <boost_serial_ext/native/file_tree.ipp>
#include <boost_serial_ext/native/sys_hwdb.ipp>
