// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The far ends of pseudo terminals, the same for every peer; see README.md.

#include "arguments.hpp"
#include "pattern.hpp"
#include "process.hpp"
#include "raw_port.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace {

using peers::checked;
using peers::descriptor;

enum class mode
{
    echo,
    source,
    sink,
    duplex,
    silent
};

constexpr std::size_t chunk = 65536;

/// What was asked for: MODE --ports N --size S --bytes B
struct request
{
    enum mode mode = mode::silent;
    std::uint64_t ports = 1;
    std::uint64_t bytes = 1;

    static request parse(int argc, char** argv)
    {
        constexpr std::array<std::string_view, 5> modes{
            "echo", "source", "sink", "duplex", "silent"};
        auto const found
            = std::find(modes.begin(), modes.end(), argc < 2 ? std::string_view() : argv[1]);
        if (found == modes.end() || argc % 2 != 0)
            throw std::invalid_argument(
                "usage: echo|source|sink|duplex|silent --ports N --size S --bytes B");
        request result;
        result.mode = static_cast<enum mode>(found - modes.begin());
        for (int i = 2; i < argc; i += 2)
        {
            std::string_view const option = argv[i];
            auto const value = peers::parse_number(option, argv[i + 1]);
            if (option == "--ports")
                result.ports = value;
            else if (option == "--bytes")
                result.bytes = value;
            else if (option != "--size") // no mode depends on it
                throw std::invalid_argument("unknown option " + std::string(option));
        }
        return result;
    }
};

/// Moves bytes without waiting. @return How many; none if the terminal is not ready.
template<class Call>
std::size_t attempt(char const* what, Call call)
{
    ssize_t const n = call();
    if (n < 0 && errno != EAGAIN && errno != EINTR)
        peers::fail(what);
    return n < 0 ? 0 : static_cast<std::size_t>(n);
}

/// One pseudo terminal.
class far_end
{
public:
    far_end(request const& asked, int epoll, std::uint64_t number) : asked_(&asked), epoll_(epoll)
    {
        master_ = descriptor(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
        if (master_.get() < 0)
            peers::fail("pseudo terminal " + std::to_string(number + 1)
                + " (see /proc/sys/kernel/pty/max and ulimit -n)");
        checked(::grantpt(master_.get()), "grantpt");
        checked(::unlockpt(master_.get()), "unlockpt");
        std::array<char, 128> name{};
        if (int const error = ::ptsname_r(master_.get(), name.data(), name.size()))
        {
            errno = error;
            peers::fail("ptsname_r");
        }
        name_ = name.data();
        // The near end stays open here too, so that a client that closes it hangs nothing up.
        near_ = peers::open_raw(name_, O_NONBLOCK);
        if (asked.mode == mode::echo)
            kept_.resize(4096); // a terminal never hands out more at once
        epoll_event event{EPOLLIN, {}};
        event.data.ptr = this;
        checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, master_.get(), &event), "epoll_ctl");
    }
    far_end(far_end const&) = delete;
    far_end& operator=(far_end const&) = delete;

    std::string const& name() const noexcept { return name_; }

    void ready(std::uint32_t events, std::vector<char>& buffer, peers::pattern const& bytes)
    {
        if (events & (EPOLLERR | EPOLLHUP))
            throw std::runtime_error("the terminal " + name_ + " has failed");
        if (asked_->mode == mode::echo)
            echo();
        else
        {
            if (events & EPOLLIN)
                take(buffer);
            give(bytes);
        }
    }

