// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/native/tty_lock.hpp>

#include "support/fake_linux_sys.hpp"
#include "support/linux_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(tty_lock)

namespace {

using detail::error_context;
using namespace boost_serial_ext_test;
using lock = detail::tty_lock<fake_linux_sys>;

constexpr lock::level all_levels[] = {lock::none, lock::shared, lock::exclusive};

// A lock of a tty that is open, at some level.
struct fixture
{
    explicit fixture(lock::level level = lock::none)
    {
        tty.open_handles = {fake_linux_sys::the_handle};
        locked.change(level, error_context::open, ec);
        BOOST_TEST_REQUIRE(!ec.failed());
        tty.forget();
    }

    bool is_at(lock::level level) const
    {
        return locked.held() == level && tty.locked == (level == lock::exclusive)
            && tty.shared_lock == (level == lock::shared)
            && tty.exclusive == (level == lock::exclusive);
    }

    fake_tty tty;
    fake_linux_sys sys{tty};
    lock locked{sys, fake_linux_sys::the_handle};
    error_code ec;
};

// Whether the system's answer to a call decides nothing.
bool is_courtesy(std::string const& call)
{
    return call == "get_exclusive" || call == "clear_exclusive" || call == "unlock";
}

} // namespace

BOOST_AUTO_TEST_CASE(every_level_can_be_reached_from_every_other)
{
    struct
    {
        lock::level from, to;
        char const* calls;
    } const rows[] = {
        {lock::none, lock::none, ""},
        {lock::none, lock::shared, "lock_shared get_exclusive"},
        {lock::none, lock::exclusive, "lock get_exclusive set_exclusive"},
        {lock::shared, lock::none, "unlock"},
        {lock::shared, lock::shared, ""},
        {lock::shared, lock::exclusive, "lock get_exclusive set_exclusive"},
        {lock::exclusive, lock::none, "clear_exclusive unlock"},
        {lock::exclusive, lock::shared, "clear_exclusive lock_shared"},
        {lock::exclusive, lock::exclusive, ""},
    };
    for (auto const& row : rows)
    {
        fixture f(row.from);
        f.ec = error::operation_in_progress;
        BOOST_TEST(f.locked.change(row.to, error_context::configure, f.ec));
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(joined(f.tty.calls) == row.calls);
        BOOST_TEST(f.is_at(row.to));
    }
}

BOOST_AUTO_TEST_CASE(whichever_call_of_a_change_fails_the_lock_held_before_is_held)
{
    for (lock::level const from : all_levels)
        for (lock::level const to : all_levels)
            for (int const number : most_numbers)
                for (std::size_t index = 0; index < most_calls; ++index)
                    BOOST_TEST_CONTEXT(
                        from << " to " << to << ", call " << index << " fails with " << number)
                    {
                        fixture f(from);
                        f.tty.fail_at[index] = number;
                        bool const changed = f.locked.change(to, error_context::configure, f.ec);
                        if (index >= f.tty.calls.size())
                            break;
                        BOOST_TEST(changed == !f.ec.failed());
                        BOOST_TEST(changed == is_courtesy(f.tty.calls[index]));
                        BOOST_TEST(f.locked.held() == (changed ? to : from));
                        if (changed)
                            continue;
                        BOOST_TEST(f.is_at(from));
                        BOOST_TEST(
                            f.ec == detail::make_system_error(error_context::configure, number));
                        BOOST_TEST(f.ec.has_location());
                    }
}

BOOST_AUTO_TEST_CASE(a_change_that_a_signal_interrupts_goes_on)
{
    for (lock::level const from : all_levels)
        for (lock::level const to : {lock::shared, lock::exclusive})
            for (std::size_t index = 0; index < most_calls; ++index)
            {
                fixture f(from);
                f.tty.fail_at[index] = e_intr;
                BOOST_TEST(f.locked.change(to, error_context::configure, f.ec));
                if (index >= f.tty.calls.size())
                    break;
                BOOST_TEST(f.locked.held() == to);
                BOOST_TEST(f.tty.locked == (to == lock::exclusive));
            }
}

BOOST_AUTO_TEST_CASE(a_lock_that_somebody_else_has_makes_the_port_busy_in_every_context)
{
    for (error_context const where : {error_context::open, error_context::configure})
        for (lock::level const to : {lock::shared, lock::exclusive})
        {
            fixture f;
            f.tty.always["lock"] = f.tty.always["lock_shared"] = e_again;
            BOOST_TEST(!f.locked.change(to, where, f.ec));
            BOOST_TEST((f.ec == condition::port_busy));
            BOOST_TEST(f.ec.value() == e_again);
            BOOST_TEST(f.is_at(lock::none));
        }
}

