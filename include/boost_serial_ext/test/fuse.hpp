// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_FUSE_HPP
#define BOOST_SERIAL_EXT_TEST_FUSE_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/enum_name.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// The ways of failing that a fuse goes through, one after the other.
enum class fuse_sweep : unsigned char
{
    none,        ///< The fuse is inert: it is not armed.
    error_codes, ///< Points report an error code.
    exceptions,  ///< Points throw a `boost::system::system_error` with that code.
    allocations  ///< Points, and the allocations of `fuse_allocator`, throw `std::bad_alloc`.
};

/// Writes the enumerator's name, as in "exceptions"; "?" for a value that is none of them.
inline std::ostream& operator<<(std::ostream& out, fuse_sweep value)
{
    return out << detail::name_of(value, {"none", "error_codes", "exceptions", "allocations"});
}

/// What a fuse injects unless told otherwise; no other code or condition is equal to it.
[[nodiscard]] inline error_code fuse_failure() noexcept
{
    struct category_type final : boost::system::error_category
    {
        constexpr category_type() noexcept : error_category(0xF5E1'9B07'6C42'D3A8u) {}
        char const* name() const noexcept override { return "boost_serial_ext.test.fuse"; }
        std::string message(int) const override { return "a failure injected by a fuse"; }
    };
    static constexpr category_type category;
    return {1, category};
}

/// What `fuse::armed` does; by default all it can.
struct fuse_options
{
    error_code code = fuse_failure();   ///< What points report or throw; must be a failure.
    std::size_t limit = 1'000;          ///< How many points one run may pass, of whatever sweep.
    fuse_sweep only = fuse_sweep::none; ///< The one sweep to go through; by `none`: all.
};

/// What `fuse::armed` found; true if nothing is wrong, and streamable, for `BOOST_TEST(result)`.
struct fuse_result
{
    std::string defect;                  ///< The first one, in a sentence; empty: none.
    fuse_sweep sweep = fuse_sweep::none; ///< The sweep with the defect.
    std::optional<std::size_t> point;    ///< Which point had failed in that run, from 0; if any.
    boost::source_location location;     ///< Of that point; without one, of that past the limit.
    std::size_t points = 0;              ///< How many points were made to fail, in all sweeps.
    std::size_t runs = 0;                ///< How often the scenario ran.

    explicit operator bool() const noexcept { return defect.empty(); } ///< No defect?
    /// Writes what was found, in a sentence.
    friend std::ostream& operator<<(std::ostream& out, fuse_result const& r)
    {
        out << r.points << " points failed in " << r.runs << " runs";
        if (r.sweep != fuse_sweep::none)
            out << "; sweep of " << r.sweep;
        if (r.point)
            out << ", point " << *r.point << " at " << r.location;
        return out << ": " << (r ? "no defect" : r.defect);
    }
};

/** Runs a scenario again and again, and lets another of its points fail each time.

    A point is a place where something may fail: in the scenario, or in a double that it uses.
    Outside of `armed` the fuse is inert: no point fails, and such doubles just work.

    @code
    test::fuse fuse;
    BOOST_TEST(fuse.armed([](test::fuse& f) {
        fake_relay pump{f}, heater{f};             // their set(on, ec) calls f.maybe_report(ec)
        error_code const ec = start(pump, heater); // what is tested: it starts both, or none
        BOOST_TEST(pump.on == heater.on);
        return ec;
    }));
    @endcode

    Each sweep (see `fuse_sweep`) runs the scenario once without a failure, then with point 0
    failing, point 1, and so on, until a run ends before it comes to the point in question. At most
    one point fails in a run. The first defect ends it all.

    A run in which a point failed has to end with that failure: the scenario returns the code, or
    throws a `system_error` with it; for memory it throws `std::bad_alloc`, or reports what equals
    `errc::not_enough_memory`. `false` stands for any failure. Success is a defect, unless the
    scenario says, by `recovered()`, that it got over the failure. Other defects: to fail by itself,
    to keep memory of a `fuse_allocator`, to pass more points than the limit, or none at all. Until
    a point fails all runs have to be alike: a capacity kept from one hides points of the next.

    @par Thread Safety
    Several threads may pass points and call `recovered`. The order in which they come decides the
    points' numbers; each catches what its points throw; all are done before the scenario returns.
    @par Bounds
    At most `limit + 2` runs a sweep. All points past `limit` throw `std::length_error`, which the
    scenario must let out; only `maybe_report` sets its code. What goes on all the same, hangs.
*/
class fuse
{
public:
    /** Run a scenario with each of its points failing, in each of the ways.

        @param scenario Called with this `fuse&`; returns nothing, a `bool` or an `error_code`.
        @param options Which failures, and how many points.
        @return The first defect, or none; what the scenario throws is one.
        @throws std::logic_error If the fuse is armed already, or the code to inject a success.
    */
    template<class Scenario>
    [[nodiscard]] fuse_result armed(Scenario&& scenario, fuse_options const& options = {})
    {
        if (sweep_ != fuse_sweep::none || !options.code.failed())
            throw std::logic_error("a fuse is armed once at a time, and with a failure");
        code_ = options.code;
        limit_ = options.limit;
        fuse_result result;
        for (auto const sweep :
            {fuse_sweep::error_codes, fuse_sweep::exceptions, fuse_sweep::allocations})
        {
            bool const wanted = options.only == fuse_sweep::none || options.only == sweep;
            target_ = no_point; // nothing fails in the first run; the next point is 0
            while (wanted && result && run(scenario, sweep, result))
                ++target_;
        }
        if (result && result.points == 0)
            result.defect = "no point ever failed: nothing was tested";
        return result;
    }

    /** A point of every sweep.

        @param ec Set to the injected code, and true returned, if the point fails so.
        @param at What to report as the place of the point.
        @throws boost::system::system_error, std::bad_alloc If that is how the point fails.
    */
    bool maybe_fail(error_code& ec, boost::source_location at = BOOST_CURRENT_LOCATION)
    {
        return fails(true, at) && (ec = code_).failed();
    }

    /// A point where nothing may be thrown: only of `fuse_sweep::error_codes`. @see maybe_fail
    bool maybe_report(error_code& ec, boost::source_location at = BOOST_CURRENT_LOCATION) noexcept
    {
        return fails(sweep_ == fuse_sweep::error_codes, at, false) && (ec = code_).failed();
    }

    /// A point where no code can be reported: of the two sweeps that throw. @see maybe_fail
    void maybe_throw(boost::source_location at = BOOST_CURRENT_LOCATION)
    {
        fails(sweep_ != fuse_sweep::error_codes, at);
    }

    /// Says that the scenario got over the failure, so that success is right. To be called where
    /// the failure is handled: before any point has failed it is a defect.
    void recovered() noexcept { (failed_ ? recovered_ : false_recovery_) = true; }

    /// Whether a point has failed in this run; or, after `armed`, in its last one.
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    /// The sweep that this run belongs to; `none` while the fuse is inert.
    [[nodiscard]] fuse_sweep sweep() const noexcept { return sweep_; }

private:
    template<class>
    friend class fuse_allocator;
    static constexpr auto no_point = static_cast<std::size_t>(-1);

    // Returns whether the next run of the sweep is to be made.
    template<class Scenario>
    bool run(Scenario& scenario, fuse_sweep sweep, fuse_result& result)
    {
        std::size_t const held = held_;
        failed_ = recovered_ = false_recovery_ = false;
        past_limit_ = {};
        count_ = passed_ = 0;
        sweep_ = sweep;
        result.defect = defect_of(scenario);
        sweep_ = fuse_sweep::none;
        ++result.runs;
        result.points += failed_.load();
        if (passed_ > limit_)
            result.defect = "it passed more points than the limit, at " + past_limit_.to_string();
        else if (false_recovery_)
            result.defect = "it recovered before any point had failed";
        else if (result && held_ > held)
            result.defect = "it kept allocations: " + std::to_string(held_ - held);
        if (result)
            return failed_ || (target_ == no_point && count_ != 0);
        result.sweep = sweep;
        result.location = failed_ ? failed_at_ : past_limit_;
        result.point = failed_ ? std::optional(target_.load()) : std::nullopt;
        return false;
    }

    template<class Scenario>
    std::string defect_of(Scenario& scenario) noexcept
    {
        bool const memory = sweep_ == fuse_sweep::allocations;
        error_code ec;
        try
        {
            using type = std::decay_t<decltype(scenario(*this))>;
            if constexpr (std::is_void_v<type>)
                scenario(*this);
            else if constexpr (!std::is_same_v<type, bool>)
                ec = scenario(*this);
            else if (!scenario(*this))
                return blame(true, "false");
        }
        catch (boost::system::system_error const& e)
        {
            ec = e.code();
        }
        catch (std::bad_alloc const& e)
        {
            return blame(memory, e.what());
        }
        catch (std::exception const& e)
        {
            return blame(false, e.what());
        }
        catch (...)
        {
            return blame(false, "an exception of an unknown type");
        }
        if (ec.failed())
            return blame(
                memory ? ec == boost::system::errc::not_enough_memory : ec == code_, ec.what());
        return failed_ && !recovered_ ? "it swallowed the failure, and ended in success" : "";
    }

    std::string blame(bool injected, std::string const& end) const
    {
        if (failed_ && !recovered_)
            return injected ? "" : "instead of with the failure it ended with: " + end;
        return (failed_ ? "it recovered, but ended with: " : "it failed by itself: ") + end;
    }

    // Passes a point, which may be one of this sweep; returns whether it fails by its error code.
    bool fails(bool of_the_sweep, boost::source_location at, bool may_throw = true)
    {
        if (sweep_ == fuse_sweep::none)
            return false;
        std::size_t const passed = passed_++;
        if (passed == limit_)
            past_limit_ = at;
        if (passed >= limit_ && may_throw)
            throw std::length_error("more points than the fuse's limit");
        if (!of_the_sweep || count_++ != target_)
            return passed >= limit_;
        failed_at_ = at;
        failed_ = true;
        if (sweep_ == fuse_sweep::exceptions)
            throw boost::system::system_error(code_);
        if (sweep_ == fuse_sweep::allocations)
            throw std::bad_alloc();
        return true;
    }

    std::atomic<bool> failed_{false}, recovered_{false}, false_recovery_{false};
    std::atomic<fuse_sweep> sweep_{fuse_sweep::none};
    std::atomic<std::size_t> count_{0}, passed_{0}, target_{0}, limit_{0}, held_{0};
    error_code code_;                               // written while the fuse is inert,
    boost::source_location failed_at_, past_limit_; // and these by the one thread at that point
};

/** A minimal allocator, each of whose allocations is a point of `fuse_sweep::allocations`.

    For containers, and for Asio's operations: `asio::bind_allocator(fuse_allocator<>(f), handler)`.
    The memory is that of `std::allocator`; the fuse has to outlive it. The place reported is that
    where the allocator, or the one it was rebound from, was made.
*/
template<class T = std::byte>
class fuse_allocator
{
public:
    using value_type = T; ///< What is allocated.
    /// Allocates by the leave of a fuse. @param f That. @param at The place to report of its points.
    explicit fuse_allocator(fuse& f, boost::source_location at = BOOST_CURRENT_LOCATION) noexcept
        : fuse_(&f), where_(at)
    {
    }
    /// Rebinds: by the same fuse, with the same place.
    template<class U>
    fuse_allocator(fuse_allocator<U> const& o) noexcept : fuse_(o.fuse_), where_(o.where_)
    {
    }
    /// Memory for `n` objects. @throws std::bad_alloc If the point fails, or there is no more.
    [[nodiscard]] T* allocate(std::size_t n)
    {
        fuse_->fails(fuse_->sweep_ == fuse_sweep::allocations, where_);
        T* const p = std::allocator<T>().allocate(n);
        ++fuse_->held_;
        return p;
    }
    /// Gives back what `allocate` returned for the same `n`; no point.
    void deallocate(T* p, std::size_t n) noexcept
    {
        std::allocator<T>().deallocate(p, n);
        --fuse_->held_;
    }
    /// Whether both are of the same fuse.
    template<class U>
    bool operator==(fuse_allocator<U> const& o) const noexcept
    {
        return fuse_ == o.fuse_;
    }
    /// Whether they are of different fuses.
    template<class U>
    bool operator!=(fuse_allocator<U> const& o) const noexcept
    {
        return fuse_ != o.fuse_;
    }

private:
    template<class>
    friend class fuse_allocator;
    fuse* fuse_;
    boost::source_location where_;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
