// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_REQUEST_LIST_HPP
#define BOOST_SERIAL_EXT_DETAIL_REQUEST_LIST_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <mutex>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// An operation that goes through the private thread; see thread_op.hpp.
struct pending_request
{
    virtual ~pending_request() = default;
    /// Ends the operation with `asio::error::operation_aborted`, as far as it still can be ended.
    virtual void abandon() noexcept = 0;
};

/// Requests that `cancel` and `close` shall reach. Its mutex is held for moments only, never while
/// the private thread works.
class request_list
{
public:
    void add(pending_request& request)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        requests_.push_back(&request);
    }

    void remove(pending_request& request) noexcept
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        requests_.erase(std::remove(requests_.begin(), requests_.end(), &request), requests_.end());
    }

    void abandon_all() noexcept
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        for (pending_request* const request : requests_)
            request->abandon();
    }

private:
    std::mutex mutex_;
    std::vector<pending_request*> requests_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
