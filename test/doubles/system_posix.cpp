// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "doubles/system.hpp"

#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string_view>

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

namespace boost_serial_ext_test {

bool under_wine()
{
    return false;
}

void end_program_after(unsigned seconds)
{
    ::alarm(seconds);
}

std::ptrdiff_t open_handles()
{
    using entries = std::filesystem::directory_iterator;
    // Linux without udev has no /dev/fd, and other systems have no /proc.
    char const* const own = "/proc/self/fd";
    return std::distance(entries(std::filesystem::exists(own) ? own : "/dev/fd"), entries());
}

std::size_t raw_read(native_handle handle, void* data, std::size_t size)
{
    ::ssize_t const n = ::read(handle, data, size); // virtual ports' do not block
    return n < 0 ? 0 : static_cast<std::size_t>(n);
}

bool raw_write(native_handle handle, std::string_view bytes)
{
    return ::write(handle, bytes.data(), bytes.size()) == static_cast<::ssize_t>(bytes.size());
}

bool raw_close(native_handle handle)
{
    return ::close(handle) == 0;
}

native_handle open_null_device()
{
    return ::open("/dev/null", O_RDWR | O_CLOEXEC);
}

} // namespace boost_serial_ext_test
