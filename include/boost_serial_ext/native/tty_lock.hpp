// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_TTY_LOCK_HPP
#define BOOST_SERIAL_EXT_NATIVE_TTY_LOCK_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/native/tty_errors.hpp>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Who else may have a tty open.

    The advisory lock tells everybody who asks for it, also root; TIOCEXCL keeps out those who do
    not, but for root, who is told by TIOCGEXCL. A port that is to be shared takes a shared lock, so
    that whoever wants it alone is refused as long as it is in use.
*/
template<class Sys>
class tty_lock
{
public:
    enum level : unsigned char
    {
        none, ///< An adopted handle's.
        shared,
        exclusive
    };

    tty_lock(Sys& sys, int fd) noexcept : sys_(sys), fd_(fd) {}

    level held() const noexcept { return level_; }

    /// Goes to another level, or stays and says why.
    bool change(level wanted, error_context where, error_code& ec) noexcept
    {
        ec.clear();
        if (wanted == level_)
            return true;
        level const before = level_;
        if (!(wanted == exclusive      ? take(where, ec)
                    : wanted == shared ? share(where, ec)
                                       : leave()))
            restore(before);
        return !ec;
    }

    /// A handle that comes from elsewhere may hold the lock already: it is given back on close.
    void adopt() noexcept
    {
        int on = 0;
        if (sys_.get_exclusive(fd_, on) == 0 && on != 0 && lock() == 0)
            level_ = exclusive;
    }

    /// Lets others open the port again. Errors are of no use: the device may be gone.
    bool leave() noexcept
    {
        if (level_ == exclusive)
            sys_.clear_exclusive(fd_);
        if (level_ != none)
            sys_.unlock(fd_);
        level_ = none;
        return true;
    }

private:
    int lock() noexcept { return unless_missing(sys_.lock(fd_)); }
    int lock_shared() noexcept { return unless_missing(sys_.lock_shared(fd_)); }

    // Where files of devices have no advisory lock TIOCEXCL is all there is.
    static int unless_missing(int number) noexcept
    {
        return Sys::may_lack_locks && is_missing(number, Sys::family) ? 0 : number;
    }

    bool take(error_context where, error_code& ec) noexcept
    {
        if (fail(ec, where, [&] { return lock(); }) || taken_by_another(where, ec)
            || fail(ec, where, [&] { return sys_.set_exclusive(fd_); }))
            return false;
        level_ = exclusive;
        return true;
    }

    bool share(error_context where, error_code& ec) noexcept
    {
        if (level_ == exclusive)
            sys_.clear_exclusive(fd_);
        if (fail(ec, where, [&] { return lock_shared(); })
            || (level_ == none && taken_by_another(where, ec)))
            return false;
        level_ = shared;
        return true;
    }

    // What open(2) tells everybody but root.
    bool taken_by_another(error_context where, error_code& ec) noexcept
    {
        int on = 0;
        int const busy = 16; // EBUSY
        int const number = uninterrupted([&] { return sys_.get_exclusive(fd_, on); });
        return number == 0 && on != 0 && fail(ec, where, busy);
    }

    // A lock that is converted is given up first (flock(2)): it may be somebody else's by now.
    void restore(level before) noexcept
    {
        level_ = before;
        if (before == none)
            sys_.unlock(fd_);
        else if ((before == shared ? lock_shared() : lock()) != 0)
            level_ = none;
        else if (before == exclusive && sys_.set_exclusive(fd_) != 0)
            leave();
    }

    Sys& sys_;
    int fd_;
    level level_ = none;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
