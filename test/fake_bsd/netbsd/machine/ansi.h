// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The compiler's own stddef.h asks for these on NetBSD, and makes the types only if they are there. It asks more than
// once, and takes them away: so there is no guard.

#undef _BSD_PTRDIFF_T_
#undef _BSD_SIZE_T_
#undef _BSD_WCHAR_T_
#define _BSD_PTRDIFF_T_ long
#define _BSD_SIZE_T_ unsigned long
#define _BSD_WCHAR_T_ int
