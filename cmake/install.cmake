# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# Two components: what a program needs that is linked with the shared library, and everything else.
set(BOOST_SERIAL_EXT_RUNTIME boost_serial_ext_runtime)
set(BOOST_SERIAL_EXT_DEVELOPMENT boost_serial_ext_development)

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/boost_serial_ext)

install(TARGETS ${BOOST_SERIAL_EXT_TARGETS}
  EXPORT boost_serial_ext-targets
  RUNTIME COMPONENT ${BOOST_SERIAL_EXT_RUNTIME}
  LIBRARY COMPONENT ${BOOST_SERIAL_EXT_RUNTIME} NAMELINK_COMPONENT ${BOOST_SERIAL_EXT_DEVELOPMENT}
  ARCHIVE COMPONENT ${BOOST_SERIAL_EXT_DEVELOPMENT})
install(EXPORT boost_serial_ext-targets NAMESPACE boost_serial_ext:: DESTINATION ${package_dir}
  COMPONENT ${BOOST_SERIAL_EXT_DEVELOPMENT})
install(FILES include/boost_serial_ext.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT ${BOOST_SERIAL_EXT_DEVELOPMENT})
install(DIRECTORY include/boost_serial_ext DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT ${BOOST_SERIAL_EXT_DEVELOPMENT}
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp")
install(FILES LICENSE_1_0.txt CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT ${BOOST_SERIAL_EXT_DEVELOPMENT})

configure_package_config_file(cmake/Config.cmake.in boost_serial_ext-config.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(boost_serial_ext-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/boost_serial_ext-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/boost_serial_ext-config-version.cmake
  DESTINATION ${package_dir} COMPONENT ${BOOST_SERIAL_EXT_DEVELOPMENT})

include(cmake/pkg_config.cmake)
