# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# CPack runs this between installing into its own folder and making the packages: Debian's have their licence and their
# changelogs under names of its own, each package in its own folder.
if(NOT CPACK_GENERATOR STREQUAL DEB)
  return()
endif()

find_program(gzip gzip REQUIRED)

# Without these CPack stops half-way, or makes a package without dependencies.
find_program(file file)
find_program(shlibdeps dpkg-shlibdeps)
if(NOT file OR NOT shlibdeps)
  message(FATAL_ERROR "Debian packages need file and dpkg-shlibdeps: apt-get install file dpkg-dev")
endif()

# The licence in the format of https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/.
file(READ ${CPACK_RESOURCE_FILE_LICENSE} license)
string(STRIP "${license}" license)
string(REGEX REPLACE "\n\n" "\n.\n" license "${license}")
string(REPLACE "\n" "\n " license " ${license}")
set(copyright "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: boost_serial_ext

Files: *
Copyright: 2026 ${CPACK_PACKAGE_VENDOR}
License: BSL-1.0
${license}
")

string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC) # SOURCE_DATE_EPOCH, if that is set
set(changelog "boost-serial-ext (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * Version ${CPACK_PACKAGE_VERSION}: see changelog.gz.

 -- ${CPACK_PACKAGE_CONTACT}  ${now}
")

foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} key)
  set(package ${CPACK_DEBIAN_${key}_PACKAGE_NAME})
  set(share ${CPACK_TEMPORARY_DIRECTORY}/${component}${CPACK_PACKAGING_INSTALL_PREFIX}/share)
  set(documents ${share}/doc/${package})
  file(REMOVE_RECURSE ${share}/doc)
  file(WRITE ${documents}/copyright "${copyright}")
  file(WRITE ${documents}/changelog.Debian "${changelog}")
  file(COPY_FILE ${CPACK_BOOST_SERIAL_EXT_CHANGELOG} ${documents}/changelog)
  file(CHMOD ${documents}/copyright ${documents}/changelog ${documents}/changelog.Debian
    PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  execute_process(COMMAND ${gzip} -9n ${documents}/changelog ${documents}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
endforeach()
