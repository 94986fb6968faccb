// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The numbers of NetBSD (sys/sys/drvctlio.h), to compile for it elsewhere: tools/check_bsd.sh.

#ifndef FAKE_BSD_NETBSD_SYS_DRVCTLIO_H
#define FAKE_BSD_NETBSD_SYS_DRVCTLIO_H

#include <sys/ioccom.h>
#include <sys/types.h>

#define DRVCTLDEV "/dev/drvctl"

struct plistref // prop/plistref.h
{
    void* pref_plist;
    size_t pref_len;
};

struct devlistargs
{
    char l_devname[16];
    char (*l_childname)[16];
    size_t l_children;
};

#define DRVCTLCOMMAND _IOWR('D', 125, struct plistref)
#define DRVLISTDEV _IOWR('D', 127, struct devlistargs)

#endif
