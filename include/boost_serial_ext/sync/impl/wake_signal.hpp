// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SYNC_IMPL_WAKE_SIGNAL_HPP
#define BOOST_SERIAL_EXT_SYNC_IMPL_WAKE_SIGNAL_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/sys_io.hpp>

#include <memory>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace sync {
namespace impl {

/** What ends the waits of blocked threads, once and for all of them.

    After it has been fired it stays so: nobody has to know how many threads are still to see it,
    and none can miss it. Who waits next does so on another one.
*/
class wake_signal
{
public:
    /// Null with an error: no descriptors are left. @throws std::bad_alloc
    static std::shared_ptr<wake_signal> make(error_code& ec)
    {
        detail::io_alarm alarm;
        int const number = detail::sys_io::make_alarm(alarm);
        ec = number == 0 ? error_code() : error_code(number, boost::system::system_category());
        if (ec)
            return nullptr;
        struct closer
        {
            detail::io_alarm alarm;
            bool armed = true;
            ~closer()
            {
                if (armed)
                    detail::sys_io::close_alarm(alarm);
            }
        } unless_made{alarm};
        auto made = std::make_shared<wake_signal>(alarm);
        unless_made.armed = false;
        return made;
    }

    explicit wake_signal(detail::io_alarm const& alarm) noexcept : alarm_(alarm) {}
    wake_signal(wake_signal const&) = delete;
    wake_signal& operator=(wake_signal const&) = delete;
    ~wake_signal() { detail::sys_io::close_alarm(alarm_); }

    void fire() noexcept { detail::sys_io::ring(alarm_); }
    /// What becomes readable.
    detail::native_handle alarm() const noexcept { return alarm_.out; }

private:
    detail::io_alarm alarm_;
};

} // namespace impl
} // namespace sync
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
