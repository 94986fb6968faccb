// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_EXAMPLE_OUTBOX_HPP
#define BOOST_SERIAL_EXT_EXAMPLE_OUTBOX_HPP

#include <boost/asio.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

/// Writes what it is given, in order, as fast as the stream takes it: whoever gives it goes on.
template<class Stream>
class outbox
{
public:
    using handler = std::function<void(boost::system::error_code)>;

    /// @param stream Must outlive this. @param written Is told when it has become emptier.
    outbox(Stream& stream, handler written) : stream_(stream), written_(std::move(written)) {}

    void push(std::string_view text)
    {
        waiting_ += text;
        if (under_way_.empty() && !waiting_.empty())
            write();
    }

    /// How many bytes have not been written yet.
    std::size_t size() const noexcept { return waiting_.size() + under_way_.size(); }

private:
    void write()
    {
        under_way_.swap(waiting_);
        boost::asio::async_write(stream_, boost::asio::buffer(under_way_),
            [this](boost::system::error_code ec, std::size_t)
            {
                under_way_.clear();
                if (!ec && !waiting_.empty())
                    write();
                written_(ec);
            });
    }

    Stream& stream_;
    handler written_;
    std::string waiting_, under_way_;
};

#endif
