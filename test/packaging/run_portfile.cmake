# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# Runs the vcpkg port without vcpkg: `cmake -DWORK=FOLDER -P run_portfile.cmake` leaves in FOLDER/packages what the port
# installs. The functions that the portfile calls are stand-ins, written from their documentation: a real configuration,
# build and installation, static and in Release only.
cmake_minimum_required(VERSION 3.21...3.31)

set(PORT boost-serial-ext)
set(CURRENT_PACKAGES_DIR ${WORK}/packages)
set(CURRENT_BUILDTREES_DIR ${WORK}/buildtrees)
set(port_dir ${CMAKE_CURRENT_LIST_DIR}/../../packaging/vcpkg/${PORT})
file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR})

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(vcpkg_cmake_configure)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" SOURCE_PATH OPTIONS)
  if(arg_UNPARSED_ARGUMENTS OR NOT IS_DIRECTORY ${arg_SOURCE_PATH})
    message(FATAL_ERROR "vcpkg_cmake_configure: ${arg_UNPARSED_ARGUMENTS}, ${arg_SOURCE_PATH}")
  endif()
  run(${CMAKE_COMMAND} -S ${arg_SOURCE_PATH} -B ${CURRENT_BUILDTREES_DIR} -G Ninja -DCMAKE_BUILD_TYPE=Release
    -DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR} -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=OFF
    --warn-uninitialized ${arg_OPTIONS})
endfunction()

function(vcpkg_cmake_install)
  run(${CMAKE_COMMAND} --build ${CURRENT_BUILDTREES_DIR} --target install)
endfunction()

# From CONFIG_PATH to share/PACKAGE_NAME, which has another number of folders above it.
function(vcpkg_cmake_config_fixup)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "PACKAGE_NAME;CONFIG_PATH" "")
  set(share ${CURRENT_PACKAGES_DIR}/share/${arg_PACKAGE_NAME})
  file(MAKE_DIRECTORY ${CURRENT_PACKAGES_DIR}/share)
  file(RENAME ${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH} ${share})
  file(GLOB others ${CURRENT_PACKAGES_DIR}/lib/cmake/*)
  if(NOT others)
    file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/lib/cmake)
  endif()
  file(GLOB files ${share}/*.cmake)
  foreach(file IN LISTS files)
    file(READ ${file} text)
    string(REPLACE "get_filename_component(_IMPORT_PREFIX \"\${_IMPORT_PREFIX}\" PATH)\n" "" text "${text}")
    string(REPLACE "get_filename_component(_IMPORT_PREFIX \"\${CMAKE_CURRENT_LIST_FILE}\" PATH)"
      "get_filename_component(_IMPORT_PREFIX \"\${CMAKE_CURRENT_LIST_DIR}/../..\" ABSOLUTE)" text "${text}")
    string(REPLACE "/../../../\" ABSOLUTE)" "/../../\" ABSOLUTE)" text "${text}")
    file(WRITE ${file} "${text}")
  endforeach()
endfunction()

function(vcpkg_fixup_pkgconfig) # where the files are moved to says where their prefix is
  file(GLOB files ${CURRENT_PACKAGES_DIR}/lib/pkgconfig/*.pc)
  foreach(file IN LISTS files)
    file(READ ${file} text)
    if(NOT text MATCHES "^prefix=\\\${pcfiledir}/../..\n")
      message(FATAL_ERROR "${file}: not relocatable: ${text}")
    endif()
  endforeach()
endfunction()

function(vcpkg_install_copyright)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" FILE_LIST)
  file(INSTALL ${arg_FILE_LIST} DESTINATION ${CURRENT_PACKAGES_DIR}/share/${PORT} RENAME copyright)
endfunction()

include(${port_dir}/portfile.cmake)

# What vcpkg asks of every package.
foreach(file IN ITEMS share/${PORT}/copyright share/${PORT}/usage share/boost_serial_ext/boost_serial_ext-config.cmake)
  if(NOT EXISTS ${CURRENT_PACKAGES_DIR}/${file})
    message(FATAL_ERROR "the port does not install ${file}")
  endif()
endforeach()
foreach(folder IN ITEMS debug/include debug/share share/doc lib/cmake)
  if(EXISTS ${CURRENT_PACKAGES_DIR}/${folder})
    message(FATAL_ERROR "the port installs ${folder}")
  endif()
endforeach()

# What `usage` says becomes a project: its find_package, its first target, and every module of pkg-config.
file(READ ${CURRENT_PACKAGES_DIR}/share/${PORT}/usage usage)
string(REGEX MATCH "find_package[^\n]*\n *target_link_libraries\\(main [^\n]*" commands "${usage}")
file(WRITE ${WORK}/user/CMakeLists.txt "cmake_minimum_required(VERSION 3.21...3.31)
project(user CXX)
add_executable(main ${CMAKE_CURRENT_LIST_DIR}/../consumer/stream.cpp)
${commands}
")
run(${CMAKE_COMMAND} -S ${WORK}/user -B ${WORK}/user/build -G Ninja -DCMAKE_BUILD_TYPE=Release
  -DCMAKE_PREFIX_PATH=${CURRENT_PACKAGES_DIR})
run(${CMAKE_COMMAND} --build ${WORK}/user/build)
run(${WORK}/user/build/main)
string(REGEX MATCH "pkg-config modules:.*" modules "${usage}")
string(REGEX MATCHALL "\n  [a-z_-]+" modules "${modules}")
foreach(module IN LISTS modules)
  string(STRIP ${module} module)
  run(${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${CURRENT_PACKAGES_DIR}/lib/pkgconfig pkg-config --validate ${module})
endforeach()
