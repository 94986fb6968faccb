// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_WANDERING_STREAM_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_WANDERING_STREAM_HPP

#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <string>
#include <utility>

namespace boost_serial_ext_test::storm {

namespace asio = boost::asio;

/// One open port that goes from one stream object to another: of the same type, or of another one.
class wandering_stream
{
    using concrete_stream = boost_serial_ext::basic_serial_stream<asio::io_context::executor_type>;

public:
    wandering_stream(asio::io_context& context, asio::any_io_executor const& executor)
        : first_(executor), second_(executor), concrete_(context)
    {
    }

    void open(std::string const& device) { first_.open(device, boost_serial_ext::serial_config{}); }

    void chain_completions(bool on)
    {
        first_.chain_completions(on);
        second_.chain_completions(on);
        concrete_.chain_completions(on);
    }

    /// Calls a function with the object that has the port.
    template<class Function>
    decltype(auto) visit(Function&& function)
    {
        switch (at_)
        {
        case place::first: return function(first_);
        case place::second: return function(second_);
        default: return function(concrete_);
        }
    }

    /// To the other object of the same type; operations in progress go on.
    void move()
    {
        if (at_ == place::first)
            second_ = std::move(first_);
        else
            first_ = std::move(second_);
        at_ = at_ == place::first ? place::second : place::first;
    }

    /// Whether it can be converted; else its handle can go to a stream of the other type: what is
    /// erased cannot be had back.
    bool convertible() const noexcept { return at_ == place::concrete; }

    /// To the other type; operations in progress end.
    void convert(bool by_constructor)
    {
        if (by_constructor)
            first_ = boost_serial_ext::serial_stream(std::move(concrete_));
        else
            first_ = std::move(concrete_);
        at_ = place::first;
    }

    /// As `convert`, where it cannot be converted.
    void release()
    {
        concrete_.assign(first_.release());
        at_ = place::concrete;
    }

private:
    enum class place
    {
        first,
        second,
        concrete
    };

    boost_serial_ext::serial_stream first_;
    boost_serial_ext::serial_stream second_;
    concrete_stream concrete_;
    place at_ = place::first;
};

} // namespace boost_serial_ext_test::storm

#endif
