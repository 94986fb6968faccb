// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The numbers of OpenBSD (sys/sys/termios.h), to compile for it elsewhere: tools/check_bsd.sh.

#ifndef FAKE_BSD_OPENBSD_TERMIOS_H
#define FAKE_BSD_OPENBSD_TERMIOS_H

// c_cc
#define VEOF 0
#define VEOL 1
#define VEOL2 2
#define VERASE 3
#define VWERASE 4
#define VKILL 5
#define VREPRINT 6
#define VINTR 8
#define VQUIT 9
#define VSUSP 10
#define VDSUSP 11
#define VSTART 12
#define VSTOP 13
#define VLNEXT 14
#define VDISCARD 15
#define VMIN 16
#define VTIME 17
#define VSTATUS 18

// c_iflag
#define IGNBRK 0x1
#define BRKINT 0x2
#define IGNPAR 0x4
#define PARMRK 0x8
#define INPCK 0x10
#define ISTRIP 0x20
#define INLCR 0x40
#define IGNCR 0x80
#define ICRNL 0x100
#define IXON 0x200
#define IXOFF 0x400
#define IXANY 0x800
#define IUCLC 0x1000
#define IMAXBEL 0x2000

// c_oflag
#define OPOST 0x1
#define ONLCR 0x2
#define OXTABS 0x4
#define ONOEOT 0x8
#define OCRNL 0x10
#define OLCUC 0x20
#define ONOCR 0x40
#define ONLRET 0x80

// c_cflag
#define CS5 0x0
#define CIGNORE 0x1
#define CS6 0x100
#define CS7 0x200
#define CS8 0x300
#define CSIZE 0x300
#define CSTOPB 0x400
#define CREAD 0x800
#define PARENB 0x1000
#define PARODD 0x2000
#define HUPCL 0x4000
#define CLOCAL 0x8000
#define CCTS_OFLOW 0x10000
#define CRTSCTS 0x10000
#define CRTS_IFLOW 0x10000
#define MDMBUF 0x100000
#define CHWFLOW 0x110000

// c_lflag
#define ECHOKE 0x1
#define ECHOE 0x2
#define ECHOK 0x4
#define ECHO 0x8
#define ECHONL 0x10
#define ECHOPRT 0x20
#define ECHOCTL 0x40
#define ISIG 0x80
#define ICANON 0x100
#define ALTWERASE 0x200
#define IEXTEN 0x400
#define EXTPROC 0x800
#define TOSTOP 0x400000
#define FLUSHO 0x800000
#define XCASE 0x1000000
#define NOKERNINFO 0x2000000
#define PENDIN 0x20000000
#define NOFLSH 0x80000000u

// speeds
#define B0 0
#define B50 50
#define B75 75
#define B110 110
#define B134 134
#define B150 150
#define B200 200
#define B300 300
#define B600 600
#define B1200 1200
#define B1800 1800
#define B2400 2400
#define B4800 4800
#define B7200 7200
#define B9600 9600
#define B14400 14400
#define B19200 19200
#define EXTA 19200
#define B28800 28800
#define B38400 38400
#define EXTB 38400
#define B57600 57600
#define B76800 76800
#define B115200 115200
#define B230400 230400

// actions
#define TCSANOW 0
#define TCIFLUSH 1
#define TCOOFF 1
#define TCSADRAIN 1
#define TCOFLUSH 2
#define TCOON 2
#define TCSAFLUSH 2
#define TCIOFF 3
#define TCIOFLUSH 3
#define TCION 4
#define TCSASOFT 16

#define NCCS 20
#define _POSIX_VDISABLE 0xff

typedef unsigned int tcflag_t;
typedef unsigned char cc_t;
typedef unsigned int speed_t;

struct termios
{
    tcflag_t c_iflag;
    tcflag_t c_oflag;
    tcflag_t c_cflag;
    tcflag_t c_lflag;
    cc_t c_cc[NCCS];
    int c_ispeed;
    int c_ospeed;
};

extern "C" {
speed_t cfgetispeed(struct termios const*);
speed_t cfgetospeed(struct termios const*);
int cfsetispeed(struct termios*, speed_t);
int cfsetospeed(struct termios*, speed_t);
int cfsetspeed(struct termios*, speed_t);
void cfmakeraw(struct termios*);
int tcgetattr(int, struct termios*);
int tcsetattr(int, int, struct termios const*);
int tcdrain(int);
int tcflow(int, int);
int tcflush(int, int);
int tcsendbreak(int, int);
}

#include <sys/ttycom.h>

#endif
