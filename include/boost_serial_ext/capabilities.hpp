// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_CAPABILITIES_HPP
#define BOOST_SERIAL_EXT_CAPABILITIES_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// The answer to "can it?". `unknown`, the default: nobody can say before trying.
enum class support : std::uint8_t
{
    unknown,     ///< Nobody can say before trying.
    unsupported, ///< No.
    supported    ///< Yes.
};

/// What a system, a driver and a device may or may not be able to do.
enum class feature : std::uint8_t
{
    custom_baud_rate,       ///< Baud rates beyond the system's list of standard ones.
    mark_space_parity,      ///< `parity::mark` and `parity::space`.
    one_and_half_stop_bits, ///< `stop_bits::one_and_half`.
    xon_xoff,               ///< Flow control by DC1 and DC3.
    rts_cts,                ///< Flow control by RTS and CTS.
    dtr_dsr,                ///< Flow control by DTR and DSR.
    modem_lines,            ///< Reading CTS, DSR, RI, DCD and setting DTR, RTS.
    line_events,            ///< Waiting for edges of the modem lines, breaks and line errors.
    line_counters,          ///< Counters of the same.
    break_signal,           ///< Sending BREAK.
    exclusive_access,       ///< Keeping others from opening the port.
    low_latency,            ///< `serial_config::low_latency`.
    rs485,                  ///< `serial_config::rs485`.
    input_waiting,          ///< The number of bytes received and not yet read.
    output_waiting,         ///< The number of bytes written and not yet sent.
    exact_drain,            ///< Knowing when the last bit has left the wire.
    port_discovery,         ///< Listing ports, and what is known of an open one.
    port_monitor            ///< Being told of ports that come and go.
};

/// How many features there are.
inline constexpr std::size_t feature_count = 18;

/// The enumerator's name, as in "rs485"; "?" for a value that is none of them.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string_view to_string(feature value) noexcept;
/// The enumerator's name, as in "unknown"; "?" for a value that is none of them.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string_view to_string(support value) noexcept;
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, feature value);
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, support value);

namespace detail {
/// The category of codes that say which feature is missing: the value is `feature` plus one.
BOOST_SERIAL_EXT_DECL boost::system::error_category const& feature_category() noexcept;
} // namespace detail

/// The code of an operation that needs a missing feature; equal to
/// `condition::unsupported_feature`.
[[nodiscard]] inline error_code make_unsupported_error(feature f) noexcept
{
    return {static_cast<int>(f) + 1, detail::feature_category()};
}

/** What a platform, or an open port, can do: one `support` for each `feature`.

    A value: copyable, comparable, iterable over pairs of feature and support, printable as a table.
    An out-of-range feature is `unknown`.
*/
class serial_capabilities
{
public:
    /// What iteration gives: a feature and the answer for it.
    using value_type = std::pair<feature, support>;

    /// Goes over all features in the order of their enumerators.
    class const_iterator
    {
    public:
        using iterator_category = std::input_iterator_tag;  ///< It gives values, not references.
        using value_type = serial_capabilities::value_type; ///< A feature and its answer.
        using difference_type = std::ptrdiff_t;             ///< For `std::iterator_traits`.
        using pointer = value_type const*;                  ///< For `std::iterator_traits`.
        using reference = value_type;                       ///< What `*` returns.

        constexpr const_iterator() noexcept = default;
        /// The feature and its answer.
        constexpr reference operator*() const noexcept
        {
            auto const f = static_cast<feature>(index_);
            return {f, (*owner_)[f]};
        }
        /// Goes on to the next feature.
        constexpr const_iterator& operator++() noexcept
        {
            ++index_;
            return *this;
        }
        /// As above. @return Where it was before.
        constexpr const_iterator operator++(int) noexcept
        {
            const_iterator const before = *this;
            ++index_;
            return before;
        }
        /// Whether both are at the same feature.
        friend constexpr bool operator==(const_iterator const& a, const_iterator const& b) noexcept
        {
            return a.index_ == b.index_;
        }
        /// Whether they are at different features.
        friend constexpr bool operator!=(const_iterator const& a, const_iterator const& b) noexcept
        {
            return a.index_ != b.index_;
        }

    private:
        friend class serial_capabilities;
        constexpr const_iterator(serial_capabilities const& owner, std::size_t index) noexcept
            : owner_(&owner), index_(index)
        {
        }
        serial_capabilities const* owner_ = nullptr;
        std::size_t index_ = 0;
    };

    /// Nothing known.
    serial_capabilities() = default;

    /// Nothing known of the features of a named platform and backend; `set` fills in.
    serial_capabilities(std::string platform, std::string backend) noexcept
        : platform_(std::move(platform)), backend_(std::move(backend))
    {
    }

    /// The answer for one feature.
    [[nodiscard]] constexpr support operator[](feature f) const noexcept
    {
        auto const index = static_cast<std::size_t>(f);
        return index < feature_count ? table_[index] : support::unknown;
    }

    /// Changes the answer for one feature; an out-of-range one is ignored.
    constexpr void set(feature f, support s) noexcept
    {
        auto const index = static_cast<std::size_t>(f);
        if (index < feature_count)
            table_[index] = s;
    }

    /// The operating system, as in "linux"; it lives as long as this object.
    [[nodiscard]] std::string const& platform() const noexcept { return platform_; }

    /// What serves the port, as in "termios2" or the driver's kind; it lives as long as this
    /// object.
    [[nodiscard]] std::string const& backend() const noexcept { return backend_; }

    /// The first feature.
    [[nodiscard]] constexpr const_iterator begin() const noexcept { return {*this, 0}; }
    /// Past the last feature.
    [[nodiscard]] constexpr const_iterator end() const noexcept { return {*this, feature_count}; }
    /// `feature_count`.
    [[nodiscard]] static constexpr std::size_t size() noexcept { return feature_count; }

    /// Memberwise equality.
    [[nodiscard]] friend bool operator==(
        serial_capabilities const& a, serial_capabilities const& b) noexcept
    {
        return a.table_ == b.table_ && a.platform_ == b.platform_ && a.backend_ == b.backend_;
    }
    /// Memberwise inequality.
    [[nodiscard]] friend bool operator!=(
        serial_capabilities const& a, serial_capabilities const& b) noexcept
    {
        return !(a == b);
    }

private:
    std::array<support, feature_count> table_{};
    std::string platform_;
    std::string backend_;
};

/// Writes a table for people: a line for the platform and one for each feature.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, serial_capabilities const& value);

/** What this build of the library can do on this operating system, before any port is open.

    `supported` and `unsupported` hold for every port; `unknown` depends on the driver and the
    device: ask the open stream, `capabilities()`. Of `port_discovery` it is the listing alone.
*/
[[nodiscard]] BOOST_SERIAL_EXT_DECL serial_capabilities platform_capabilities();

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/impl/capabilities.ipp>
#endif

#endif
