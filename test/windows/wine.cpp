// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Wine 8 does not know the timeouts by which a read completes at the first byte: it waits for all
// that was asked for. What every program has there, an interval of 1 ms, it does know. So in these
// programs, and nowhere else, the one is set in the other's place; the library calls what stands
// here, because the linker finds it before the system's library.

#include "windows/wine.hpp"

#include <winsock2.h> // which includes <windows.h>, and must come first

namespace boost_serial_ext_test {

bool under_wine()
{
    static bool const is
        = ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
    return is;
}

namespace {

template<class Function>
Function* in_system(char const* name)
{
    auto const address = ::GetProcAddress(::GetModuleHandleW(L"kernel32.dll"), name);
    return reinterpret_cast<Function*>(reinterpret_cast<void*>(address));
}

bool waits_for_the_first_byte(COMMTIMEOUTS const& t)
{
    return t.ReadIntervalTimeout == MAXDWORD && t.ReadTotalTimeoutMultiplier == MAXDWORD
        && t.ReadTotalTimeoutConstant == MAXDWORD - 1;
}

BOOL WINAPI set_timeouts(HANDLE port, COMMTIMEOUTS* wanted)
{
    static auto* const system = in_system<BOOL WINAPI(HANDLE, COMMTIMEOUTS*)>("SetCommTimeouts");
    COMMTIMEOUTS t = *wanted;
    if (under_wine() && waits_for_the_first_byte(t))
    {
        t.ReadIntervalTimeout = 1;
        t.ReadTotalTimeoutMultiplier = t.ReadTotalTimeoutConstant = 0;
    }
    return system(port, &t);
}

BOOL WINAPI get_timeouts(HANDLE port, COMMTIMEOUTS* t)
{
    static auto* const system = in_system<BOOL WINAPI(HANDLE, COMMTIMEOUTS*)>("GetCommTimeouts");
    BOOL const done = system(port, t);
    if (done != 0 && under_wine() && t->ReadIntervalTimeout == 1
        && t->ReadTotalTimeoutMultiplier == 0 && t->ReadTotalTimeoutConstant == 0)
    {
        t->ReadIntervalTimeout = t->ReadTotalTimeoutMultiplier = MAXDWORD;
        t->ReadTotalTimeoutConstant = MAXDWORD - 1;
    }
    return done;
}

} // namespace

} // namespace boost_serial_ext_test

extern "C" {
decltype(&::SetCommTimeouts) __imp_SetCommTimeouts = &boost_serial_ext_test::set_timeouts; // NOLINT
decltype(&::GetCommTimeouts) __imp_GetCommTimeouts = &boost_serial_ext_test::get_timeouts; // NOLINT
}
