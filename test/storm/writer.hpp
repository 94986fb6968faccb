// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_WRITER_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_WRITER_HPP

#include "storm/actor.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace boost_serial_ext_test::storm {

/** Sends the pattern from an endpoint, by every kind of write.

    What a write reports was accepted, and no more, also if it was cancelled: the next one goes on
    right there, and the far reader would see it if that were wrong. After a close it goes on where
    it was, and says where that is.
*/
class writer final : public actor
{
public:
    writer(endpoint& at, std::uint64_t seed) : actor(at, seed) {}

private:
    struct pair;

    void next() override;
    void write_something(std::size_t size);
    void write_some(std::size_t size);
    void write_gathered(std::size_t size);
    void write_all(std::size_t size);
    void wait_and_write(std::size_t size);
    bool write_now(std::size_t size);
    void write_twice(std::size_t size);
    template<class Buffers>
    void write(char const* name, std::shared_ptr<std::string> const& from, Buffers const& buffers);

    std::shared_ptr<std::string> text(std::size_t size, std::size_t later = 0) const;
    void sent(std::string& text, std::size_t n);

    unsigned opening_ = 1;   // that it has begun to write to
    std::string resumption_; // what is left of it to be sent
    std::uint64_t resumed_at_ = 0;
};

} // namespace boost_serial_ext_test::storm

#endif
