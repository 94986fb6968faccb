// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "support/transport.hpp"

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "support/conformance_posix.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

#include <poll.h>

namespace boost_serial_ext_test {

namespace {

namespace asio = boost::asio;

enum class kind : unsigned char
{
    pty,
    virtual_ports,
    ports
};

struct choice
{
    kind which = kind::pty;
    std::string near, far; ///< Of two real ports.
};

choice const& chosen()
{
    static choice const one = []
    {
        char const* const value = std::getenv("BOOST_SERIAL_EXT_TEST_TRANSPORT");
        std::string const text = value != nullptr ? value : "";
        if (text.empty() || text == "pty")
            return choice{};
        if (text == "virtual")
            return choice{kind::virtual_ports, {}, {}};
        std::string const prefix = "ports:";
        auto const colon = text.find(':', prefix.size());
        if (text.compare(0, prefix.size(), prefix) != 0 || colon == text.npos)
            throw std::runtime_error(
                "BOOST_SERIAL_EXT_TEST_TRANSPORT is neither pty, virtual nor ports:A:B: " + text);
        return choice{
            kind::ports, text.substr(prefix.size(), colon - prefix.size()), text.substr(colon + 1)};
    }();
    return one;
}

/// How a driver lets go of a device and takes it again, by the kernel's own means; as root. For USB
/// adapters, and UARTs before Linux 6.5, which put a device of its own between the two.
class driver_binding
{
public:
    explicit driver_binding(std::string const& tty)
    {
        namespace fs = std::filesystem;
        std::error_code none;
        auto const device = fs::canonical(
            "/sys/class/tty/" + fs::path(tty).filename().string() + "/device", none);
        if (none)
            return;
        driver_ = fs::canonical(device / "driver", none);
        name_ = device.filename().string();
    }

    bool is_known() const { return !driver_.empty(); }
    void unbind() const { tell("unbind"); }
    void bind() const { tell("bind"); }

private:
    void tell(char const* what) const
    {
        std::ofstream file(driver_ / what);
        file << name_ << std::flush;
        if (!file)
            throw std::runtime_error("cannot " + std::string(what) + ' ' + name_);
    }

