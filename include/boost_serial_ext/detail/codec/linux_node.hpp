// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_LINUX_NODE_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_LINUX_NODE_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What stat says of a device's node.
struct linux_node
{
    std::uint32_t mode = 0;
    std::uint32_t owner = 0;
    std::uint32_t group = 0;
    std::uint64_t filesystem = 0;
    std::uint64_t inode = 0;
};

// Device numbers as glibc's makedev packs them (bits/sysmacros.h).
constexpr unsigned linux_major(std::uint64_t device) noexcept
{
    return static_cast<unsigned>((device >> 8 & 0xFFFu) | (device >> 32 & 0xFFFFF000u));
}
constexpr unsigned linux_minor(std::uint64_t device) noexcept
{
    return static_cast<unsigned>((device & 0xFFu) | (device >> 12 & 0xFFFFFF00u));
}

enum class node_kind : unsigned char
{
    character_device,
    directory,
    regular_file,
    other
};

/// The kind of a node (S_IFMT and its values, POSIX sys/stat.h).
constexpr node_kind kind_of(linux_node const& n) noexcept
{
    unsigned const format = n.mode & 0170000u;
    return format == 0020000u ? node_kind::character_device
        : format == 0040000u  ? node_kind::directory
        : format == 0100000u  ? node_kind::regular_file
                              : node_kind::other;
}

/// The permission bits as `ls -l` shows them: "rw-rw----".
inline std::string mode_text(linux_node const& n)
{
    std::string text = "rwxrwxrwx";
    for (unsigned bit = 0; bit < 9; ++bit)
        if ((n.mode >> (8 - bit) & 1u) == 0)
            text[bit] = '-';
    return text;
}

/** Find who holds a lock on a file, in the text of /proc/locks (man 5 proc_locks).

    A line reads `1: FLOCK  ADVISORY  WRITE 1234 00:18:57 0 EOF`: kind, process, file system's
    device number in hexadecimal, inode. Lines of another shape are passed over.

    @return The process, or 0 if no line tells.
*/
inline std::uint32_t lock_holder(std::string_view locks, linux_node const& n) noexcept
{
    auto const hex = [](unsigned v, char* out)
    {
        if (v < 16)
            *out++ = '0';
        return std::to_chars(out, out + 16, v, 16).ptr;
    };
    char wanted[64];
    char* end = hex(linux_major(n.filesystem), wanted);
    *end++ = ':';
    end = hex(linux_minor(n.filesystem), end);
    *end++ = ':';
    end = std::to_chars(end, wanted + sizeof wanted, n.inode).ptr;
    std::string_view const file(wanted, static_cast<std::size_t>(end - wanted));

    while (!locks.empty())
    {
        std::string_view line = locks.substr(0, locks.find('\n'));
        locks.remove_prefix((std::min)(line.size() + 1, locks.size()));
        std::string_view words[6];
        for (auto& word : words)
        {
            line.remove_prefix((std::min)(line.find_first_not_of(' '), line.size()));
            word = line.substr(0, line.find(' '));
            line.remove_prefix(word.size());
        }
        std::uint32_t process = 0;
        if (words[5] == file)
            std::from_chars(words[4].data(), words[4].data() + words[4].size(), process);
        if (process != 0)
            return process;
    }
    return 0;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
