// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The numbers of DragonFly (sys/sys/sysctl.h), to compile for it elsewhere: tools/check_bsd.sh.

#ifndef FAKE_BSD_DRAGONFLY_SYS_SYSCTL_H
#define FAKE_BSD_DRAGONFLY_SYS_SYSCTL_H

#include <sys/types.h>

#define CTL_MAXNAME 12
#define CTL_HW 6

extern "C" {
int sysctl(int*, unsigned int, void*, size_t*, void*, size_t);
int sysctlbyname(char const*, void*, size_t*, void*, size_t);
int sysctlnametomib(char const*, int*, size_t*);
}

#endif
