# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# MinGW-w64 of Debian and Ubuntu: g++-mingw-w64-x86-64-posix. Programs need no DLL beside them.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
set(CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
find_program(BOOST_SERIAL_EXT_LLD ld.lld)
if(BOOST_SERIAL_EXT_LLD)
  string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -fno-use-linker-plugin -wrapper ${CMAKE_CURRENT_LIST_DIR}/link-with-lld.sh")
endif()

# Boost's headers are the host's, unless somebody says where others are. Beside them lie those of the host's libc, which
# must not be found: so they are seen through a folder that has nothing else in it.
set(Boost_NO_BOOST_CMAKE ON)
set(Boost_NO_WARN_NEW_VERSIONS ON)
if(NOT Boost_INCLUDE_DIR)
  set(Boost_INCLUDE_DIR ${CMAKE_BINARY_DIR}/include CACHE PATH "The folder with Boost's headers")
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include)
  file(CREATE_LINK /usr/include/boost ${CMAKE_BINARY_DIR}/include/boost SYMBOLIC)
endif()
