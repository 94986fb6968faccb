// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_BSD_SYSCTL_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_BSD_SYSCTL_IPP

#include <boost_serial_ext/native/sys_bsd_devices.hpp>
#include <boost_serial_ext/native/sys_bsd_devices.ipp>
#include <boost_serial_ext/native/sys_posix.ipp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <sys/sysctl.h>
#include <sys/types.h>

// FreeBSD and DragonFly.

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What the kernel is asked about sysctls has numbers below the node 0 (sys/kern/kern_sysctl.c,
/// sysctl_sysctl_name, sysctl_sysctl_next).
enum class sysctl_question : int
{
    name = 1,
    next = 2
};

/// One sysctl; its answer is as long as it is, at most as long as `answer` was.
template<class Answer>
int ask_sysctl(std::vector<int> number, Answer& answer)
{
    std::size_t const unit = sizeof(typename Answer::value_type);
    std::size_t size = answer.size() * unit;
    int const failed = number_of(::sysctl(
        number.data(), static_cast<unsigned>(number.size()), answer.data(), &size, nullptr, 0));
    answer.resize(failed == 0 ? size / unit : 0);
    return failed;
}

inline std::vector<int> about_sysctl(sysctl_question question, std::vector<int> const& oid)
{
    std::vector<int> all{0, static_cast<int>(question)};
    all.insert(all.end(), oid.begin(), oid.end());
    return all;
}

/// Texts come with their zero, or without.
inline int ask_text(std::vector<int> const& number, std::string& text)
{
    text.assign(4096, '\0');
    int const failed = ask_sysctl(number, text);
    text.resize((std::min)(text.find('\0'), text.size()));
    return failed;
}

BOOST_SERIAL_EXT_DECL int sys_bsd_tree::find(char const* name, oid& found)
{
    found.assign(CTL_MAXNAME, 0);
    std::size_t size = found.size();
    int const failed = number_of(::sysctlnametomib(name, found.data(), &size));
    found.resize(failed == 0 ? size : 0);
    return failed;
}
BOOST_SERIAL_EXT_DECL int sys_bsd_tree::next(oid const& after, oid& found)
{
    found.assign(CTL_MAXNAME, 0);
    return ask_sysctl(about_sysctl(sysctl_question::next, after), found);
}
BOOST_SERIAL_EXT_DECL int sys_bsd_tree::name(oid const& of, std::string& name)
{
    return ask_text(about_sysctl(sysctl_question::name, of), name);
}
BOOST_SERIAL_EXT_DECL int sys_bsd_tree::text(oid const& of, std::string& text)
{
    return ask_text(of, text);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
