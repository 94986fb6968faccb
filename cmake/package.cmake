# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# `cmake --preset package && cmake --build --preset package` makes Debian packages where dpkg is, else an archive:
# libboost-serial-ext-dev, and libboost-serial-ext0.1 if the library is shared (as it is in that preset).

set(CPACK_PACKAGE_NAME boost-serial-ext)
set(CPACK_PACKAGE_VENDOR "The boost_serial_ext authors")
if(NOT CPACK_PACKAGE_CONTACT) # dpkg wants an address; one in .invalid is nobody's (RFC 2606)
  set(CPACK_PACKAGE_CONTACT "The boost_serial_ext authors <noreply@boost-serial-ext.invalid>")
endif()
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE_1_0.txt)
set(CPACK_BOOST_SERIAL_EXT_CHANGELOG ${PROJECT_SOURCE_DIR}/CHANGELOG.md) # for the script below
set(CPACK_OUTPUT_FILE_PREFIX ${PROJECT_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
find_program(BOOST_SERIAL_EXT_DPKG dpkg)
mark_as_advanced(BOOST_SERIAL_EXT_DPKG)
if(NOT CPACK_GENERATOR AND NOT BOOST_SERIAL_EXT_DPKG)
  set(CPACK_GENERATOR TGZ)
elseif(NOT CPACK_GENERATOR)
  set(CPACK_GENERATOR DEB)
endif()

set(CPACK_COMPONENTS_ALL ${BOOST_SERIAL_EXT_DEVELOPMENT})
get_target_property(type boost_serial_ext TYPE)
if(type STREQUAL SHARED_LIBRARY)
  list(APPEND CPACK_COMPONENTS_ALL ${BOOST_SERIAL_EXT_RUNTIME})
endif()

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/debian/documents.cmake)

set(so_version ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(about "Serial ports as streams of Boost.Asio: any completion token, any baud rate,
errors that mean the same on every system, and a configuration that is
read back after it was set.")

set(CPACK_DEBIAN_BOOST_SERIAL_EXT_RUNTIME_PACKAGE_NAME libboost-serial-ext${so_version})
set(CPACK_DEBIAN_BOOST_SERIAL_EXT_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_BOOST_SERIAL_EXT_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_BOOST_SERIAL_EXT_RUNTIME_DESCRIPTION
  "${about}\n\nWhat programs need that were linked with the shared library.")
file(WRITE ${PROJECT_BINARY_DIR}/debian/triggers "activate-noawait ldconfig\n") # what CPack's own scripts do beside it
set(CPACK_DEBIAN_BOOST_SERIAL_EXT_RUNTIME_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/debian/triggers)

set(CPACK_DEBIAN_BOOST_SERIAL_EXT_DEVELOPMENT_PACKAGE_NAME libboost-serial-ext-dev)
set(CPACK_DEBIAN_BOOST_SERIAL_EXT_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_BOOST_SERIAL_EXT_DEVELOPMENT_DESCRIPTION
  "${about}\n\nHeaders, libraries, and the files by which CMake and pkg-config find them.")
set(needs "libc6-dev, libboost-dev (>= 1.81) | libboost1.81-dev") # the second on Debian 12, whose default is older
if(BOOST_SERIAL_EXT_WITH_LIBUDEV)
  string(APPEND needs ", libudev-dev")
endif()
if(type STREQUAL SHARED_LIBRARY)
  string(PREPEND needs "libboost-serial-ext${so_version} (= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}), ")
endif()
set(CPACK_DEBIAN_BOOST_SERIAL_EXT_DEVELOPMENT_PACKAGE_DEPENDS ${needs})
set(CPACK_DEBIAN_BOOST_SERIAL_EXT_DEVELOPMENT_PACKAGE_SUGGESTS "libboost-json-dev (>= 1.81) | libboost-json1.81-dev")

include(CPack)
