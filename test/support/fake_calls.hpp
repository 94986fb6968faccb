// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_CALLS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_CALLS_HPP

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace boost_serial_ext_test {

// What was called of a stand-in for the system calls, and which calls shall go wrong.
struct fake_calls
{
    // --- what happened
    std::vector<std::string> calls;  // names, in order, from the first open
    std::vector<std::string> misuse; // calls that no correct program makes
    std::vector<int> open_handles;

    // --- what shall go wrong
    std::map<std::size_t, int> fail_at;             // the answer of the n-th call
    std::set<std::string, std::less<>> undisturbed; // by fail_at
    std::map<std::string, int, std::less<>> always; // the answer of every call of that name

    std::size_t count(std::string_view call) const
    {
        return static_cast<std::size_t>(std::count(calls.begin(), calls.end(), call));
    }

    // Whether the next call fails, and with which number.
    int enter(std::string_view call)
    {
        std::size_t const index = calls.size();
        calls.emplace_back(call);
        auto const here = fail_at.find(index);
        if (here != fail_at.end() && undisturbed.count(call) == 0)
            return here->second;
        auto const found = always.find(call);
        return found == always.end() ? 0 : found->second;
    }

    int enter(std::string_view call, int fd)
    {
        if (std::find(open_handles.begin(), open_handles.end(), fd) == open_handles.end())
            misuse.push_back(std::string(call) + " on a handle that is not open");
        return enter(call);
    }
};

} // namespace boost_serial_ext_test

#endif
