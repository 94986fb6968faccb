// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_HEADERS_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_HEADERS_HPP

// As Asio has it: without what defines `interface` and the like.
#if !defined(WIN32_LEAN_AND_MEAN) && !defined(BOOST_ASIO_NO_WIN32_LEAN_AND_MEAN)
#define WIN32_LEAN_AND_MEAN
#endif

#include <winsock2.h> // which includes <windows.h>, and must come first

#if !defined(_WIN32_WINNT) || _WIN32_WINNT < 0x0A00
#error                                                                                             \
    "boost_serial_ext: compile with -D_WIN32_WINNT=0x0A00 (Windows 10), everything that includes Boost.Asio alike."
#endif

#endif
