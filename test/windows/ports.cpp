// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The list of ports and the monitor on a real registry: a value of HARDWARE\DEVICEMAP\SERIALCOMM is
// what a driver leaves there for each of its ports. And the words of what ends transfers.

#include <boost_serial_ext/discovery.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_monitor.hpp>

#include <boost_serial_ext/detail/windows_transfer.hpp>
#include <boost_serial_ext/native/sys_windows_headers.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(windows_ports)

namespace {

std::chrono::seconds const patience{20};

/// A port that a driver has told of; Windows lets administrators alone write there.
class registered_port
{
public:
    registered_port()
    {
        ::RegCreateKeyExW(HKEY_LOCAL_MACHINE, L"HARDWARE\\DEVICEMAP\\SERIALCOMM", 0, nullptr,
            REG_OPTION_VOLATILE, KEY_SET_VALUE, nullptr, &key_, nullptr);
    }
    registered_port(registered_port const&) = delete;
    registered_port& operator=(registered_port const&) = delete;
    ~registered_port()
    {
        remove();
        if (key_ != nullptr)
            ::RegCloseKey(key_);
    }

    bool add()
    {
        static wchar_t const device[] = L"COM77";
        return key_ != nullptr
            && ::RegSetValueExW(
                   key_, name, 0, REG_SZ, reinterpret_cast<BYTE const*>(device), sizeof device)
            == ERROR_SUCCESS;
    }
    void remove() { ::RegDeleteValueW(key_, name); }

private:
    static constexpr wchar_t const* name = L"\\Device\\BoostSerialExtTest";
    HKEY key_ = nullptr;
};

bool is_listed()
{
    auto const all = list_ports();
    return std::any_of(
        all.begin(), all.end(), [](port_info const& p) { return p.device == "COM77"; });
}

} // namespace

BOOST_AUTO_TEST_CASE(what_the_registry_has_is_listed)
{
    BOOST_TEST(!is_listed());
    registered_port port;
    if (!port.add())
        return void(
            std::puts("==> skipped: what_the_registry_has_is_listed: no right to write there"));
    BOOST_TEST(is_listed());
    port.remove();
    BOOST_TEST(!is_listed());
}

BOOST_AUTO_TEST_CASE(the_monitor_is_told_of_the_registrys_changes)
{
    registered_port port;
    asio::io_context context;
    port_monitor monitor(context);
    std::vector<std::string> told;
    auto const tell = [&](error_code ec, port_event const& event)
    {
        BOOST_TEST(!ec, ec);
        told.push_back(std::string(to_string(event.change)) + ' ' + event.port.device);
    };
    monitor.async_wait(tell);
    BOOST_TEST(context.poll() == 0u);
    if (!port.add())
        return void(std::puts(
            "==> skipped: the_monitor_is_told_of_the_registrys_changes: no right to write there"));
    BOOST_TEST(context.run_one_for(patience) != 0u);
    for (auto const end = std::chrono::steady_clock::now() + patience;
         told.empty() && std::chrono::steady_clock::now() < end;)
        context.run_one_until(end);
    BOOST_TEST_REQUIRE(told.size() == 1u);
    BOOST_TEST(told[0] == "arrived COM77");
    monitor.async_wait(tell);
    port.remove();
    context.restart();
    for (auto const end = std::chrono::steady_clock::now() + patience;
         told.size() == 1 && std::chrono::steady_clock::now() < end;)
        context.run_one_until(end);
    BOOST_TEST_REQUIRE(told.size() == 2u);
    BOOST_TEST(told[1] == "left COM77");
}

// Drivers of USB adapters say so of a device that was pulled ("ERROR_ACCESS_DENIED"); of an open it
// means something else.
BOOST_AUTO_TEST_CASE(an_access_denied_in_a_transfer_is_a_lost_device)
{
    std::atomic<unsigned> count{0};
    error_code told;
    std::size_t bytes = 7;
    auto const transfer = [&](error_code const& ec, std::size_t n)
    {
        auto handler = [&](error_code e, std::size_t got)
        {
            told = e;
            bytes = got;
        };
        detail::windows_transfer<decltype(handler), true>(std::move(handler), true, count)(ec, n);
    };
    transfer({ERROR_ACCESS_DENIED, boost::system::system_category()}, 0);
    BOOST_TEST((told == condition::disconnected), told);
    BOOST_TEST(told.value() == ERROR_ACCESS_DENIED);
    transfer(asio::error::operation_aborted, 0);
    BOOST_TEST(told == asio::error::operation_aborted);
    transfer(asio::error::operation_aborted, 3);
    BOOST_TEST(!told);
    BOOST_TEST(bytes == 3u);
    BOOST_TEST(count == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
