// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_DEVICE_TREE_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_DEVICE_TREE_HPP

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <system_error>
#include <utility>

namespace boost_serial_ext_test {

/// A folder with "sys" and "dev" in it, as a machine has them; gone with the object.
class device_tree
{
public:
    using attributes = std::initializer_list<std::pair<char const*, std::string>>;

    device_tree()
    {
        std::string name
            = (std::filesystem::temp_directory_path() / "boost_serial_ext.XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), name);
        root_ = std::filesystem::canonical(name).string();
        folder("/sys/class/tty");
        folder("/dev");
    }
    device_tree(device_tree const&) = delete;
    device_tree& operator=(device_tree const&) = delete;
    ~device_tree()
    {
        std::error_code ignored; // a file that is left behind spoils no test
        std::filesystem::remove_all(root_, ignored);
    }

    std::string const& root() const noexcept { return root_; }

    void folder(std::string const& path) { std::filesystem::create_directories(root_ + path); }

    void file(std::string const& path, std::string const& text)
    {
        folder(std::filesystem::path(path).parent_path().string());
        std::ofstream(root_ + path, std::ios::binary) << text;
    }

    /// A link, relative as those of sysfs and udev are.
    void link(std::string const& path, std::string const& target)
    {
        namespace fs = std::filesystem;
        fs::path const from = fs::path(path).parent_path();
        folder(from.string());
        fs::create_symlink(fs::path(target).lexically_relative(from), root_ + path);
    }

    void remove(std::string const& path) { std::filesystem::remove_all(root_ + path); }

    /// A piece of hardware: its folder, its attributes, its bus and its driver.
    void hardware(std::string const& path, std::string const& bus, std::string const& driver,
        attributes const& with = {})
    {
        folder(path);
        folder("/sys/bus/" + bus);
        link(path + "/subsystem", "/sys/bus/" + bus);
        if (!driver.empty())
        {
            folder("/sys/bus/" + bus + "/drivers/" + driver);
            link(path + "/driver", "/sys/bus/" + bus + "/drivers/" + driver);
        }
        for (auto const& [name, text] : with)
            file(path + '/' + name, text + '\n');
    }

    /// A terminal of a piece of hardware, and its node.
    void terminal(
        std::string const& name, std::string const& hardware, std::string const& type = {})
    {
        std::string const path = hardware + "/tty/" + name;
        folder(path);
        link(path + "/device", hardware);
        link("/sys/class/tty/" + name, path);
        if (!type.empty())
            file(path + "/type", type + '\n');
        file("/dev/" + name, "");
    }

    /// One without.
    void terminal(std::string const& name)
    {
        folder("/sys/devices/virtual/tty/" + name);
        link("/sys/class/tty/" + name, "/sys/devices/virtual/tty/" + name);
        file("/dev/" + name, "");
    }

    /// The device number of a terminal.
    void number(std::string const& name, unsigned major, unsigned minor)
    {
        std::string const path = std::filesystem::canonical(root_ + "/sys/class/tty/" + name);
        link("/sys/dev/char/" + std::to_string(major) + ':' + std::to_string(minor),
            path.substr(root_.size()));
    }

private:
    std::string root_;
};

} // namespace boost_serial_ext_test

#endif
