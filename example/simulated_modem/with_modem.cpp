// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Runs another program beside a simulated modem, with the modem's device as its last argument:
// how an example that wants a DEVICE is tried without one.
// Usage: boost_serial_ext_with_modem PROGRAM [ARGUMENTS...]

#include "simulated_modem.hpp"

#include <iostream>
#include <string>
#include <vector>

#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

int main(int argc, char** argv)
{
    if (argc < 2)
    {
        std::cerr << "usage: " << argv[0] << " PROGRAM [ARGUMENTS...]\n";
        return 2;
    }
    simulated_modem const modem;
    std::string device = modem.device();
    std::vector<char*> command(argv + 1, argv + argc);
    command.push_back(device.data());
    command.push_back(nullptr);

    ::pid_t child = 0;
    if (int const e = ::posix_spawnp(&child, command[0], nullptr, nullptr, command.data(), environ))
    {
        std::cerr << command[0] << ": " << std::generic_category().message(e) << '\n';
        return 1;
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child)
        return 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
