// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_COSTS_DRIVER_HPP
#define BOOST_SERIAL_EXT_TEST_COSTS_DRIVER_HPP

namespace costs {

/** Makes a pty's end look like a UART, which has a queue, BREAK and counters.

    By functions of this program's that stand before libc's ioctl and fstat. Each answer costs the
    system call that the real one would, so that it is counted; nothing else does.
*/
struct driver
{
    int handle = -1;      ///< Of the port; -1: none.
    bool opening = false; ///< The next character device that is looked at is it.
    int queued = 0;       ///< What the next question for the output queue's depth is answered with.
    int cts_edges = 0;
};

extern driver uart;

} // namespace costs

#endif
