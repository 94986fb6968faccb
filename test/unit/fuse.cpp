// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/test/fuse.hpp>

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/assert/source_location.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(fuse)

// The suite is called like the class; this line decides who is meant.
using boost_serial_ext::test::fuse;

namespace {

namespace asio = boost::asio;
namespace data = boost::unit_test::data;
namespace errc = boost::system::errc;
using test::fuse_allocator;
using test::fuse_options;
using test::fuse_result;
using test::fuse_sweep;

constexpr fuse_sweep every_sweep[]
    = {fuse_sweep::error_codes, fuse_sweep::exceptions, fuse_sweep::allocations};

fuse_options only(fuse_sweep sweep)
{
    fuse_options options;
    options.only = sweep;
    return options;
}

fuse_options at_most(std::size_t limit)
{
    fuse_options options;
    options.limit = limit;
    return options;
}

error_code io_error()
{
    return errc::make_error_code(errc::io_error);
}

bool says(fuse_result const& result, std::string_view words)
{
    return result.defect.find(words) != std::string::npos;
}

// Passes so many points, and ends with the failure of the first that fails.
error_code pass(fuse& f, int points, boost::source_location at = BOOST_CURRENT_LOCATION)
{
    error_code ec;
    for (int i = 0; i < points && !ec; ++i)
        f.maybe_fail(ec, at);
    return ec;
}

// The same, and whatever fails is caught.
bool goes_well(fuse& f, int points, boost::source_location at = BOOST_CURRENT_LOCATION)
{
    try
    {
        return !pass(f, points, at);
    }
    catch (std::exception const&)
    {
        return false;
    }
}

// Which sweep a run belonged to, and which point failed in it; -1 for none.
using visit = std::pair<fuse_sweep, int>;

// Writes down, for each run, the point that failed.
struct recorder
{
    std::vector<visit> visits;

    error_code operator()(fuse& f)
    {
        for (visits.emplace_back(f.sweep(), 0); visits.back().second < 3; ++visits.back().second)
            if (error_code ec; f.maybe_fail(ec)) // or it throws
                return ec;
        visits.back().second = -1;
        return {};
    }
};

// Two relays that are on together or not at all, as in the documentation of `fuse`.
struct fake_relay
{
    fuse& f;
    bool on = false;

    void set(bool value, error_code& ec)
    {
        if (!f.maybe_report(ec))
            on = value;
    }
};

error_code start(fake_relay& pump, fake_relay& heater)
{
    error_code ec;
    pump.set(true, ec);
    if (ec)
        return ec;
    heater.set(true, ec);
    if (ec)
    {
        error_code ignored; // the first failure is the one to report
        pump.set(false, ignored);
    }
    return ec;
}

// Ends with an exception where it should with a code.
template<class Exception>
fuse_result fuse_and_throw(Exception const& e)
{
    auto const scenario = [&](fuse& f)
    {
        if (pass(f, 1))
            throw e;
    };
    return fuse().armed(scenario, only(fuse_sweep::error_codes));
}

// Keeps an allocation when the point after it fails, as for want of a destructor.
struct forgetful
{
    std::vector<int*> kept;

    bool operator()(fuse& f)
    {
        fuse_allocator<int> a(f);
        int* const p = a.allocate(1);
        bool const well = goes_well(f, 1);
        well ? a.deallocate(p, 1) : kept.push_back(p);
        return well;
    }
};

// Calls a function in this thread and in another one.
template<class Function>
void in_two_threads(Function f)
{
    std::thread other(f, 0);
    f(1);
    other.join();
}

} // namespace

// What a sweep visits.

BOOST_AUTO_TEST_CASE(every_point_fails_once_in_every_way_between_two_runs_in_which_none_does)
{
    recorder r;
    fuse_result const result = fuse().armed(r);
    BOOST_TEST(result);
    BOOST_TEST(result.points == 9u);
    BOOST_TEST(result.runs == 15u);
    std::vector<visit> expected;
    for (fuse_sweep const sweep : every_sweep)
        for (int const point : {-1, 0, 1, 2, -1})
            expected.emplace_back(sweep, point);
    BOOST_TEST((r.visits == expected));
}

