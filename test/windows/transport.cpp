// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "support/transport.hpp"

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "support/conformance_support.hpp"
#include "support/system.hpp"
#include "windows/wine.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace boost_serial_ext_test {

namespace {

namespace asio = boost::asio;

bool virtual_ports_are_chosen()
{
    char const* const value = std::getenv("BOOST_SERIAL_EXT_TEST_TRANSPORT");
    return value != nullptr && std::string(value) == "virtual";
}

} // namespace

std::string lack_of(ability what)
{
    bool const virtual_ports = virtual_ports_are_chosen();
    switch (what)
    {
    case ability::pty: return "the far end is no pseudo terminal of this process";
    case ability::system_ports: return virtual_ports ? "a virtual port's name is no device's" : "";
    case ability::any_rate:
        return !virtual_ports && under_wine() ? "Wine keeps only rates that have names on Linux"
                                              : "";
    case ability::hang_up:
    case ability::several: return "";
    case ability::hold: return "";
    case ability::exclusive:
        return !virtual_ports && under_wine() ? "Wine lets devices be shared" : "";
    case ability::handover:
        return under_wine() ? "Wine unbinds no handle from a completion port" : "";
    case ability::listing:
        return !virtual_ports && under_wine() ? "Wine lists no port that was made while it runs"
                                              : "";
    case ability::hangup:
    case ability::marks: return virtual_ports ? "" : "Windows has no such setting";
    case ability::room: return "a write takes its time itself";
    case ability::scatter: return "Windows reads into one buffer at a time";
    case ability::sharing: return "Windows has no such setting";
    case ability::prompt:
        return virtual_ports ? "what moves the bytes looks for them every millisecond"
                             : "another process carries the bytes";
    }
    return "unknown";
}

namespace {

boost::test_tools::assertion_result unless(
    boost::unit_test::test_unit_id id, std::string const& reason)
{
    if (reason.empty())
        return true;
    std::cout << "==> skipped: "
              << boost::unit_test::framework::get(id, boost::unit_test::TUT_ANY).full_name() << ": "
              << reason << std::endl;
    boost::test_tools::assertion_result no(false);
    no.message() << reason;
    return no;
}

} // namespace

boost::test_tools::assertion_result needs::operator()(boost::unit_test::test_unit_id id) const
{
    return unless(id, lack_of(what));
}

boost::test_tools::assertion_result needs_reactor::operator()(boost::unit_test::test_unit_id) const
{
    return true;
}

std::size_t long_transfer()
{
    return 1u << 17; // each byte is a step of a simulation, or goes through three processes
}

int many_times()
{
    return 200;
}

class line::end
{
public:
    end() = default;
    end(end const&) = delete;
    end& operator=(end const&) = delete;
    virtual ~end() = default;

    virtual void write_all(std::string_view bytes) = 0;
    virtual std::string read_exact(std::size_t size) = 0;
    virtual std::string read_available() = 0;
    virtual void hold() {}
    virtual bool is_full() { return true; }
    virtual void hang_up() = 0;
    virtual void follow(serial_config const&) {}
    virtual std::string framing() = 0;
    virtual std::string settings() = 0;
    virtual std::string interference() { return {}; }
    virtual void spoil() {}
    virtual bool is_free() { return boost_serial_ext_test::is_free(name); }

    std::string name;
};

namespace {

class pty_end final : public line::end
{
public:
    pty_end() { name = far_.name(); }

    void write_all(std::string_view bytes) override { far_.write(bytes); }
    std::string read_exact(std::size_t size) override { return far_.read_exact(size); }
    std::string read_available() override { return far_.read_available(); }
    void hang_up() override { far_.hang_up(); }
    std::string framing() override { return far_.ask("framing"); }
    std::string settings() override { return far_.ask("settings"); }
    std::string interference() override { return far_.ask("interference"); }
    void spoil() override { far_.ask("spoil"); }
    bool is_free() override
    {
        return under_wine() ? far_.ask("users") == "0" : line::end::is_free();
    }

private:
    test::pty_pair far_{test::keep_slave::no};
};

/// A far end that is a port of the library's.
class virtual_end final : public line::end
{
public:
    explicit virtual_end(asio::io_context& ctx) : virtual_end(ctx, test::install(ctx), number()) {}
    ~virtual_end() override { release(); }

