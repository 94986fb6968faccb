// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FORGETFUL_EXECUTOR_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FORGETFUL_EXECUTOR_HPP

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution/executor.hpp>
#include <boost/asio/io_context.hpp>

namespace boost_serial_ext_test {

namespace asio = boost::asio;

/// An executor that forgets what it is given, as one does whose thread pool is gone.
struct forgetful_executor
{
    asio::io_context* context;

    template<class Function>
    void execute(Function&&) const
    {
    }
    asio::execution_context& query(asio::execution::context_t) const noexcept { return *context; }
    friend bool operator==(forgetful_executor a, forgetful_executor b) noexcept
    {
        return a.context == b.context;
    }
    friend bool operator!=(forgetful_executor a, forgetful_executor b) noexcept
    {
        return a.context != b.context;
    }
};
static_assert(asio::execution::is_executor<forgetful_executor>::value);

} // namespace boost_serial_ext_test

#endif
