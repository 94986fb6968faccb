// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_WINDOWS_TRANSFER_HPP
#define BOOST_SERIAL_EXT_DETAIL_WINDOWS_TRANSFER_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>

#include <boost/asio/associator.hpp>
#include <boost/asio/error.hpp>

#include <atomic>
#include <cstddef>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** What becomes of Windows' answer to a transfer.

    Bytes that were moved are told, however the transfer ended. A read that succeeds with none was
    over in time (COMMTIMEOUTS): it looks like the end of a file, and whoever asked finds out. A write
    with none is made again.
*/
template<class Handler, bool Reads>
class windows_transfer
{
public:
    /// @param count Of the transfers under way; it lives as long as the port.
    windows_transfer(Handler&& handler, bool asked, std::atomic<unsigned>& count)
        : handler_(std::move(handler)), count_(&count), asked_(asked)
    {
        ++count;
    }

    Handler const& handler() const noexcept { return handler_; }

    void operator()(error_code ec, std::size_t n)
    {
        --*count_;
        if (ec.category() == boost::system::system_category())
            ec = make_system_error(error_context::transfer, ec.value());
        if (n != 0)
            ec.clear();
        else if (!ec && asked_)
            ec = Reads ? asio::error::make_error_code(asio::error::eof)
                       : asio::error::make_error_code(asio::error::interrupted);
        std::move(handler_)(ec, n);
    }

private:
    Handler handler_;
    std::atomic<unsigned>* count_;
    bool asked_; ///< For anything.
};
} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

template<template<class, class> class Associator, class Handler, bool Reads, class Default>
struct boost::asio::associator<Associator,
    boost_serial_ext::detail::windows_transfer<Handler, Reads>, Default>
    : Associator<Handler, Default>
{
    using op = boost_serial_ext::detail::windows_transfer<Handler, Reads>;

    static decltype(auto) get(op const& o) noexcept
    {
        return Associator<Handler, Default>::get(o.handler());
    }

    static decltype(auto) get(op const& o, Default const& fallback) noexcept
    {
        return Associator<Handler, Default>::get(o.handler(), fallback);
    }
};

#endif
