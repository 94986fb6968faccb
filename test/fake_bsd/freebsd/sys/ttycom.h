// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The numbers of FreeBSD (sys/sys/ttycom.h), to compile for it elsewhere: tools/check_bsd.sh.

#ifndef FAKE_BSD_FREEBSD_SYS_TTYCOM_H
#define FAKE_BSD_FREEBSD_SYS_TTYCOM_H

#include <sys/ioccom.h>

#define TIOCM_CAR 0100
#define TIOCM_CD 0100
#define TIOCM_CTS 040
#define TIOCM_DCD 0100
#define TIOCM_DSR 0400
#define TIOCM_DTR 02
#define TIOCM_LE 01
#define TIOCM_RI 0200
#define TIOCM_RNG 0200
#define TIOCM_RTS 04
#define TIOCM_SR 020
#define TIOCM_ST 010

#define TIOCCBRK 0x2000747aul
#define TIOCCDTR 0x20007478ul
#define TIOCDRAIN 0x2000745eul
#define TIOCEXCL 0x2000740dul
#define TIOCFLUSH 0x80047410ul
#define TIOCGETA 0x402c7413ul
#define TIOCMBIC 0x8004746bul
#define TIOCMBIS 0x8004746cul
#define TIOCMGDTRWAIT 0x4004745aul
#define TIOCMGET 0x4004746aul
#define TIOCMSDTRWAIT 0x8004745bul
#define TIOCMSET 0x8004746dul
#define TIOCNXCL 0x2000740eul
#define TIOCOUTQ 0x40047473ul
#define TIOCSBRK 0x2000747bul
#define TIOCSCTTY 0x20007461ul
#define TIOCSDTR 0x20007479ul
#define TIOCSETA 0x802c7414ul
#define TIOCSETAF 0x802c7416ul
#define TIOCSETAW 0x802c7415ul
#define TIOCSTART 0x2000746eul
#define TIOCSTOP 0x2000746ful

#endif
