# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# An overlay port, which builds the source tree it lies in. A port in a registry would have, instead of the next line, a
# call that brings a release's archive and checks its SHA-512, such as vcpkg_from_github.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    -DBOOST_SERIAL_EXT_BUILD_EXAMPLES=OFF
    -DBOOST_SERIAL_EXT_BUILD_TESTS=OFF
    -DBOOST_SERIAL_EXT_CCACHE=OFF # what a developer of the library likes is not for a package
    -DBOOST_SERIAL_EXT_JSON=OFF # a matter of who uses it: what is installed is the same
    -DBOOST_SERIAL_EXT_LLD=OFF
    -DBOOST_SERIAL_EXT_WITH_LIBUDEV=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME boost_serial_ext CONFIG_PATH lib/cmake/boost_serial_ext)
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE
  "${CURRENT_PACKAGES_DIR}/debug/include"
  "${CURRENT_PACKAGES_DIR}/debug/share"
  "${CURRENT_PACKAGES_DIR}/share/doc")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE_1_0.txt")
