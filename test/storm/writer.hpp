// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_WRITER_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_WRITER_HPP

#include "storm/endpoint.hpp"
#include "storm/pace.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace boost_serial_ext_test::storm {

/** Sends the pattern from an endpoint, by every kind of write.

    What a write reports was accepted, and no more, also if it was cancelled: the next one goes on
    right there, and the far reader would see it if that were wrong.
*/
class writer
{
public:
    writer(endpoint& at, std::uint64_t seed) : at_(at), luck_(seed), pace_(at.executor) {}

    /// On the endpoint's executor; goes on until the run has been long enough.
    void start() { next(); }

private:
    struct pair;

    void next();
    void write_something(std::size_t size);
    void write_some(std::size_t size);
    void write_gathered(std::size_t size);
    void write_all(std::size_t size);
    void wait_and_write(std::size_t size);
    void write_now(std::size_t size);
    void write_twice(std::size_t size);

    std::shared_ptr<std::string> text(std::size_t size, std::size_t later = 0) const;
    void sent(std::string& text, std::size_t n);
    void check_whole(char const* name, error_code const& ec, std::size_t n, std::size_t size) const;

    endpoint& at_;
    chance luck_;
    pace pace_;
};

} // namespace boost_serial_ext_test::storm

#endif
