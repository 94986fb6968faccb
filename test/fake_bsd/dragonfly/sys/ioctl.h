// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The numbers of DragonFly (sys/sys/ioctl.h), to compile for it elsewhere: tools/check_bsd.sh.

#ifndef FAKE_BSD_DRAGONFLY_SYS_IOCTL_H
#define FAKE_BSD_DRAGONFLY_SYS_IOCTL_H

#include <sys/filio.h>
#include <sys/ttycom.h>

extern "C" int ioctl(int, unsigned long, ...);

#endif