private:
    void echo()
    {
        if (begin_ == end_)
        {
            begin_ = 0;
            end_ = read(kept_.data(), kept_.size());
        }
        if (begin_ != end_)
            begin_ += write(kept_.data() + begin_, end_ - begin_);
        // What is left goes first: nothing is read meanwhile.
        wait_for(begin_ == end_ ? EPOLLIN : EPOLLOUT);
    }

    void take(std::vector<char>& buffer)
    {
        std::size_t n = read(buffer.data(), buffer.size());
        if (n == 0)
            return;
        switch (asked_->mode)
        {
        case mode::source:
            for (std::size_t i = 0; i < n; ++i)
                begin_giving(buffer[i]);
            break;
        case mode::duplex:
            if (to_take_ == 0)
            {
                begin_giving(buffer[0]);
                to_take_ = asked_->bytes;
                --n; // the rest belongs to the bytes to take
            }
            count_taken(n);
            break;
        case mode::sink:
            if (to_take_ == 0)
                to_take_ = asked_->bytes;
            count_taken(n);
            break;
        default: throw std::runtime_error("a silent device was sent something");
        }
    }

    void begin_giving(char signal)
    {
        if (signal != peers::go || to_give_ != 0 || answers_ != 0)
            throw std::runtime_error("the device was sent what it does not expect");
        to_give_ = asked_->bytes;
        given_ = 0;
    }

    void count_taken(std::size_t n)
    {
        if (n > to_take_)
            throw std::runtime_error("the device was sent too much");
        to_take_ -= n;
        if (to_take_ == 0 && n != 0)
            answers_ = 1;
    }

    void give(peers::pattern const& bytes)
    {
        if (to_give_ != 0)
        {
            auto const most = static_cast<std::size_t>((std::min<std::uint64_t>)(to_give_, chunk));
            std::size_t const n = write(bytes.from(given_), most);
            to_give_ -= n;
            given_ += n;
        }
        if (to_give_ == 0 && answers_ != 0)
            answers_ -= write(&peers::taken, 1);
        wait_for(to_give_ != 0 || answers_ != 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }

    std::size_t read(char* to, std::size_t most)
    {
        return attempt("read", [&] { return ::read(master_.get(), to, most); });
    }
    std::size_t write(char const* from, std::size_t most)
    {
        return attempt("write", [&] { return ::write(master_.get(), from, most); });
    }

    void wait_for(std::uint32_t events)
    {
        if (events == waits_for_)
            return;
        epoll_event event{events, {}};
        event.data.ptr = this;
        checked(::epoll_ctl(epoll_, EPOLL_CTL_MOD, master_.get(), &event), "epoll_ctl");
        waits_for_ = events;
    }

    request const* asked_;
    int epoll_;
    descriptor master_;
    descriptor near_;
    std::string name_;
    std::uint32_t waits_for_ = EPOLLIN;
    std::vector<char> kept_; // echo: what was read; [begin_, end_) is still to be sent
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t to_give_ = 0;
    std::uint64_t given_ = 0;
    std::uint64_t to_take_ = 0;
    std::size_t answers_ = 0; // to be sent once all was given
};

void serve(request const& asked)
{
    descriptor const epoll(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1"));
    epoll_event end_of_input{EPOLLIN, {}};
    end_of_input.data.ptr = nullptr;
    checked(::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, STDIN_FILENO, &end_of_input),
        "standard input (a pipe or a terminal is wanted, whose end is the device's)");

    std::vector<std::unique_ptr<far_end>> ports;
    for (std::uint64_t i = 0; i < asked.ports; ++i)
        ports.push_back(std::make_unique<far_end>(asked, epoll.get(), i));
    for (auto const& port : ports)
        std::puts(port->name().c_str());
    std::puts("");
    if (std::fflush(stdout) != 0)
        peers::fail("standard output");

    std::vector<char> buffer(chunk);
    peers::pattern const bytes(chunk);
    std::array<epoll_event, 256> events;
    for (;;)
    {
        int const n = ::epoll_wait(epoll.get(), events.data(), int(events.size()), -1);
        if (n < 0 && errno != EINTR)
            peers::fail("epoll_wait");
        for (int i = 0; i < n; ++i)
        {
            auto const& event = events[static_cast<std::size_t>(i)];
            if (event.data.ptr)
                static_cast<far_end*>(event.data.ptr)->ready(event.events, buffer, bytes);
            else if (checked(::read(STDIN_FILENO, buffer.data(), buffer.size()), "read") == 0)
                return;
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    try
    {
        auto const asked = request::parse(argc, argv);
        peers::raise_descriptor_limit();
        serve(asked);
        return 0;
    }
    catch (std::exception const& e)
    {
        peers::give_up(e);
    }
}
