# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""For Conan 2: `conan create packaging/conan --build=missing` in the library's source tree."""

import os

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, get, rmdir

required_conan_version = ">=2.0"


class BoostSerialExt(ConanFile):
    name = "boost_serial_ext"
    version = "0.1.0"
    description = "Asynchronous serial ports for Boost.Asio"
    license = "BSL-1.0"
    topics = ("serial-port", "asio", "boost", "uart", "rs485")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {
        "shared": [True, False],
        "fPIC": [True, False],
        "with_json": [True, False],  # the CMake target for json.hpp; the library itself is the same
        "with_libudev": [True, False],
    }
    default_options = {"shared": False, "fPIC": True, "with_json": True, "with_libudev": False}

    @property
    def _released(self):
        return (self.conan_data or {}).get("sources", {}).get(self.version)

    def export_sources(self):
        if self._released:
            return
        tree = os.path.join(self.recipe_folder, "..", "..")
        for pattern in ("CMakeLists.txt", "LICENSE_1_0.txt", "CHANGELOG.md", "cmake/*", "include/*", "packaging/*", "src/*"):
            copy(self, pattern, tree, self.export_sources_folder)

    def source(self):
        if self._released:
            get(self, **self._released, strip_root=True)

    def config_options(self):
        if self.settings.os == "Windows":
            self.options.rm_safe("fPIC")
        if self.settings.os != "Linux":
            self.options.rm_safe("with_libudev")

    def configure(self):
        if self.options.shared:
            self.options.rm_safe("fPIC")

    def layout(self):
        self.folders.root = os.path.join("..", "..")
        cmake_layout(self)

    def requirements(self):
        self.requires("boost/[>=1.81 <2]", transitive_headers=True)
        if self.options.get_safe("with_libudev"):
            self.requires("libudev/system", transitive_headers=True)

    def validate(self):
        check_min_cppstd(self, 17)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for name in ("BUILD_EXAMPLES", "BUILD_TESTS", "CCACHE", "JSON", "LLD"):
            toolchain.cache_variables["BOOST_SERIAL_EXT_" + name] = False
        toolchain.cache_variables["BOOST_SERIAL_EXT_WITH_LIBUDEV"] = bool(self.options.get_safe("with_libudev"))
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE_1_0.txt", self.source_folder, os.path.join(self.package_folder, "licenses"))
        for folder in ("share", os.path.join("lib", "cmake"), os.path.join("lib", "pkgconfig")):
            rmdir(self, os.path.join(self.package_folder, folder))  # Conan makes its own

    def _component(self, name, pkg_config=None, libs=(), requires=("headers",), defines=()):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", "boost_serial_ext::" + name)
        if pkg_config:
            component.set_property("pkg_config_name", pkg_config)
        component.libs = list(libs)
        component.requires = list(requires)
        component.defines = list(defines)
        if not libs:
            component.bindirs = []
            component.libdirs = []
        return component

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "boost_serial_ext")
        headers = self._component("headers", requires=["boost::headers"])
        if self.settings.os == "Windows":
            headers.defines = ["_WIN32_WINNT=0x0A00"]
            headers.system_libs = ["setupapi", "ws2_32", "mswsock"]
        else:
            headers.system_libs = ["pthread"]
        if self.options.get_safe("with_libudev"):
            headers.defines = ["BOOST_SERIAL_EXT_WITH_LIBUDEV"]
            headers.requires.append("libudev::libudev")

        self._component("boost_serial_ext", "boost_serial_ext", ["boost_serial_ext"],
                        defines=["BOOST_SERIAL_EXT_DYN_LINK"] if self.options.shared else [])
        self._component("header_only", "boost_serial_ext-header-only", defines=["BOOST_SERIAL_EXT_HEADER_ONLY"])
        self._component("test", "boost_serial_ext-test", ["boost_serial_ext_test"], ["boost_serial_ext"])
        if self.options.with_json:
            self._component("json", requires=["headers", "boost::json"])
