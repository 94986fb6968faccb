// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The numbers of FreeBSD (sys/sys/sysctl.h), to compile for it elsewhere: tools/check_bsd.sh.

#ifndef FAKE_BSD_FREEBSD_SYS_SYSCTL_H
#define FAKE_BSD_FREEBSD_SYS_SYSCTL_H

#include <sys/types.h>

#define CTL_MAXNAME 24
#define CTL_HW 6

extern "C" {
int sysctl(int const*, unsigned int, void*, size_t*, void const*, size_t);
int sysctlbyname(char const*, void*, size_t*, void const*, size_t);
int sysctlnametomib(char const*, int*, size_t*);
}

#endif

#define CTL_KERN 1
#define KERN_PROC 14
#define KERN_PROC_PID 1
#define KERN_PROC_INC_THREAD 0x10
