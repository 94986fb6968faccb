// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_READER_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_READER_HPP

#include "storm/actor.hpp"
#include "storm/resumption.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace boost_serial_ext_test::storm {

/** Takes what arrives at an endpoint, by every kind of read, and compares it with the pattern.

    Whatever a read reports is taken, also if it was cancelled; the next one goes on right there.
*/
class reader final : public actor
{
public:
    reader(endpoint& at, std::uint64_t seed) : actor(at, seed) {}

private:
    struct pair;

    void next() override;
    void read_something(std::size_t size);
    void read_some(std::size_t size);
    void read_scattered(std::size_t size);
    void read_available(std::size_t limit);
    void read_until_idle(std::size_t most);
    void read_until(std::size_t most);
    void read_exactly(std::size_t size, std::size_t at_least);
    void wait_and_read(std::size_t size);
    bool read_now(std::size_t size);
    void read_twice(std::size_t size);
    void half_of_a_pair(std::shared_ptr<pair> const& both, std::size_t which);

    void take(std::string_view bytes);
    void take_text(std::string_view text);
    void resume(std::uint64_t position);
    std::string_view appended(std::string const& to, std::size_t n, char const* name) const;

    resumption_reader resumptions_;
};

} // namespace boost_serial_ext_test::storm

#endif
