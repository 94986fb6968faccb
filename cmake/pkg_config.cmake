# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# The files by which pkg-config knows the library: boost_serial_ext, boost_serial_ext-header-only, boost_serial_ext-test.
# They say where things are from where they are themselves, so that what was installed can be moved. Boost has no such
# files: a Boost that the compiler does not find by itself is named beside them.

set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
foreach(kind IN ITEMS LIB INCLUDE) # PC_LIBDIR, PC_INCLUDEDIR
  set(path ${CMAKE_INSTALL_${kind}DIR})
  cmake_path(ABSOLUTE_PATH path BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} NORMALIZE)
  cmake_path(RELATIVE_PATH path BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX})
  set(PC_${kind}DIR "\${prefix}/${path}")
endforeach()
set(path ${pc_dir})
cmake_path(ABSOLUTE_PATH path BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} NORMALIZE)
file(RELATIVE_PATH path ${path} ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" PC_PREFIX "\${pcfiledir}/${path}")

# What every program needs, whatever it is linked with: Asio is compiled into it.
set(base_cflags "-I\${includedir} -pthread")
set(base_libs -pthread)
if(WIN32)
  string(APPEND base_cflags " -D_WIN32_WINNT=0x0A00")
  string(APPEND base_libs " -lsetupapi -lws2_32 -lmswsock")
endif()
set(udev "")
if(BOOST_SERIAL_EXT_WITH_LIBUDEV)
  set(udev libudev)
endif()

function(boost_serial_ext_pkg_config name description) # and PC_CFLAGS, PC_LIBS, PC_REQUIRES, PC_REQUIRES_PRIVATE
  set(PC_NAME ${name})
  set(PC_DESCRIPTION ${description})
  file(READ ${PROJECT_SOURCE_DIR}/cmake/pkg_config.pc.in text)
  string(CONFIGURE "${text}" text @ONLY)
  string(REGEX REPLACE "\n[A-Za-z.]+: *\n" "\n" text "${text}") # a line that says nothing
  string(REGEX REPLACE "\n[A-Za-z.]+: *\n" "\n" text "${text}") # and the next
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc "${text}")
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${pc_dir}
    COMPONENT ${BOOST_SERIAL_EXT_DEVELOPMENT})
endfunction()

set(PC_CFLAGS ${base_cflags})
set(PC_LIBS "-L\${libdir} -lboost_serial_ext ${base_libs}")
get_target_property(type boost_serial_ext TYPE)
if(type STREQUAL SHARED_LIBRARY)
  string(APPEND PC_CFLAGS " -DBOOST_SERIAL_EXT_DYN_LINK")
  set(PC_REQUIRES "")
  set(PC_REQUIRES_PRIVATE ${udev})
else() # there is no other library: what it needs is needed without --static too
  set(PC_REQUIRES ${udev})
  set(PC_REQUIRES_PRIVATE "")
endif()
boost_serial_ext_pkg_config(boost_serial_ext "${PROJECT_DESCRIPTION}, compiled")

set(PC_REQUIRES_PRIVATE "")
set(PC_REQUIRES ${udev})
set(PC_LIBS ${base_libs})
set(PC_CFLAGS "${base_cflags} -DBOOST_SERIAL_EXT_HEADER_ONLY")
if(BOOST_SERIAL_EXT_WITH_LIBUDEV)
  string(APPEND PC_CFLAGS " -DBOOST_SERIAL_EXT_WITH_LIBUDEV")
endif()
boost_serial_ext_pkg_config(boost_serial_ext-header-only "${PROJECT_DESCRIPTION}, header-only")

if(BOOST_SERIAL_EXT_DOUBLES)
  set(PC_REQUIRES "boost_serial_ext = ${PROJECT_VERSION}")
  set(PC_LIBS "-L\${libdir} -lboost_serial_ext_test")
  set(PC_CFLAGS "")
  boost_serial_ext_pkg_config(boost_serial_ext-test "Virtual serial ports for tests, compiled")
endif()
