// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_HANDLE_COPY_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_HANDLE_COPY_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Another handle of an open device, which is open as long as this lives.
template<class Sys>
class windows_handle_copy
{
public:
    windows_handle_copy(Sys sys, native_handle device) noexcept
        : sys_(std::move(sys)), open_(sys_.duplicate(device, handle_) == 0)
    {
    }
    windows_handle_copy(windows_handle_copy const&) = delete;
    windows_handle_copy& operator=(windows_handle_copy const&) = delete;
    ~windows_handle_copy()
    {
        if (open_)
            sys_.close(handle_);
    }

    /// False: the system has no more handles.
    explicit operator bool() const noexcept { return open_; }

    int flush() noexcept { return sys_.flush(handle_); }

private:
    Sys sys_;
    native_handle handle_{};
    bool open_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
