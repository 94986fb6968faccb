// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_CHECKS_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_CHECKS_IPP

#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/codec/windows_dcb.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/sys_windows_headers.hpp>

#include <cstddef>
#include <type_traits>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// The codecs' structures and numbers are the system's.
namespace sys_windows_checks {
static_assert(std::is_same_v<native_handle, HANDLE>);
static_assert(sizeof(wchar_t) == sizeof(char16_t));
static_assert(sizeof(windows_dcb) == sizeof(DCB));
static_assert(offsetof(windows_dcb, baud_rate) == offsetof(DCB, BaudRate)
    && offsetof(windows_dcb, reserved) == offsetof(DCB, wReserved)
    && offsetof(windows_dcb, xon_limit) == offsetof(DCB, XonLim)
    && offsetof(windows_dcb, xoff_limit) == offsetof(DCB, XoffLim)
    && offsetof(windows_dcb, byte_size) == offsetof(DCB, ByteSize)
    && offsetof(windows_dcb, parity) == offsetof(DCB, Parity)
    && offsetof(windows_dcb, stop_bits) == offsetof(DCB, StopBits)
    && offsetof(windows_dcb, xon_char) == offsetof(DCB, XonChar)
    && offsetof(windows_dcb, xoff_char) == offsetof(DCB, XoffChar)
    && offsetof(windows_dcb, error_char) == offsetof(DCB, ErrorChar)
    && offsetof(windows_dcb, eof_char) == offsetof(DCB, EofChar)
    && offsetof(windows_dcb, event_char) == offsetof(DCB, EvtChar));
static_assert(sizeof(windows_timeouts) == sizeof(COMMTIMEOUTS));
static_assert(
    offsetof(windows_timeouts, read_interval) == offsetof(COMMTIMEOUTS, ReadIntervalTimeout)
    && offsetof(windows_timeouts, read_multiplier)
        == offsetof(COMMTIMEOUTS, ReadTotalTimeoutMultiplier)
    && offsetof(windows_timeouts, read_constant) == offsetof(COMMTIMEOUTS, ReadTotalTimeoutConstant)
    && offsetof(windows_timeouts, write_multiplier)
        == offsetof(COMMTIMEOUTS, WriteTotalTimeoutMultiplier)
    && offsetof(windows_timeouts, write_constant)
        == offsetof(COMMTIMEOUTS, WriteTotalTimeoutConstant));
static_assert(NOPARITY == 0 && ODDPARITY == 1 && EVENPARITY == 2 && MARKPARITY == 3
    && SPACEPARITY == 4 && ONESTOPBIT == 0 && ONE5STOPBITS == 1 && TWOSTOPBITS == 2);
static_assert(DTR_CONTROL_ENABLE == 1 && DTR_CONTROL_HANDSHAKE == 2 && RTS_CONTROL_ENABLE == 1
    && RTS_CONTROL_HANDSHAKE == 2 && RTS_CONTROL_TOGGLE == 3);
static_assert(windows_cts == MS_CTS_ON && windows_dsr == MS_DSR_ON && windows_ri == MS_RING_ON
    && windows_dcd == MS_RLSD_ON);
static_assert(windows_set_rts == SETRTS && windows_clear_rts == CLRRTS && windows_set_dtr == SETDTR
    && windows_clear_dtr == CLRDTR && windows_set_break == SETBREAK
    && windows_clear_break == CLRBREAK);
static_assert(windows_tx_abort == PURGE_TXABORT && windows_rx_abort == PURGE_RXABORT
    && windows_tx_clear == PURGE_TXCLEAR && windows_rx_clear == PURGE_RXCLEAR);
static_assert(windows_events::rxchar == EV_RXCHAR && windows_events::rxflag == EV_RXFLAG
    && windows_events::txempty == EV_TXEMPTY && windows_events::cts == EV_CTS
    && windows_events::dsr == EV_DSR && windows_events::rlsd == EV_RLSD
    && windows_events::break_signal == EV_BREAK && windows_events::err == EV_ERR
    && windows_events::ring == EV_RING);
static_assert(windows_errors::rxover == CE_RXOVER && windows_errors::overrun == CE_OVERRUN
    && windows_errors::rxparity == CE_RXPARITY && windows_errors::frame == CE_FRAME
    && windows_errors::break_signal == CE_BREAK);
static_assert(windows_properties::dtr_dsr == PCF_DTRDSR && windows_properties::rts_cts == PCF_RTSCTS
    && windows_properties::xon_xoff == PCF_XONXOFF && windows_properties::any_baud == BAUD_USER
    && windows_properties::one_and_half == STOPBITS_15
    && windows_properties::mark_and_space == (PARITY_MARK | PARITY_SPACE));
} // namespace sys_windows_checks

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