BOOST_DATA_TEST_CASE(one_sweep_can_be_had_alone, data::make(every_sweep), sweep)
{
    recorder r;
    fuse_result const result = fuse().armed(r, only(sweep));
    BOOST_TEST(result);
    std::vector<visit> const expected
        = {{sweep, -1}, {sweep, 0}, {sweep, 1}, {sweep, 2}, {sweep, -1}};
    BOOST_TEST((r.visits == expected));
}

BOOST_AUTO_TEST_CASE(only_one_point_fails_in_a_run)
{
    std::vector<int> failures;
    auto const scenario = [&](fuse& f)
    {
        int& n = failures.emplace_back(0);
        for (int i = 0; i < 3; ++i)
            n += goes_well(f, 1) ? 0 : 1;
        return n == 0;
    };
    BOOST_TEST(fuse().armed(scenario, only(fuse_sweep::exceptions)));
    std::vector<int> const expected = {0, 1, 1, 1, 0};
    BOOST_TEST(failures == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_point_passed_after_the_failure_is_not_one_of_those_before)
{
    fuse_result const result = fuse().armed(
        [](fuse& f)
        {
            fake_relay pump{f}, heater{f};
            error_code const ec = start(pump, heater);
            BOOST_TEST(pump.on == heater.on);
            return ec;
        });
    BOOST_TEST(result);
    BOOST_TEST(result.points == 2u); // undoing the first is a third, in that run alone
}

BOOST_AUTO_TEST_CASE(the_points_of_nested_calls_are_counted_in_their_order)
{
    std::vector<int> reached;
    fuse_result const result = fuse().armed(
        [&](fuse& f)
        {
            int& step = reached.emplace_back(0);
            auto const inner = [&] { return step = 1, pass(f, 2); };
            error_code const ec = pass(f, 1);
            error_code const next = ec ? ec : inner();
            return next ? next : (step = 2, pass(f, 1));
        },
        only(fuse_sweep::error_codes));
    BOOST_TEST(result);
    std::vector<int> const expected = {2, 0, 1, 1, 2, 2};
    BOOST_TEST(reached == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_code_is_reported_and_nothing_thrown_where_nothing_may_be)
{
    std::vector<fuse_sweep> failed_in;
    fuse_result const result = fuse().armed(
        [&](fuse& f)
        {
            error_code ec = io_error();
            bool const failed = f.maybe_report(ec);
            BOOST_TEST(failed == (ec == test::fuse_failure()));
            BOOST_TEST(failed == (ec != io_error())); // left alone
            if (failed)
                failed_in.push_back(f.sweep());
            return failed ? ec : error_code();
        });
    static_assert(noexcept(std::declval<fuse&>().maybe_report(std::declval<error_code&>())));
    BOOST_TEST(result);
    BOOST_TEST((failed_in == std::vector{fuse_sweep::error_codes}));
}

BOOST_AUTO_TEST_CASE(a_point_without_an_error_code_throws_in_both_sweeps_that_do)
{
    std::vector<fuse_sweep> failed_in;
    fuse_result const result = fuse().armed(
        [&](fuse& f)
        {
            failed_in.push_back(f.sweep());
            f.maybe_throw();
            failed_in.pop_back();
        });
    BOOST_TEST(result);
    BOOST_TEST((failed_in == std::vector{fuse_sweep::exceptions, fuse_sweep::allocations}));
}

BOOST_AUTO_TEST_CASE(any_failure_can_be_injected)
{
    fuse_options options = only(fuse_sweep::exceptions);
    options.code = asio::error::connection_reset;
    auto const scenario = [](fuse& f) { f.maybe_throw(); };
    BOOST_TEST(fuse().armed(scenario, options));

    error_code seen;
    options.only = fuse_sweep::error_codes;
    BOOST_TEST(
        fuse().armed([&](fuse& f) { return f.maybe_fail(seen) ? seen : error_code(); }, options));
    BOOST_TEST(seen == asio::error::connection_reset);
}

BOOST_AUTO_TEST_CASE(the_default_failure_is_like_no_other)
{
    error_code const ec = test::fuse_failure();
    BOOST_TEST(ec.failed());
    BOOST_TEST(ec == test::fuse_failure());
    BOOST_TEST(ec != errc::make_error_code(errc::operation_not_permitted)); // which is 1, too
    BOOST_TEST(!condition_of(ec).has_value());
    BOOST_TEST(ec.message() == "a failure injected by a fuse");
    BOOST_TEST(std::string_view(ec.category().name()) == "boost_serial_ext.test.fuse");
}

// How a scenario may end.

BOOST_AUTO_TEST_CASE(a_code_may_end_as_an_exception_and_an_exception_as_a_code)
{
    fuse_result const result = fuse().armed(
        [](fuse& f) -> error_code
        {
            error_code ec;
            try
            {
                f.maybe_fail(ec);
            }
            catch (boost::system::system_error const& e)
            {
                return e.code();
            }
            if (ec)
                throw boost::system::system_error(ec, "while testing");
            return {};
        });
    BOOST_TEST(result);
    BOOST_TEST(result.points == 3u);
}

BOOST_AUTO_TEST_CASE(lack_of_memory_may_end_as_a_code)
{
    auto const as_a_code = [](error_code const& ec)
    { return [ec](fuse& f) { return goes_well(f, 2) ? error_code() : ec; }; };
    fuse_options const options = only(fuse_sweep::allocations);
    BOOST_TEST(fuse().armed(as_a_code(asio::error::no_memory), options));
    BOOST_TEST(fuse().armed(as_a_code(make_error_code(errc::not_enough_memory)), options));
    BOOST_TEST(says(fuse().armed(as_a_code(test::fuse_failure()), options), "instead of"));
}

BOOST_AUTO_TEST_CASE(a_false_stands_for_whatever_failed)
{
    fuse_result const result = fuse().armed([](fuse& f) { return goes_well(f, 2); });
    BOOST_TEST(result);
    BOOST_TEST(result.points == 6u);
}

BOOST_AUTO_TEST_CASE(a_scenario_may_get_over_the_failure_and_say_so)
{
    int retries = 0;
    fuse_result const result = fuse().armed(
        [&](fuse& f)
        {
            if (goes_well(f, 2))
                return true;
            BOOST_TEST(f.failed());
            f.recovered();
            ++retries;
            return goes_well(f, 2);
        });
    BOOST_TEST(result);
    BOOST_TEST(retries == 6);
    BOOST_TEST(result.points == 6u);
}

// What is wrong with a scenario.

BOOST_DATA_TEST_CASE(a_swallowed_failure_is_a_defect, data::make(every_sweep), sweep)
{
    boost::source_location const place = BOOST_CURRENT_LOCATION;
    auto const scenario = [&](fuse& f)
    {
        if (!goes_well(f, 2)) // these are treated as they should be
            return false;
        static_cast<void>(goes_well(f, 1, place));
        return true;
    };
    fuse_result const result = fuse().armed(scenario, only(sweep));
    BOOST_TEST(!result);
    BOOST_TEST(says(result, "swallowed"));
    BOOST_TEST(result.sweep == sweep);
    BOOST_TEST(result.point.value() == 2u);
    BOOST_TEST(result.location == place);
}

BOOST_AUTO_TEST_CASE(a_scenario_without_a_result_can_only_fail_by_an_exception)
{
    auto const scenario = [](fuse& f) { static_cast<void>(pass(f, 1)); };
    BOOST_TEST(says(fuse().armed(scenario, only(fuse_sweep::error_codes)), "swallowed"));
    BOOST_TEST(fuse().armed(scenario, only(fuse_sweep::exceptions)));
    BOOST_TEST(fuse().armed(scenario, only(fuse_sweep::allocations)));
}

BOOST_DATA_TEST_CASE(another_error_code_is_a_defect, data::make(every_sweep), sweep)
{
    auto const scenario = [](fuse& f) { return goes_well(f, 1) ? error_code() : io_error(); };
    fuse_result const result = fuse().armed(scenario, only(sweep));
    BOOST_TEST(!result);
    BOOST_TEST(says(result, "instead of with the failure"));
    BOOST_TEST(says(result, io_error().message()));
    BOOST_TEST(result.point.value() == 0u);
    BOOST_TEST(result.location.line() != 0u);
}

BOOST_AUTO_TEST_CASE(an_exception_that_is_not_the_fuses_is_a_defect)
{
    fuse_result const result = fuse_and_throw(std::runtime_error("the roof is on fire"));
    BOOST_TEST(!result);
    BOOST_TEST(says(result, "instead of with the failure it ended with: the roof is on fire"));
    BOOST_TEST(result.point.value() == 0u);
    BOOST_TEST(says(fuse_and_throw(42), "an exception of an unknown type"));
    BOOST_TEST(says(fuse_and_throw(std::bad_alloc()), "instead of with the failure"));
    BOOST_TEST(says(fuse_and_throw(boost::system::system_error(io_error())), "instead of"));
}

BOOST_AUTO_TEST_CASE(a_scenario_that_fails_by_itself_is_run_once)
{
    fuse_result const result = fuse().armed(
        [](fuse& f)
        {
            error_code const ec = pass(f, 1);
            return ec ? ec : io_error();
        });
    BOOST_TEST(says(result, "it failed by itself"));
    BOOST_TEST(says(result, io_error().message()));
    BOOST_TEST(!result.point.has_value());
    BOOST_TEST(result.runs == 1u);
    // Also by `false`, and by the very code that is to be injected.
    BOOST_TEST(says(fuse().armed([](fuse&) { return false; }), "by itself"));
    BOOST_TEST(says(fuse().armed([](fuse&) { return test::fuse_failure(); }), "by itself"));
}

BOOST_AUTO_TEST_CASE(a_failure_of_its_own_is_found_when_another_than_the_first_run_has_it)
{
    int runs = 0;
    fuse_result const result = fuse().armed(
        [&](fuse& f)
        {
            error_code const ec = pass(f, 1);
            return ++runs == 3 && !ec ? io_error() : ec;
        });
    BOOST_TEST(says(result, "it failed by itself"));
    BOOST_TEST(result.runs == 3u);
}

BOOST_AUTO_TEST_CASE(to_recover_from_nothing_is_a_defect)
{
    fuse_result const result = fuse().armed(
        [](fuse& f)
        {
            static_cast<void>(goes_well(f, 1));
            f.recovered(); // whatever happens: nothing would ever be found
        });
    BOOST_TEST(says(result, "recovered before"));
    BOOST_TEST(result.runs == 1u);
}

BOOST_AUTO_TEST_CASE(to_recover_and_to_fail_all_the_same_is_a_defect)
{
    fuse_result const result = fuse().armed(
        [](fuse& f)
        {
            error_code const ec = pass(f, 2);
            if (ec)
                f.recovered();
            return ec;
        });
    BOOST_TEST(says(result, "it recovered, but ended with"));
    BOOST_TEST(result.point.value() == 0u);
}

BOOST_AUTO_TEST_CASE(a_scenario_without_points_tests_nothing)
{
    fuse_result const result = fuse().armed([](fuse&) {});
    BOOST_TEST(says(result, "no point"));
    BOOST_TEST(result.runs == 3u);
}

// Points without end.

BOOST_AUTO_TEST_CASE(a_run_may_pass_as_many_points_as_the_limit)
{
    auto const scenario = [](fuse& f) { return pass(f, 5); };
    fuse_result const result = fuse().armed(scenario, at_most(5));
    BOOST_TEST(result);
    BOOST_TEST(result.points == 15u);
    BOOST_TEST(!fuse().armed(scenario, at_most(4)));
}

BOOST_DATA_TEST_CASE(points_without_end_are_a_defect, data::make(every_sweep), sweep)
{
    boost::source_location const place = BOOST_CURRENT_LOCATION;
    int passed = 0;
    fuse_options options = only(sweep);
    options.limit = 7;
    auto const endless = [&](fuse& f)
    {
        for (error_code ec; !f.maybe_fail(ec, place);)
            ++passed;
    };
    auto const scenario = [&](fuse& f) { BOOST_CHECK_THROW(endless(f), std::length_error); };
    fuse f;
    fuse_result const result = f.armed(scenario, options);
    BOOST_TEST(!result);
    BOOST_TEST(says(result, "more points than the limit, at " + place.to_string()));
    BOOST_TEST(passed == 7);
    BOOST_TEST(result.runs == 1u);
    BOOST_TEST(!result.point.has_value());
    BOOST_TEST(result.location == place);
    BOOST_TEST(f.armed([](fuse&) { return false; }).location == boost::source_location());
}

// A point that does not fail in this sweep is counted all the same: it may be what goes on.
BOOST_DATA_TEST_CASE(points_of_other_sweeps_have_an_end_too, data::make(every_sweep), sweep)
{
    auto const reports = [](fuse& f)
    {
        for (error_code ec; !f.maybe_report(ec);)
        {
        }
    };
    auto const throws = [](fuse& f)
    {
        while (true)
            f.maybe_throw();
    };
    auto const allocates = [](fuse& f)
    {
        while (true)
            std::vector<int, fuse_allocator<int>>(1, 1, fuse_allocator<int>(f));
    };
    BOOST_TEST(says(fuse().armed(reports, only(sweep)), "more points than the limit"));
    BOOST_TEST(says(fuse().armed(throws, only(sweep)), "more points than the limit"));
    BOOST_TEST(says(fuse().armed(allocates, only(sweep)), "more points than the limit"));
}

BOOST_AUTO_TEST_CASE(a_loop_that_goes_on_in_spite_of_error_codes_is_stopped)
{
    boost::source_location const place = BOOST_CURRENT_LOCATION;
    fuse_result const result = fuse().armed(
        [&](fuse& f)
        {
            error_code ec, ignored;
            f.maybe_fail(ec, place);
            while (ec) // tried again until it is gone, which it never is
                f.maybe_fail(ignored);
        },
        at_most(10));
    BOOST_TEST(says(result, "more points than the limit"));
    BOOST_TEST(result.sweep == fuse_sweep::error_codes);
    BOOST_TEST(result.point.value() == 0u);
    BOOST_TEST(result.location == place);
}

// Memory.

BOOST_AUTO_TEST_CASE(each_allocation_of_a_vector_fails_once)
{
    std::vector<std::size_t> sizes; // of the vector, when each run ended
    fuse_result const result = fuse().armed(
        [&](fuse& f)
        {
            std::vector<int, fuse_allocator<int>> v{fuse_allocator<int>(f)};
            std::size_t& size = sizes.emplace_back(0);
            for (std::size_t capacity = 1; capacity <= 4; ++capacity)
            {
                v.reserve(capacity);
                v.push_back(0);
                size = v.size();
            }
        });
    BOOST_TEST(result);
    BOOST_TEST(result.points == 4u);
    // The two sweeps in which no allocation fails, and then the third.
    std::vector<std::size_t> const expected = {4, 4, 4, 0, 1, 2, 3, 4};
    BOOST_TEST(sizes == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(points_and_allocations_fail_in_their_order)
{
    std::vector<int> reached;
    auto const scenario = [&](fuse& f)
    {
        int& step = reached.emplace_back(0);
        f.maybe_throw();
        step = 1;
        std::list<int, fuse_allocator<int>> const l({1, 2}, fuse_allocator<int>(f));
        step = 2;
        f.maybe_throw();
        step = 3;
    };
    BOOST_TEST(fuse().armed(scenario, only(fuse_sweep::allocations)));
    std::vector<int> const expected = {3, 0, 1, 1, 2, 3};
    BOOST_TEST(reached == expected, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(the_memory_of_a_posted_handler_can_fail, data::make({true, false}), is_called)
{
    std::size_t calls = 0;
    fuse_result const result = fuse().armed(
        [&](fuse& f)
        {
            asio::io_context context;
            asio::post(context, asio::bind_allocator(fuse_allocator<>(f), [&] { ++calls; }));
            if (is_called) // or its memory is given back by the context
                context.run();
        });
    BOOST_TEST(result);
    BOOST_TEST(result.points == 1u);
    BOOST_TEST(calls == (is_called ? result.runs - 1 : 0u)); // not in the run without memory
}

BOOST_DATA_TEST_CASE(memory_that_is_kept_is_a_defect, data::make(every_sweep), sweep)
{
    fuse f;
    forgetful scenario;
    fuse_result const result = f.armed(scenario, only(sweep));
    BOOST_TEST(says(result, "it kept allocations: 1"));
    BOOST_TEST(result.sweep == sweep);
    BOOST_TEST(result.point.value() == (sweep == fuse_sweep::allocations ? 1u : 0u));
    BOOST_TEST_REQUIRE(scenario.kept.size() == 1u);
    fuse_allocator<int>(f).deallocate(scenario.kept.front(), 1);
}

BOOST_AUTO_TEST_CASE(an_allocator_knows_its_fuse_and_its_place)
{
    fuse f, other;
    fuse_allocator<int> const a(f);
    fuse_allocator<char> const rebound(a);
    fuse_allocator<> const stranger(other);
    BOOST_TEST((rebound == a));
    BOOST_TEST(!(rebound != a));
    BOOST_TEST((stranger != a));
    BOOST_TEST(!(stranger == a));
    using traits = std::allocator_traits<fuse_allocator<int>>;
    static_assert(std::is_same_v<traits::rebind_alloc<char>, fuse_allocator<char>>);

    boost::source_location const place = BOOST_CURRENT_LOCATION;
    fuse_allocator<char> const here(fuse_allocator<int>(f, place));
    auto const swallows = [&](fuse&)
    {
        try
        {
            std::vector<int, fuse_allocator<int>> const v(3, 1, here);
        }
        catch (std::bad_alloc const&)
        {
        }
    };
    BOOST_TEST(f.armed(swallows).location == place);
}

BOOST_AUTO_TEST_CASE(overaligned_memory_is_aligned)
{
    struct alignas(64) wide
    {
        char c;
    };
    fuse f;
    std::vector<wide, fuse_allocator<wide>> const v(3, wide{'x'}, fuse_allocator<wide>(f));
    BOOST_TEST(reinterpret_cast<std::uintptr_t>(v.data()) % 64 == 0u);
}

// A fuse that is not armed, or is already.

BOOST_AUTO_TEST_CASE(an_inert_fuse_never_fails)
{
    fuse f;
    error_code ec = io_error();
    for (int i = 0; i < 2'000; ++i) // more than the default limit
    {
        BOOST_TEST(!f.maybe_fail(ec));
        BOOST_TEST(!f.maybe_report(ec));
        f.maybe_throw();
    }
    BOOST_TEST(ec == io_error());
    BOOST_TEST(!f.failed());
    BOOST_TEST(f.sweep() == fuse_sweep::none);
    std::vector<int, fuse_allocator<int>> const v(10, 1, fuse_allocator<int>(f));
    BOOST_TEST(v.size() == 10u);
}

BOOST_AUTO_TEST_CASE(a_fuse_is_inert_again_after_it_was_armed)
{
    fuse f;
    f.recovered(); // means nothing to a fuse that is not armed
    BOOST_TEST(f.armed([&](fuse& g) { return &g == &f && goes_well(f, 3); }));
    BOOST_TEST(!pass(f, 10));
    BOOST_TEST(!f.armed([](fuse& g) { static_cast<void>(pass(g, 3)); })); // swallows
    BOOST_TEST(!pass(f, 10));
    BOOST_TEST(f.sweep() == fuse_sweep::none);
    f.recovered();
    BOOST_TEST(f.armed([](fuse& g) { return pass(g, 3); }));
}

BOOST_AUTO_TEST_CASE(a_fuse_cannot_be_armed_in_its_own_scenario)
{
    auto const inner = [](fuse& f) { return pass(f, 1); };
    fuse_result const result = fuse().armed(
        [&](fuse& f)
        {
            BOOST_CHECK_THROW(static_cast<void>(f.armed(inner)), std::logic_error);
            return pass(f, 1); // goes on as if nothing had been
        });
    BOOST_TEST(result);
    BOOST_TEST(result.points == 3u);
}

BOOST_AUTO_TEST_CASE(another_fuse_can_be_armed_in_a_scenario)
{
    fuse_result const result = fuse().armed(
        [](fuse& f)
        {
            error_code const ec = pass(f, 2);
            fuse_result const inner = fuse().armed([](fuse& g) { return pass(g, 3); });
            BOOST_TEST(inner);
            BOOST_TEST(inner.points == 9u);
            return ec;
        });
    BOOST_TEST(result);
    BOOST_TEST(result.points == 6u);
}

BOOST_AUTO_TEST_CASE(a_success_cannot_be_injected)
{
    fuse_options options;
    options.code = {};
    auto const scenario = [](fuse& f) { return pass(f, 1); };
    BOOST_CHECK_THROW(static_cast<void>(fuse().armed(scenario, options)), std::logic_error);
}

// Threads.

BOOST_AUTO_TEST_CASE(of_the_points_of_two_threads_one_fails_at_a_time)
{
    fuse_result const result = fuse().armed(
        [](fuse& f)
        {
            bool well[2] = {};
            in_two_threads([&](int i) { well[i] = goes_well(f, 10); });
            BOOST_TEST((well[0] || well[1]));
            BOOST_TEST(f.failed() == !(well[0] && well[1]));
            return well[0] && well[1];
        });
    BOOST_TEST(result);
    BOOST_TEST(result.points == 60u);
}

BOOST_AUTO_TEST_CASE(two_threads_without_end_are_both_stopped)
{
    fuse_result const result = fuse().armed(
        [](fuse& f)
        {
            bool stopped[2] = {};
            in_two_threads(
                [&](int i)
                {
                    while (goes_well(f, 1))
                    {
                    }
                    stopped[i] = true;
                });
            BOOST_TEST((stopped[0] && stopped[1]));
        },
        at_most(100));
    BOOST_TEST(says(result, "more points than the limit"));
}

// What is printed.

BOOST_AUTO_TEST_CASE(a_result_without_a_defect_says_what_was_done)
{
    std::ostringstream out;
    out << fuse().armed([](fuse& f) { return pass(f, 2); }) << '/' << fuse_sweep::allocations;
    BOOST_TEST(out.str() == "6 points failed in 12 runs: no defect/allocations");
}

BOOST_AUTO_TEST_CASE(a_defect_is_told_with_its_sweep_its_point_and_the_place_in_the_source)
{
    auto const scenario = [&](fuse& f) { return goes_well(f, 1) && (goes_well(f, 1) || true); };
    auto const line = std::to_string(BOOST_CURRENT_LOCATION.line() - 1);
    std::ostringstream out;
    out << fuse().armed(scenario);
    std::string const text = out.str();
    BOOST_TEST_INFO(text);
    BOOST_TEST(text.find("2 points failed in 3 runs; sweep of error_codes, point 1 at ") == 0u);
    BOOST_TEST(text.find("fuse.cpp:" + line) != std::string::npos);
    BOOST_TEST(text.find(": it swallowed the failure, and ended in success") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
