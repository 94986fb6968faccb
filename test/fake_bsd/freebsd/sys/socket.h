// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// This system's, and what FreeBSD's has besides: sys/socket.h.
#pragma once
#include_next <sys/socket.h>
#define SO_NOSIGPIPE 0x0800
