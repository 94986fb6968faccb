// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The numbers of FreeBSD (sys/sys/ioccom.h), to compile for it elsewhere: tools/check_bsd.sh.

#ifndef FAKE_BSD_FREEBSD_SYS_IOCCOM_H
#define FAKE_BSD_FREEBSD_SYS_IOCCOM_H

// Direction, size in 13 bits, group, number.
#define IOC_VOID 0x20000000ul
#define IOC_OUT 0x40000000ul
#define IOC_IN 0x80000000ul
#define FAKE_BSD_IOC(direction, group, number, size)                                               \
    ((direction) | ((unsigned long)(size)&0x1ffful) << 16 | (group) << 8 | (number))
#define _IO(group, number) FAKE_BSD_IOC(IOC_VOID, group, number, 0)
#define _IOR(group, number, type) FAKE_BSD_IOC(IOC_OUT, group, number, sizeof(type))
#define _IOW(group, number, type) FAKE_BSD_IOC(IOC_IN, group, number, sizeof(type))
#define _IOWR(group, number, type) FAKE_BSD_IOC(IOC_IN | IOC_OUT, group, number, sizeof(type))

#endif