    void write_all(std::string_view bytes) override
    {
        while (!bytes.empty())
            bytes.remove_prefix(
                far_.write_some(asio::buffer(bytes.data(), bytes.size()), patience));
    }

    std::string read_exact(std::size_t size) override
    {
        release();
        std::string bytes(size, '?');
        for (std::size_t done = 0; done < size;)
            done += far_.read_some(asio::buffer(&bytes[done], size - done), patience);
        return bytes;
    }

    std::string read_available() override
    {
        release();
        std::string bytes;
        for (error_code ec; !ec;)
        {
            std::array<char, 4096> chunk;
            std::chrono::milliseconds const under_way{20};
            bytes.append(chunk.data(), far_.read_some(asio::buffer(chunk), under_way, ec));
        }
        return bytes;
    }

    void follow(serial_config const& config) override
    {
        serial_config mine = far_.config();
        mine.baud_rate = config.baud_rate;
        mine.character_size = config.character_size;
        mine.parity = config.parity;
        mine.stop_bits = config.stop_bits;
        far_.configure(mine);
    }

    void hold() override { near_.set_output_room(0); }
    void hang_up() override { near_.hang_up(); }
    std::string framing() override { return framing_of(near_.applied()); }
    std::string settings() override
    {
        return std::to_string(near_.configurations().size())
            + " times: " + boost_serial_ext::to_string(near_.applied());
    }
    bool is_free() override { return !near_.is_open(); }

private:
    virtual_end(asio::io_context& ctx, test::virtual_ports& ports, std::string const& number)
        : near_(ports.add("near" + number)), far_(ctx)
    {
        name = near_.name();
        ports.add("far" + number);
        ports.connect(name, "far" + number);
        far_.open("far" + number, serial_config{});
    }

    static std::string number()
    {
        static int last = 0;
        return std::to_string(++last);
    }

    void release() { near_.set_output_room(4096); }

    test::virtual_port& near_;
    sync::serial_port far_;
};

std::unique_ptr<line::end> make_end(asio::io_context& ctx)
{
    if (virtual_ports_are_chosen())
        return std::make_unique<virtual_end>(ctx);
    return std::make_unique<pty_end>();
}

} // namespace

line::line(asio::io_context& ctx) : end_(make_end(ctx)) {}
line::line(line&&) noexcept = default;
line& line::operator=(line&&) noexcept = default;
line::~line() = default;

std::string const& line::name() const noexcept
{
    return end_->name;
}

void line::write_all(std::string_view bytes) const
{
    end_->write_all(bytes);
}

std::string line::read_exact(std::size_t size) const
{
    return end_->read_exact(size);
}

std::string line::read_available() const
{
    return end_->read_available();
}

void line::hold() const
{
    end_->hold();
}

bool line::is_full() const
{
    return end_->is_full();
}

void line::hang_up()
{
    end_->hang_up();
}

void line::follow(serial_config const& config) const
{
    end_->follow(config);
}

std::string line::framing() const
{
    return end_->framing();
}

std::string line::settings() const
{
    return end_->settings();
}

std::string line::interference() const
{
    return end_->interference();
}

void line::spoil() const
{
    end_->spoil();
}

bool line::is_free() const
{
    return end_->is_free();
}

bool arrived(serial_stream& stream, std::size_t bytes)
{
    return eventually([&] { return stream.input_waiting() >= bytes; });
}

std::size_t output_left(serial_stream& stream)
{
    return stream.output_waiting();
}

std::size_t fill_output(serial_stream& stream, line const& far_end)
{
    far_end.hold();
    std::string const block(512, 'x');
    auto const deadline = std::chrono::steady_clock::now() + patience;
    std::size_t total = 0;
    for (int refusals = 0; refusals < 2; ++refusals)
    {
        std::size_t const n = write_now(stream.native_handle(), block);
        total += n;
        if (n != 0)
            refusals = -1;
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the output queue does not fill up");
    }
    return total;
}

} // namespace boost_serial_ext_test