BOOST_AUTO_TEST_CASE(a_lock_that_is_lost_by_converting_it_is_not_believed_to_be_held)
{
    for (lock::level const from : {lock::shared, lock::exclusive})
    {
        fixture f(from);
        f.tty.always["lock"] = f.tty.always["lock_shared"] = e_again; // somebody was quicker
        BOOST_TEST(!f.locked.change(
            from == lock::shared ? lock::exclusive : lock::shared, error_context::configure, f.ec));
        BOOST_TEST((f.ec == condition::port_busy));
        BOOST_TEST(f.is_at(lock::none));
    }
}

BOOST_AUTO_TEST_CASE(exclusive_mode_that_does_not_come_back_takes_the_lock_with_it)
{
    fixture f(lock::exclusive);
    f.tty.always["lock_shared"] = e_again;
    f.tty.always["set_exclusive"] = e_io;
    BOOST_TEST(!f.locked.change(lock::shared, error_context::configure, f.ec));
    BOOST_TEST(f.is_at(lock::none));
}

BOOST_AUTO_TEST_CASE(somebody_elses_exclusive_mode_makes_the_port_busy_and_stays)
{
    for (lock::level const to : {lock::shared, lock::exclusive})
    {
        fixture f;
        f.tty.exclusive = true;
        BOOST_TEST(!f.locked.change(to, error_context::open, f.ec));
        BOOST_TEST((f.ec == condition::port_busy));
        BOOST_TEST(f.ec.value() == e_busy);
        BOOST_TEST(f.locked.held() == lock::none);
        BOOST_TEST(f.tty.exclusive);
        BOOST_TEST(!f.tty.locked);
        BOOST_TEST(!f.tty.shared_lock);
    }
}

BOOST_AUTO_TEST_CASE(a_shared_port_that_somebody_made_exclusive_meanwhile_stays_shared)
{
    fixture f(lock::shared);
    f.tty.exclusive = true; // by root, who does not ask for locks
    BOOST_TEST(!f.locked.change(lock::exclusive, error_context::configure, f.ec));
    BOOST_TEST((f.ec == condition::port_busy));
    BOOST_TEST(f.locked.held() == lock::shared);
    BOOST_TEST(f.tty.shared_lock);
    BOOST_TEST(f.tty.exclusive);
}

BOOST_AUTO_TEST_CASE(a_kernel_that_does_not_tell_of_exclusive_mode_keeps_nobody_out)
{
    for (int const number : most_numbers)
    {
        fixture f;
        f.tty.always["get_exclusive"] = number;
        BOOST_TEST(f.locked.change(lock::exclusive, error_context::open, f.ec));
        BOOST_TEST(f.is_at(lock::exclusive));
    }
}

BOOST_AUTO_TEST_CASE(leaving_gives_back_what_is_held_and_nothing_else)
{
    struct
    {
        lock::level from;
        char const* calls;
    } const rows[] = {
        {lock::none, ""},
        {lock::shared, "unlock"},
        {lock::exclusive, "clear_exclusive unlock"},
    };
    for (auto const& row : rows)
    {
        fixture f(row.from);
        f.locked.leave();
        f.locked.leave();
        BOOST_TEST(joined(f.tty.calls) == row.calls);
        BOOST_TEST(f.is_at(lock::none));
    }
}

BOOST_AUTO_TEST_CASE(leaving_goes_on_whatever_fails)
{
    fixture f(lock::exclusive);
    f.tty.always["clear_exclusive"] = f.tty.always["unlock"] = e_io;
    f.locked.leave();
    BOOST_TEST(joined(f.tty.calls) == "clear_exclusive unlock");
    BOOST_TEST(f.locked.held() == lock::none);
}

BOOST_AUTO_TEST_CASE(a_handle_from_elsewhere_is_exclusive_if_it_is_so_already)
{
    fixture f;
    f.tty.exclusive = f.tty.locked = true;
    f.locked.adopt();
    BOOST_TEST(f.is_at(lock::exclusive));
    f.locked.leave();
    BOOST_TEST(f.is_at(lock::none));
}

BOOST_AUTO_TEST_CASE(a_handle_from_elsewhere_that_is_not_exclusive_is_not_locked)
{
    fixture f;
    f.locked.adopt();
    BOOST_TEST(joined(f.tty.calls) == "get_exclusive");
    BOOST_TEST(f.is_at(lock::none));
}

BOOST_AUTO_TEST_CASE(a_handle_from_elsewhere_has_no_lock_if_that_cannot_be_found_out)
{
    for (char const* const call : {"get_exclusive", "lock"})
        for (int const number : most_numbers)
        {
            fixture f;
            f.tty.exclusive = true;
            f.tty.always[call] = number;
            f.locked.adopt();
            BOOST_TEST(f.locked.held() == lock::none);
            f.locked.leave();
            BOOST_TEST(f.tty.exclusive);
        }
}

BOOST_AUTO_TEST_SUITE_END()
