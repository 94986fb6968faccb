// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_DIAGNOSTIC_CHANNEL_HPP
#define BOOST_SERIAL_EXT_DETAIL_DIAGNOSTIC_CHANNEL_HPP

#include <boost_serial_ext/diagnostic.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Where a context's ports report to; asking whether anybody listens costs one load.
class diagnostic_channel
{
public:
    using sink = std::function<void(diagnostic const&)>;

    bool watched() const noexcept { return watched_.load(std::memory_order_relaxed); }

    void watch(sink listener)
    {
        auto shared = listener ? std::make_shared<sink const>(std::move(listener)) : nullptr;
        std::lock_guard<std::mutex> const guard(mutex_);
        sink_.swap(shared); // the old one is destroyed after the lock is released
        watched_.store(sink_ != nullptr, std::memory_order_relaxed);
    }

    /// Calls the sink, outside of the lock: it may be replaced meanwhile.
    void tell(diagnostic const& what) noexcept
    {
        std::shared_ptr<sink const> listener;
        {
            std::lock_guard<std::mutex> const guard(mutex_);
            listener = sink_;
        }
        if (listener)
            (*listener)(what);
    }

    /// Tells what the function makes, if anybody listens.
    template<class MakeDiagnostic>
    void tell_if_watched(MakeDiagnostic make) noexcept
    {
        try
        {
            if (watched())
                tell(make());
        }
        catch (std::bad_alloc const&)
        {
            // Without memory for a diagnostic the port works on.
        }
    }

    void tell_of(
        diagnostic_event event, std::string const& subject, error_code const& ec = {}) noexcept
    {
        tell_if_watched([&]() -> diagnostic { return {event, subject, {}, {}, ec}; });
    }

private:
    std::atomic<bool> watched_{false};
    std::mutex mutex_;
    std::shared_ptr<sink const> sink_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
