// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_BSD_SYS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_BSD_SYS_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/bsd_termios.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include "support/fake_tty_sys.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace boost_serial_ext_test {

// The systems that there are stand-ins for.
struct like_darwin
{
    using flavour = boost_serial_ext::detail::darwin_flavour;
    static constexpr auto family = boost_serial_ext::detail::os::darwin;
    static constexpr std::string_view name = "like macos/termios";
};
struct like_freebsd
{
    using flavour = boost_serial_ext::detail::freebsd_flavour;
    static constexpr auto family = boost_serial_ext::detail::os::freebsd;
    static constexpr std::string_view name = "like freebsd/termios";
};
struct like_netbsd
{
    using flavour = boost_serial_ext::detail::netbsd_flavour;
    static constexpr auto family = boost_serial_ext::detail::os::netbsd;
    static constexpr std::string_view name = "like netbsd/termios";
};
struct like_openbsd
{
    using flavour = boost_serial_ext::detail::openbsd_flavour;
    static constexpr auto family = boost_serial_ext::detail::os::openbsd;
    static constexpr std::string_view name = "like openbsd/termios";
};
struct like_plain
{
    using flavour = boost_serial_ext::detail::plain_flavour;
    static constexpr auto family = boost_serial_ext::detail::os::other;
    static constexpr std::string_view name = "like posix/termios";
};
using bsd_systems = std::tuple<like_darwin, like_freebsd, like_netbsd, like_openbsd, like_plain>;

// The tty behind fake_bsd_sys.
template<class System>
struct fake_bsd_tty
    : fake_tty_state<boost_serial_ext::detail::bsd_termios<typename System::flavour>>
{
    using termios_type = boost_serial_ext::detail::bsd_termios<typename System::flavour>;

    fake_bsd_tty() { this->name = "/dev/cua0"; }

    std::uint32_t rate = 0;                   // what the device sends at, whoever has set it
    bool tells_rate = true;                   // in termios, whatever IOSSIOSPEED has set
    std::vector<std::uint32_t> applied_rates; // what set_speed was given
    std::function<std::uint32_t(std::uint32_t)> rate_driver; // what becomes of it
};

// A recording stand-in for sys_darwin, sys_freebsd and so on. Copies share the tty.
template<class System>
class fake_bsd_sys : public fake_tty_sys<fake_bsd_tty<System>>
{
    using base = fake_tty_sys<fake_bsd_tty<System>>;
    using base::tty_;

public:
    using flavour = typename System::flavour;
    static constexpr auto family = System::family;
    static constexpr std::string_view backend_name = System::name;
    static constexpr bool may_lack_locks = true;

    // Of the plain system: what a header might name.
    bool names_speed(std::uint32_t rate) const noexcept { return rate % 100 == 0 || rate < 300; }

    using base::base;

    // It can be set, and not asked for.
    int get_exclusive(int fd, int&) noexcept
    {
        int const not_there = 25; // ENOTTY
        int const number = tty_->enter("get_exclusive", fd);
        return number == 0 ? not_there : number;
    }

    // Whatever it is given sets the rate anew.
    int set_termios(int fd, typename fake_bsd_tty<System>::termios_type const& t) noexcept
    {
        if (!flavour::names_speed(t.c_ospeed))
            tty_->misuse.push_back("a rate that termios does not take");
        int const number = base::set_termios(fd, t);
        if (number == 0)
            tty_->rate = tty_->termios.c_ospeed;
        return number;
    }

    // IOSSIOSPEED, of macOS alone: it has no name elsewhere.
    template<class S = System>
    auto set_speed(int fd, std::uint32_t rate) noexcept
        -> std::enable_if_t<S::flavour::has_set_speed, int>
    {
        tty_->applied_rates.push_back(rate);
        int const number = base::drive("set_speed", fd, tty_->rate, rate, tty_->rate_driver);
        if (number == 0 && tty_->tells_rate) // IOSerialFamily, IOSerialBSDClient.cpp
            tty_->termios.c_ispeed = tty_->termios.c_ospeed = tty_->rate;
        return number;
    }
};

// A stand-in for what a system knows of its ports. Copies share what is known.
class fake_devices
{
public:
    struct knowledge
    {
        std::vector<boost_serial_ext::port_info> ports;
        boost_serial_ext::error_code failure; // of every question, unless it is success
        std::vector<std::string> asked_for;   // what find was given
    };

    explicit fake_devices(std::shared_ptr<knowledge> known) : known_(std::move(known)) {}

    std::vector<boost_serial_ext::port_info> list(boost_serial_ext::error_code& ec) const
    {
        ec = known_->failure;
        return ec ? std::vector<boost_serial_ext::port_info>() : known_->ports;
    }

    std::optional<boost_serial_ext::port_info> find(
        std::string const& node, boost_serial_ext::error_code& ec) const
    {
        known_->asked_for.push_back(node);
        ec = known_->failure;
        if (!ec)
            for (auto const& port : known_->ports)
                if (port.device == node)
                    return port;
        return std::nullopt;
    }

private:
    std::shared_ptr<knowledge> known_;
};

} // namespace boost_serial_ext_test

#endif
