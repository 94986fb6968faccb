#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Runs the Conan recipe without Conan: `run_conanfile.py FOLDER [COMPILER...]`.

What the recipe imports are stand-ins, written from Conan's documentation, which really copy, configure, build and
install; then a program is compiled and linked with what package_info() says, and run. Other systems and options go as
far as they go without a build.
"""

import collections
import fnmatch
import importlib.util
import pathlib
import shutil
import subprocess
import sys
import types

TREE = pathlib.Path(__file__).resolve().parents[2]
FOLDER = TREE / "packaging/conan"


class Options(dict):
    """Values as attributes, which can be deleted."""

    __getattr__ = dict.__getitem__
    __delattr__ = dict.__delitem__

    def __setattr__(self, name, value):
        if name not in self:
            raise AttributeError(f"there is no option {name}")
        self[name] = value

    def get_safe(self, name):
        return self.get(name)

    def rm_safe(self, name):
        self.pop(name, None)


class Component:
    def __init__(self):
        self.properties = {}
        self.libs, self.requires, self.defines, self.system_libs = [], [], [], []
        self.includedirs, self.libdirs, self.bindirs = ["include"], ["lib"], ["bin"]

    def set_property(self, name, value):
        self.properties[name] = value


class ConanFile:
    def __init__(self, work):
        if not all(isinstance(getattr(self, field), (str, tuple)) for field in ("name", "version", "license", "settings")):
            raise TypeError("a field of the recipe is missing")
        if set(self.default_options) != set(self.options):
            raise ValueError("options and default_options differ")
        self.options = Options(self.default_options)
        self.settings = types.SimpleNamespace(os="Linux", build_type="Release")
        self.folders = types.SimpleNamespace(root=None)
        self.conan_data = {"sources": {}}
        self.recipe_folder = str(FOLDER)
        self.export_sources_folder = self.source_folder = str(work / "source")
        self.build_folder, self.package_folder = str(work / "build"), str(work / "package")
        self.cpp_info = Component()
        self.cpp_info.components = collections.defaultdict(Component)
        self.required, self.cache_variables, self.generated = [], {}, []

    def requires(self, reference, **_):
        self.required.append(reference)


def run(*command, **options):
    subprocess.run([str(part) for part in command], check=True, **options)


class CMakeToolchain:
    def __init__(self, recipe):
        self.cache_variables = recipe.cache_variables
        self.recipe = recipe

    def generate(self):
        self.recipe.generated.append(type(self).__name__)


class CMakeDeps:
    def __init__(self, recipe):
        self.recipe = recipe

    def generate(self):
        self.recipe.generated.append(type(self).__name__)


class CMake:
    def __init__(self, recipe):
        self.recipe = recipe

    def configure(self):
        values = [f"-D{name}={'ON' if value else 'OFF'}" for name, value in self.recipe.cache_variables.items()]
        shared = "ON" if self.recipe.options.shared else "OFF"
        run("cmake", "-S", self.recipe.source_folder, "-B", self.recipe.build_folder, "-G", "Ninja",
            "-DCMAKE_BUILD_TYPE=Release", f"-DBUILD_SHARED_LIBS={shared}",
            f"-DCMAKE_INSTALL_PREFIX={self.recipe.package_folder}", *values)

    def build(self):
        run("cmake", "--build", self.recipe.build_folder)

    def install(self):
        run("cmake", "--install", self.recipe.build_folder, stdout=subprocess.DEVNULL)


def copy(_, pattern, source, destination):
    """As Conan does: the pattern is of paths below the source, and `*` also matches `/`."""
    found = [f for f in pathlib.Path(source).glob(pattern.replace("/*", "/**/*"))
             if f.is_file() and fnmatch.fnmatch(f.relative_to(source).as_posix(), pattern)]
    if not found:
        raise FileNotFoundError(f"nothing in {source} is {pattern}")
    for file in found:
        target = pathlib.Path(destination) / file.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)


def install_stand_ins():
    parts = {
        "conan": {"ConanFile": ConanFile},
        "conan.tools": {},
        "conan.tools.build": {"check_min_cppstd": lambda recipe, least: None},
        "conan.tools.cmake": {"CMake": CMake, "CMakeDeps": CMakeDeps, "CMakeToolchain": CMakeToolchain,
                              "cmake_layout": lambda recipe: None},
        "conan.tools.files": {"copy": copy, "get": None, "rmdir": lambda recipe, path: shutil.rmtree(path)},
    }
    for name, members in parts.items():
        module = sys.modules[name] = types.ModuleType(name)
        vars(module).update(members)


def load_recipe(work):
    spec = importlib.util.spec_from_file_location("conanfile", FOLDER / "conanfile.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.BoostSerialExt(work)


def closure(components, name):
    """A component and what it requires of this package, in the order in which a linker wants them."""
    yield components[name]
    for other in components[name].requires:
        if "::" not in other:
            yield from closure(components, other)


def use(recipe, component, compiler):
    package, program = pathlib.Path(recipe.package_folder), pathlib.Path(recipe.build_folder) / f"use_{component}"
    parts = list(closure(recipe.cpp_info.components, component))
    libraries = [f"-l{lib}" for part in parts for lib in part.libs] + [f"-l{lib}" for part in parts for lib in part.system_libs]
    flags = [f"-D{macro}" for part in parts for macro in part.defines]
    run(*compiler, "-std=c++17", *flags, "-I", package / "include", "-c",
        FOLDER / "test_package/test_package.cpp", "-o", f"{program}.o")
    run("g++", f"{program}.o", "-L", package / "lib", *libraries, "-o", program)
    run(program)


STEPS = ("layout", "requirements", "validate", "source", "generate", "build", "package", "package_info")
UNBUILT = [step for step in STEPS if step not in ("source", "build", "package")]
LIBUDEV = "BOOST_SERIAL_EXT_WITH_LIBUDEV"
LINKED = "BOOST_SERIAL_EXT_DYN_LINK"
WINDOWS = (["_WIN32_WINNT=0x0A00"], ["setupapi", "ws2_32", "mswsock"])
POSIX = ([], ["pthread"])

# A system and options; then: which options do not matter there, macros and systems' libraries of the headers, macros of
# the library.
CONFIGURATIONS = (
    ("Linux", {}, set(), POSIX, []),
    ("Linux", {"shared": True}, {"fPIC"}, POSIX, [LINKED]),
    ("Linux", {"with_libudev": True}, set(), ([LIBUDEV], ["pthread"]), []),
    ("Macos", {"with_json": False}, {"with_libudev"}, POSIX, []),
    ("Windows", {}, {"fPIC", "with_libudev"}, WINDOWS, []),
    ("Windows", {"shared": True}, {"fPIC", "with_libudev"}, WINDOWS, [LINKED]),
)


def configured(work, system="Linux", options=()):
    """A recipe whose options have been set; as Conan does, after those that the system lacks are gone."""
    recipe = load_recipe(work)
    recipe.settings.os = system
    recipe.config_options()
    for name, value in dict(options).items():
        setattr(recipe.options, name, value)
    recipe.configure()
    return recipe


def check_configurations(work):
    for system, options, gone, of_headers, of_library in CONFIGURATIONS:
        recipe = configured(work, system, options)
        for step in UNBUILT:
            getattr(recipe, step)()
        components, udev = recipe.cpp_info.components, bool(options.get("with_libudev"))
        headers, library = components["headers"], components["boost_serial_ext"]
        for found, expected in (
            (set(recipe.default_options) - set(recipe.options), gone),
            ([reference.partition("/")[0] for reference in recipe.required], ["boost"] + ["libudev"] * udev),
            (headers.requires, ["boost::headers"] + ["libudev::libudev"] * udev),
            (recipe.cache_variables[LIBUDEV], udev),
            ((headers.defines, headers.system_libs), of_headers),
            (library.defines, of_library),
            ("json" in components, recipe.options.with_json),
        ):
            if found != expected:
                raise AssertionError((system, options, found, expected))


def main():
    work = pathlib.Path(sys.argv[1]).resolve()
    compiler = sys.argv[2:] or ["g++"]
    install_stand_ins()
    check_configurations(work)
    recipe = configured(work)
    recipe.export_sources()
    for step in STEPS:
        getattr(recipe, step)()
    if not recipe.required or recipe.generated != ["CMakeToolchain", "CMakeDeps"]:
        raise AssertionError((recipe.required, recipe.generated))
    package = pathlib.Path(recipe.package_folder)
    left = sorted(path.relative_to(package).as_posix() for path in package.glob("*/*") if path.parent.name != "include")
    if left != ["lib/libboost_serial_ext.a", "lib/libboost_serial_ext_test.a", "licenses/LICENSE_1_0.txt"]:
        raise AssertionError(left)
    for component in ("test", "header_only"): # the former is linked with the compiled library
        use(recipe, component, compiler)


if __name__ == "__main__":
    main()
