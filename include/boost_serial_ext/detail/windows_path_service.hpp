// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_WINDOWS_PATH_SERVICE_HPP
#define BOOST_SERIAL_EXT_DETAIL_WINDOWS_PATH_SERVICE_HPP

#include <boost_serial_ext/detail/asio.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/config.hpp>

#include <mutex>
#include <set>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Ends what is in progress on the devices of a context that is destroyed.

    Asio closes its handles then, and waits until what was in progress is told: but those are not the
    last ones of their devices, and nothing ends by that.
*/
class BOOST_SYMBOL_VISIBLE windows_path_service final : public asio::execution_context::service
{
public:
    using key_type = windows_path_service;
    inline static asio::execution_context::id id; // the key where there is no RTTI

    /// Of which there is one for each open device.
    struct member
    {
        member() = default;
        member(member const&) = delete;
        member& operator=(member const&) = delete;
        virtual void end() noexcept = 0;

    protected:
        ~member() = default;
    };

    explicit windows_path_service(asio::execution_context& context) : service(context) {}

    void add(member& one)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        members_.insert(&one);
    }

    void remove(member& one) noexcept
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        members_.erase(&one);
    }

private:
    void shutdown() override
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        for (member* const one : members_)
            one->end();
    }

    std::mutex mutex_;
    std::set<member*> members_;
};
} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
