// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_PATTERN_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_PATTERN_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace peers {

/// The byte at an offset of an endless stream. A lost or repeated byte shows at the next one.
constexpr char pattern_at(std::uint64_t offset) noexcept
{
    return static_cast<char>(static_cast<unsigned char>(offset));
}

/// Any part of that stream, up to a length, without copying.
class pattern
{
public:
    explicit pattern(std::size_t longest) : bytes_(longest + 256)
    {
        for (std::size_t i = 0; i < bytes_.size(); ++i)
            bytes_[i] = pattern_at(i);
    }

    char const* from(std::uint64_t offset) const noexcept { return bytes_.data() + offset % 256; }

private:
    std::vector<char> bytes_;
};

/// Messages that differ in every byte from the one before, and the place for their answers.
class messages
{
public:
    explicit messages(std::size_t size) : size_(size), sent_(size), answer_(size) {}

    std::size_t size() const noexcept { return size_; }
    char const* sent() const noexcept { return sent_.from(number_); }
    char* answer() noexcept { return answer_.data(); }

    /// The answer has come; the next message is the one to send.
    void next()
    {
        if (std::memcmp(answer_.data(), sent(), size_) != 0)
            throw std::runtime_error("the answer is not what was sent");
        ++number_;
    }

private:
    std::size_t size_;
    std::uint64_t number_ = 0;
    pattern sent_;
    std::vector<char> answer_;
};

/// What a source sends, as it comes in: the first byte of each piece tells whether one was lost.
class incoming
{
public:
    void take(char const* piece, std::size_t n)
    {
        if (n == 0 || *piece != pattern_at(offset_))
            throw std::runtime_error("what came is not what the device sends");
        offset_ += n;
    }
    std::uint64_t taken() const noexcept { return offset_; }

private:
    std::uint64_t offset_ = 0;
};

inline constexpr char go = 'g';
inline constexpr char taken = 'k';

/// The byte by which the device says that it has all.
inline void check_taken(char answer)
{
    if (answer != taken)
        throw std::runtime_error("the device has not said that it took all");
}

} // namespace peers

#endif
