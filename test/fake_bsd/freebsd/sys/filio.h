// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The numbers of FreeBSD (sys/sys/filio.h), to compile for it elsewhere: tools/check_bsd.sh.

#ifndef FAKE_BSD_FREEBSD_SYS_FILIO_H
#define FAKE_BSD_FREEBSD_SYS_FILIO_H

#include <sys/ioccom.h>

#define FIOCLEX _IO('f', 1)
#define FIONCLEX _IO('f', 2)
#define FIONREAD _IOR('f', 127, int)
#define FIONBIO _IOW('f', 126, int)
#define FIOASYNC _IOW('f', 125, int)

static_assert(FIONREAD == 0x4004667ful && FIONBIO == 0x8004667eul);

#endif
