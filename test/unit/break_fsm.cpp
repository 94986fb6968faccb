// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/sansio/break_fsm.hpp>

#include <boost/system/system_category.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(break_fsm)

// The suite is called like the machine; this line decides who is meant.
using boost_serial_ext::detail::break_fsm;

namespace {

using detail::break_action;

constexpr int success = 0;
constexpr int cut_short = 125; // ECANCELED
constexpr int gone = 5;        // EIO
constexpr int lacking = 25;    // ENOTTY

error_code outcome(int number)
{
    return {number, boost::system::system_category()};
}

char const* name(break_action::kind kind)
{
    switch (kind)
    {
    case break_action::switch_on: return "on";
    case break_action::wait: return "wait";
    case break_action::switch_off: return "off";
    case break_action::done: return "done";
    }
    return "?";
}

struct run
{
    std::string actions;
    int result = -1;
};

// Resumes a fresh machine with these outcomes, one after the other, until it is done.
run obey(std::vector<int> const& outcomes)
{
    break_fsm fsm;
    run r;
    for (int const number : outcomes)
    {
        break_action const action = fsm.resume(outcome(number));
        r.actions += (r.actions.empty() ? "" : " ") + std::string(name(action.type));
        if (action.type == break_action::done)
        {
            r.result = action.ec.value();
            break;
        }
        BOOST_TEST(!action.ec.failed()); // an error belongs to the end
    }
    return r;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_break_is_switched_on_and_off_again)
{
    run const r = obey({success, success, success, success});
    BOOST_TEST(r.actions == "on wait off done");
    BOOST_TEST(r.result == success);
}

BOOST_AUTO_TEST_CASE(every_way_a_break_can_end)
{
    struct
    {
        char const* what;
        std::vector<int> outcomes;
        char const* actions;
        int result;
    } const rows[] = {
        {"stopped before it began", {cut_short}, "done", cut_short},
        {"the driver lacks it", {success, lacking}, "on done", lacking},
        {"the device is gone", {success, gone}, "on done", gone},
        {"cut short", {success, success, cut_short, success}, "on wait off done", cut_short},
        {"cut short by a failure", {success, success, gone, gone}, "on wait off done", gone},
        {"it cannot be switched off", {success, success, success, gone}, "on wait off done", gone},
        {"cut short, and it cannot be switched off", {success, success, cut_short, gone},
            "on wait off done", cut_short},
    };
    for (auto const& row : rows)
    {
        run const r = obey(row.outcomes);
        BOOST_TEST(r.actions == row.actions, row.what);
        BOOST_TEST(r.result == row.result, row.what);
    }
}

BOOST_AUTO_TEST_CASE(once_it_is_on_every_outcome_of_the_wait_switches_it_off)
{
    for (int number = 0; number < 134; ++number)
    {
        break_fsm fsm;
        fsm.resume({});
        BOOST_TEST(fsm.resume({}).type == break_action::wait);
        BOOST_TEST(fsm.resume(outcome(number)).type == break_action::switch_off);
    }
}

BOOST_AUTO_TEST_CASE(what_was_never_on_is_not_switched_off)
{
    for (int number = 1; number < 134; ++number)
        BOOST_TEST(obey({success, number, success, success}).actions == "on done");
}

BOOST_AUTO_TEST_CASE(a_machine_that_is_done_stays_done)
{
    break_fsm fsm;
    for (int const number : {success, success, cut_short, success})
        fsm.resume(outcome(number));
    break_action const again = fsm.resume(outcome(gone));
    BOOST_TEST(again.type == break_action::done);
    BOOST_TEST((again.ec == outcome(cut_short)));
}

BOOST_AUTO_TEST_SUITE_END()
