// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_IO_SLICES_HPP
#define BOOST_SERIAL_EXT_DETAIL_IO_SLICES_HPP

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/native/sys_io.hpp>

#include <boost/asio/buffer.hpp>

#include <array>
#include <cstddef>
#include <type_traits>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The beginning of a buffer sequence, as the system takes it.
class io_slices
{
public:
    template<class Buffers>
    explicit io_slices(Buffers const& buffers) noexcept
    {
        using buffer = std::conditional_t<asio::is_mutable_buffer_sequence<Buffers>::value,
            asio::mutable_buffer, asio::const_buffer>;
        auto const end = asio::buffer_sequence_end(buffers);
        for (auto i = asio::buffer_sequence_begin(buffers); i != end && count_ != list_.size(); ++i)
            if (buffer const b(*i); b.size() != 0)
            {
                list_[count_++] = {const_cast<void*>(static_cast<void const*>(b.data())), b.size()};
                bytes_ += b.size();
            }
    }

    io_slice const* data() const noexcept { return list_.data(); }
    std::size_t size() const noexcept { return count_; }
    std::size_t bytes() const noexcept { return bytes_; }

private:
    std::array<io_slice, sys_io::most_slices> list_;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
