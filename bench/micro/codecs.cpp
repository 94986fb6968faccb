// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The codecs of what Linux reads and writes.

#include <boost_serial_ext/detail/codec/linux_node.hpp>
#include <boost_serial_ext/detail/codec/linux_serial.hpp>
#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/detail/codec/parmrk.hpp>
#include <boost_serial_ext/detail/codec/port_text.hpp>
#include <boost_serial_ext/detail/codec/termios2.hpp>
#include <boost_serial_ext/detail/codec/uevent.hpp>

#include "support.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace boost_serial_ext;
using namespace std::chrono_literals;
using micro::require;

// Nothing to be unescaped; now and then a byte FF or an error; bytes FF alone.
enum class input
{
    plain,
    mixed,
    escapes
};

std::string encoded(input kind, std::size_t size)
{
    std::string text;
    while (text.size() + 3 <= size)
        if (kind == input::escapes || (kind == input::mixed && text.size() % 97 == 0))
            text += "\xFF\xFF";
        else if (kind == input::mixed && text.size() % 101 == 0)
            text += std::string("\xFF\0e", 3);
        else
            text += static_cast<char>(text.size() % 255);
    return text;
}

template<input Kind>
void parmrk(benchmark::State& state)
{
    std::string const text = encoded(Kind, static_cast<std::size_t>(state.range(0)));
    detail::parmrk_decoder decoder;
    std::vector<line_mark> marks;
    std::vector<char> data(text.size());
    line_counters counters;
    decoder.reset(counters);
    micro::repeat(state,
        [&]
        {
            marks.clear();
            text.copy(data.data(), text.size()); // it is decoded in place
            std::size_t const n = decoder.decode(data.data(), text.size(), counters, marks);
            bool const same = n == text.size();
            require(n != 0 && same == (Kind == input::plain), "it was not decoded");
            benchmark::DoNotOptimize(data.data());
        });
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_TEMPLATE(parmrk, input::plain)->Name("parmrk/plain")->Arg(64)->Arg(4096);
BENCHMARK_TEMPLATE(parmrk, input::mixed)->Name("parmrk/mixed")->Arg(64)->Arg(4096);
BENCHMARK_TEMPLATE(parmrk, input::escapes)->Name("parmrk/escapes")->Arg(64)->Arg(4096);

serial_config some_config()
{
    serial_config config;
    config.baud_rate = 250'000;
    config.character_size = 7;
    config.parity = parity::mark;
    config.stop_bits = stop_bits::two;
    config.flow_control.rts_cts = true;
    return config;
}

void termios2_encode_compare(benchmark::State& state)
{
    serial_config const config = some_config();
    micro::repeat(state,
        [&]
        {
            detail::termios2 t;
            encode(config, t);
            benchmark::DoNotOptimize(t);
            require(!compare(config, t), "the settings differ");
        });
}
BENCHMARK(termios2_encode_compare)->Name("termios2/encode_and_compare");

void termios2_decode(benchmark::State& state)
{
    detail::termios2 t;
    encode(some_config(), t);
    micro::repeat(state,
        [&]
        {
            serial_config config;
            benchmark::DoNotOptimize(t);
            decode(t, config);
            benchmark::DoNotOptimize(config);
            require(config.baud_rate == 250'000, "the settings differ");
        });
}
BENCHMARK(termios2_decode)->Name("termios2/decode");

void rs485_round(benchmark::State& state)
{
    rs485_config config;
    config.delay_before_send = 3ms;
    config.mode = rs485_mode::kernel;
    micro::repeat(state,
        [&]
        {
            detail::linux_rs485 r;
            encode(config, r);
            benchmark::DoNotOptimize(r);
            require(detail::decode(r) == config, "the settings differ");
        });
}
BENCHMARK(rs485_round)->Name("linux_serial/rs485");

void latency_timer(benchmark::State& state)
{
    micro::repeat(state,
        []
        {
            detail::latency_timer_path const path(188, 17);
            benchmark::DoNotOptimize(path.c_str());
            require(detail::parse_latency_timer("16\n") == 16, "another number");
        });
}
BENCHMARK(latency_timer)->Name("linux_serial/latency_timer");

void counters(benchmark::State& state)
{
    detail::linux_icounter c{};
    c.frame = 7;
    micro::repeat(state,
        [&]
        {
            benchmark::DoNotOptimize(c);
            line_counters const decoded = detail::decode_counters(c);
            require(decoded.framing_errors == 7, "another number");
        });
}
BENCHMARK(counters)->Name("linux_tty/counters");

// Among so many locks the last one is the port's.
void lock_holder(benchmark::State& state)
{
    std::string locks;
    for (int i = 1; i != state.range(0); ++i)
        locks += std::to_string(i)
            + ": POSIX  ADVISORY  WRITE 815 08:01:" + std::to_string(393'216 + i) + " 0 EOF\n";
    locks += std::to_string(state.range(0)) + ": FLOCK  ADVISORY  WRITE 4711 00:05:99 0 EOF\n";
    detail::linux_node node;
    node.filesystem = 5;
    node.inode = 99;
    micro::repeat(
        state, [&] { require(detail::lock_holder(locks, node) == 4711, "it was not found"); });
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(locks.size()));
}
BENCHMARK(lock_holder)->Name("linux_node/lock_holder")->Arg(1)->Arg(64);

void mode_text(benchmark::State& state)
{
    detail::linux_node node;
    node.mode = 0020660;
    micro::repeat(state, [&] { require(detail::mode_text(node) == "rw-rw----", "another mode"); });
}
BENCHMARK(mode_text)->Name("linux_node/mode_text");

void uevent(benchmark::State& state)
{
    std::string message = "add@/devices/pci0000:00/usb1/1-1/1-1:1.0/ttyUSB0/tty/ttyUSB0";
    for (char const* variable :
        {"ACTION=add", "DEVPATH=/devices/pci0000:00/usb1/1-1/1-1:1.0/ttyUSB0/tty/ttyUSB0",
            "SUBSYSTEM=tty", "MAJOR=188", "MINOR=0", "DEVNAME=ttyUSB0", "SEQNUM=2718"})
        message.append(1, '\0').append(variable);
    message += '\0';
    micro::repeat(state,
        [&]
        {
            auto const event = detail::parse_uevent(message);
            require(event && detail::terminal_of(event->devpath) == "ttyUSB0", "it was not read");
        });
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(message.size()));
}
BENCHMARK(uevent)->Name("uevent/parse");

void device_text(benchmark::State& state, std::string const& raw)
{
    micro::repeat(
        state, [&] { require(!detail::device_text(raw).empty(), "there is nothing left"); });
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(raw.size()));
}
BENCHMARK_CAPTURE(device_text, plain, "CP2102 USB to UART Bridge Controller\n")
    ->Name("device_text/plain");
BENCHMARK_CAPTURE(device_text, hostile,
    " \x1B[2J\xFF\xFEK\xC3\xB6ln\xE2\x80\xAE \xF0\x9F\x94\x8C \xC2\x85\x7F adapter  \n")
    ->Name("device_text/hostile");

void port_text(benchmark::State& state)
{
    port_info port;
    port.name = "ttyUSB0";
    port.vid = 0x10C4;
    port.pid = 0xEA60;
    port.serial_number = "0001";
    port.location = "1-1.4.2";
    port.product = "CP2102 USB to UART Bridge Controller";
    port.interface = "Console";
    micro::repeat(state,
        [&]
        {
            require(detail::usb_hwid(port) == "USB VID:PID=10C4:EA60 SER=0001 LOCATION=1-1.4.2",
                "another text");
            require(!detail::usb_description(port).empty(), "no text");
            require(detail::usb_id("ea60") == 0xEA60, "another number");
        });
}
BENCHMARK(port_text)->Name("port_text/hwid_and_description");

} // namespace
