# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# Comforts for whoever works on the library itself; included only when it is the top-level project.

if(NOT CMAKE_CXX_STANDARD)
  set(CMAKE_CXX_STANDARD 17) # the floor; presets and CI choose others
endif()
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON) # for clang-tidy and editors

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

# A translation unit that includes Asio takes ten seconds, so ccache pays at once.
# - sloppiness: ccache's manual asks for these four where precompiled headers are used;
# - base directory without the working directory in the hash: another clone hits the same cache.
find_program(BOOST_SERIAL_EXT_CCACHE ccache)
mark_as_advanced(BOOST_SERIAL_EXT_CCACHE)
if(BOOST_SERIAL_EXT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    ${BOOST_SERIAL_EXT_CCACHE})
endif()

# GNU ld takes 17 seconds for the largest test program, this one 2.
find_program(BOOST_SERIAL_EXT_LLD ld.lld)
mark_as_advanced(BOOST_SERIAL_EXT_LLD)
if(BOOST_SERIAL_EXT_LLD AND NOT CMAKE_CROSSCOMPILING AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  add_link_options(-fuse-ld=lld)
endif()
