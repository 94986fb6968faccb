// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_DOUBLES_SYSTEM_HPP
#define BOOST_SERIAL_EXT_TEST_DOUBLES_SYSTEM_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <string_view>

namespace boost_serial_ext_test {

using boost_serial_ext::detail::native_handle;

// What the tests ask the system without the library: system_posix.cpp, and for Windows
// test/windows/doubles_system.cpp.

/// Whether this is Wine, which differs from Windows here and there.
bool under_wine(); // for Windows in test/windows/wine.cpp

/// Ends the program when so many seconds have passed; 0: it does not.
void end_program_after(unsigned seconds);

/// How many descriptors or handles this process has open.
std::ptrdiff_t open_handles();

/// Reads what is there, if anything is; how much.
std::size_t raw_read(native_handle handle, void* data, std::size_t size);

/// Whether all was written.
bool raw_write(native_handle handle, std::string_view bytes);

/// Whether there was something to be closed.
bool raw_close(native_handle handle);

/// Opens what is no port.
native_handle open_null_device();

} // namespace boost_serial_ext_test

#endif