    std::filesystem::path driver_;
    std::string name_;
};

} // namespace

std::string lack_of(ability what)
{
    kind const k = chosen().which;
    using boost_serial_ext::detail::os;
    if (k == kind::pty && what == ability::any_rate
        && boost_serial_ext::detail::this_os != os::linux_kernel)
        return "a pty need not take every rate";
    if (k == kind::pty)
        return {};
    switch (what)
    {
    case ability::pty: return "it looks at a pseudo terminal from the master";
    case ability::system_ports:
        return k == kind::ports ? "" : "a virtual port's name is no device's";
    case ability::any_rate:
        return k == kind::virtual_ports ? "" : "not every driver takes every configuration";
    case ability::hang_up:
        return k == kind::virtual_ports || driver_binding(chosen().near).is_known()
            ? ""
            : "nobody can take this port away";
    case ability::hold:
        return k == kind::virtual_ports || the_rig.hold != nullptr
            ? ""
            : "the far end cannot refuse to take bytes";
    case ability::exclusive:
    case ability::handover:
    case ability::hangup:
    case ability::listing:
    case ability::marks:
    case ability::room:
    case ability::scatter: return {};
    case ability::sharing: return k == kind::ports ? "" : "a virtual port is never shared";
    case ability::several: return k == kind::virtual_ports ? "" : "there is one line only";
    case ability::prompt: return k == kind::virtual_ports ? "" : "a wire has no such speed";
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

boost::test_tools::assertion_result needs_reactor::operator()(
    boost::unit_test::test_unit_id id) const
{
    return unless(id, with_io_uring ? reason : "");
}

std::size_t long_transfer()
{
    switch (chosen().which)
    {
    case kind::virtual_ports: return 1u << 18; // each byte is a step of a simulation
    case kind::ports: return 8u << 10;         // more than a driver holds
    case kind::pty: break;
    }
    return 1u << 20;
}

int many_times()
{
    return chosen().which == kind::ports ? 20 : 200;
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
    virtual int master() { throw std::logic_error("this transport has no master"); }

    std::string name;
};

namespace {

std::string text_of(tty_settings const& settings)
{
    std::ostringstream text;
    text << settings;
    return text.str();
}

class pty_end final : public line::end
{
public:
    pty_end() { name = far_.name(); }

    void write_all(std::string_view bytes) override { far_.write(bytes); }
    std::string read_exact(std::size_t size) override { return far_.read_exact(size); }
    std::string read_available() override
    {
        error_code ec;
        std::string bytes = far_.read_available(ec);
        if (ec && ec != condition::disconnected) // that is: nobody has the near end open
            throw boost::system::system_error(ec, "read from the master");
        return bytes;
    }
    bool is_full() override
    {
        int const line_discipline = 4095; // N_TTY_BUF_SIZE - 1, drivers/tty/n_tty.c
        return kernel_input_waiting(far_.far_end()) >= line_discipline;
    }
    void hang_up() override { far_.hang_up(); }
    std::string framing() override { return framing_of(read_settings(far_.far_end())); }
    std::string settings() override { return text_of(read_settings(far_.far_end())); }
    std::string interference() override
    {
        tty_settings const s = read_settings(far_.far_end());
        // Linux alone has others.
        bool const plain
            = boost_serial_ext::detail::this_os != boost_serial_ext::detail::os::linux_kernel
            || has_plain_rate(s);
        return interpreters_of(s) + (plain ? "" : " a rate of a table");
    }
    void spoil() override { write_settings(far_.far_end(), cooked(read_settings(far_.far_end()))); }
    int master() override { return far_.far_end(); }

private:
    test::pty_pair far_{test::keep_slave::no}; // closing is the last close, as on a port
};

bool polls_patiently(int fd, short events)
{
    return polls(fd, events, static_cast<int>(patience.count()));
}

/// A far end that is a stream of the library's.
class stream_end : public line::end
{
public:
    explicit stream_end(asio::io_context& ctx) : far_(ctx) {}

    void write_all(std::string_view bytes) override
    {
        while (!bytes.empty())
        {
            wait_for(POLLOUT, "write to the far end");
            bytes.remove_prefix(far_.write_some(asio::buffer(bytes.data(), bytes.size())));
        }
    }

    std::string read_exact(std::size_t size) override
    {
        release();
        std::string bytes(size, '?');
        for (std::size_t done = 0; done < size;)
        {
            wait_for(POLLIN, "read from the far end");
            done += far_.read_some(asio::buffer(&bytes[done], size - done));
        }
        return bytes;
    }

    std::string read_available() override
    {
        release();
        std::string bytes;
        while (polls(far_.native_handle(), POLLIN, 20)) // what is under way takes its time
        {
            std::array<char, 4096> chunk;
            bytes.append(chunk.data(), far_.read_some(asio::buffer(chunk)));
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

protected:
    virtual void release() {}

    void wait_for(short events, char const* what)
    {
        if (!polls_patiently(far_.native_handle(), events))
            throw std::runtime_error(std::string("timed out: ") + what);
    }

    serial_stream far_;
};

class virtual_end final : public stream_end
{
public:
    explicit virtual_end(asio::io_context& ctx) : virtual_end(ctx, test::install(ctx)) {}
    ~virtual_end() override { release(); }

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
    virtual_end(asio::io_context& ctx, test::virtual_ports& ports)
        : virtual_end(ctx, ports, number())
    {
    }
    virtual_end(asio::io_context& ctx, test::virtual_ports& ports, std::string const& number)
        : stream_end(ctx), near_(ports.add("near" + number))
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

    void release() override { near_.set_output_room(4096); }

    test::virtual_port& near_;
};

class port_end final : public stream_end
{
public:
    explicit port_end(asio::io_context& ctx) : stream_end(ctx), driver_(chosen().near)
    {
        name = chosen().near;
        far_.open(chosen().far, serial_config{});
        make_quiet(ctx);
    }
    ~port_end() override
    {
        release();
        if (!unbound_)
            return;
        driver_.bind();
        eventually([&] { return driver_binding(name).is_known(); });
    }

    void hold() override
    {
        the_rig.hold();
        held_ = true;
    }
    void hang_up() override
    {
        driver_.unbind();
        unbound_ = true;
    }
    std::string framing() override { return framing_of(read_settings(raw_descriptor(name).get())); }
    std::string settings() override { return text_of(read_settings(raw_descriptor(name).get())); }

private:
    void release() override
    {
        if (std::exchange(held_, false))
            the_rig.release();
    }

    // Whatever the case before has left on the wire comes before what is sent now.
    void make_quiet(asio::io_context& ctx)
    {
        serial_stream near(ctx, name, serial_config{});
        std::string const mark = "the end of what was before";
        for (auto const& [from, to] : {std::pair(&near, &far_), std::pair(&far_, &near)})
        {
            from->write_some(asio::buffer(mark));
            std::string got;
            while (
                got.size() < mark.size() || got.compare(got.size() - mark.size(), got.npos, mark))
            {
                if (!polls_patiently(to->native_handle(), POLLIN))
                    throw std::runtime_error(
                        "no null modem joins " + name + " and " + chosen().far);
                got += read_from(*to, 1);
            }
        }
    }

    driver_binding driver_;
    bool held_ = false;
    bool unbound_ = false;
};

std::unique_ptr<line::end> make_end(asio::io_context& ctx)
{
    switch (chosen().which)
    {
    case kind::virtual_ports: return std::make_unique<virtual_end>(ctx);
    case kind::ports: return std::make_unique<port_end>(ctx);
    case kind::pty: break;
    }
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

int line::master() const
{
    return end_->master();
}

bool arrived(serial_stream& stream, std::size_t bytes)
{
    return arrived(stream.native_handle(), static_cast<int>(bytes));
}

std::size_t output_left(serial_stream& stream)
{
    return static_cast<std::size_t>(kernel_output_waiting(stream.native_handle()));
}

// A pty's kernel moves bytes from the one queue to the other on a thread of its own, so it takes
// more for a while after it has refused some; and it may have room for a single byte where it has
// none for a block, without saying so to poll (tty_buffer_alloc). So both must be refused twice.
std::size_t fill_output(serial_stream& stream, line const& far_end)
{
    far_end.hold();
    int const handle = stream.native_handle();
    std::string const block(512, 'x');
    auto const deadline = std::chrono::steady_clock::now() + patience;
    std::size_t total = 0;
    for (int refusals = 0; refusals < 2; ++refusals)
    {
        bool const far_end_is_full = far_end.is_full();
        std::size_t const before = total;
        for (std::size_t const size : {block.size(), std::size_t{1}})
            for (std::size_t n = 0; (n = write_now(handle, {block.data(), size})) != 0;)
                total += n;
        if (total != before || !far_end_is_full)
            refusals = -1;
        polls(handle, POLLOUT, 20);
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the output queue does not fill up");
    }
    return total;
}

} // namespace boost_serial_ext_test
