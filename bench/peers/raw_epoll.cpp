// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The cheapest loop that a person would write: readiness, level triggered, no EAGAIN on purpose.

#include "client.hpp"
#include "pattern.hpp"
#include "raw_port.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace {

using peers::checked;

/// Bytes moved; none if the port is not ready after all.
std::size_t moved(ssize_t result, char const* what)
{
    if (result == 0)
        throw std::runtime_error("the device is gone");
    if (result < 0 && errno != EAGAIN && errno != EINTR)
        peers::fail(what);
    return result < 0 ? 0 : static_cast<std::size_t>(result);
}

class reactor
{
public:
    reactor() : epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {}

    void add(int fd, std::uint32_t events, std::uint64_t index)
    {
        control(EPOLL_CTL_ADD, fd, events, index);
    }
    void modify(int fd, std::uint32_t events, std::uint64_t index = 0)
    {
        control(EPOLL_CTL_MOD, fd, events, index);
    }

    /// @return How many ports are ready.
    std::size_t wait(int milliseconds = -1)
    {
        int const n = ::epoll_wait(epoll_.get(), events_.data(), int(events_.size()), milliseconds);
        if (n < 0 && errno != EINTR)
            peers::fail("epoll_wait");
        return n < 0 ? 0 : static_cast<std::size_t>(n);
    }
    epoll_event const& event(std::size_t i) const { return events_[i]; }

private:
    void control(int operation, int fd, std::uint32_t events, std::uint64_t index)
    {
        epoll_event event{events, {}};
        event.data.u64 = index;
        checked(::epoll_ctl(epoll_.get(), operation, fd, &event), "epoll_ctl");
    }

    peers::descriptor epoll_;
    std::array<epoll_event, 128> events_;
};

class client
{
public:
    explicit client(peers::arguments const& args)
        : args_(args), bytes_(args.size), buffer_(args.size)
    {
    }

    static std::vector<peers::measure<client>> measures()
    {
        return {{"round_trip", &client::round_trip}, {"timeout", &client::timeout},
            {"receive", &client::receive}, {"send", &client::send}, {"duplex", &client::duplex},
            {"many", &client::many}, {"cancel", &client::cancel}, {"open", &client::open},
            {"idle", &client::idle}};
    }

    void open_ports()
    {
        for (auto const& name : args_.ports)
        {
            ports_.push_back(peers::open_raw(name, O_NONBLOCK));
            reactor_.add(ports_.back().get(), EPOLLIN, ports_.size() - 1);
        }
    }

private:
    void round_trip(std::uint64_t count, peers::latencies& times) { trips(count, times, -1); }
    void timeout(std::uint64_t count, peers::latencies& times) { trips(count, times, 10'000); }

    void trips(std::uint64_t count, peers::latencies& times, int limit)
    {
        int const fd = ports_.front().get();
        peers::messages message(args_.size);
        for (; count != 0; --count)
        {
            write_message(fd, message);
            for (std::size_t n = 0; n < message.size();)
            {
                if (reactor_.wait(limit) == 0)
                    throw std::runtime_error("nothing came in time");
                n += moved(::read(fd, message.answer() + n, message.size() - n), "read");
            }
            message.next();
            times.lap();
        }
    }

    // A message is small: if the port does not take it at once, waiting for nothing else is right.
    void write_message(int fd, peers::messages const& message)
    {
        std::size_t n = moved(::write(fd, message.sent(), message.size()), "write");
        while (n < message.size())
        {
            reactor_.modify(fd, EPOLLOUT);
            reactor_.wait();
            n += moved(::write(fd, message.sent() + n, message.size() - n), "write");
            reactor_.modify(fd, EPOLLIN);
        }
    }

    void receive(std::uint64_t count, peers::latencies&)
    {
        start_device();
        for (peers::incoming in; in.taken() < count;)
        {
            reactor_.wait();
            receive_piece(in, count);
        }
    }

    void send(std::uint64_t count, peers::latencies&)
    {
        int const fd = ports_.front().get();
        reactor_.modify(fd, EPOLLOUT);
        for (std::uint64_t sent = 0; sent < count;)
        {
            reactor_.wait();
            send_piece(sent, count);
        }
        reactor_.modify(fd, EPOLLIN);
        receive_answer();
    }

    void duplex(std::uint64_t count, peers::latencies&)
    {
        int const fd = ports_.front().get();
        start_device();
        reactor_.modify(fd, EPOLLIN | EPOLLOUT);
        std::uint64_t sent = 0;
        for (peers::incoming in; in.taken() < count || sent < count;)
        {
            reactor_.wait();
            auto const events = reactor_.event(0).events;
            if ((events & EPOLLIN) && in.taken() < count)
                receive_piece(in, count);
            if ((events & EPOLLOUT) && sent < count)
            {
                send_piece(sent, count);
                if (sent == count)
                    reactor_.modify(fd, EPOLLIN);
            }
        }
        receive_answer();
    }

    void start_device()
    {
        if (checked(::write(ports_.front().get(), &peers::go, 1), "write") != 1)
            throw std::runtime_error("the device cannot be started");
    }

    void receive_piece(peers::incoming& in, std::uint64_t count)
    {
        auto const most = (std::min<std::uint64_t>)(count - in.taken(), buffer_.size());
        std::size_t const n = moved(::read(ports_.front().get(), buffer_.data(), most), "read");
        if (n != 0)
            in.take(buffer_.data(), n);
    }

    void send_piece(std::uint64_t& sent, std::uint64_t count)
    {
        auto const most = (std::min<std::uint64_t>)(count - sent, args_.size);
        sent += moved(::write(ports_.front().get(), bytes_.from(sent), most), "write");
    }

    void receive_answer()
    {
        char answer = 0;
        while (moved(::read(ports_.front().get(), &answer, 1), "read") == 0)
            reactor_.wait();
        peers::check_taken(answer);
    }

    struct trip
    {
        peers::messages message;
        std::size_t written = 0;
        std::size_t read = 0;
    };

    void many(std::uint64_t count, peers::latencies&)
    {
        std::vector<trip> trips;
        for (std::size_t i = 0; i < ports_.size(); ++i)
            trips.push_back({peers::messages(args_.size)});
        std::uint64_t started = 0, ended = 0;
        auto const begin = [&](std::size_t i)
        {
            if (started == count)
                return;
            ++started;
            trips[i].written = trips[i].read = 0;
            if (!write_some(i, trips[i]))
                reactor_.modify(ports_[i].get(), EPOLLOUT, i);
        };
        for (std::size_t i = 0; i < ports_.size(); ++i)
            begin(i);
        while (ended < count)
        {
            std::size_t const ready = reactor_.wait();
            for (std::size_t e = 0; e < ready; ++e)
            {
                auto const i = static_cast<std::size_t>(reactor_.event(e).data.u64);
                auto& t = trips[i];
                if (t.written < t.message.size())
                {
                    if (write_some(i, t))
                        reactor_.modify(ports_[i].get(), EPOLLIN, i);
                    continue;
                }
                t.read += moved(
                    ::read(ports_[i].get(), t.message.answer() + t.read, t.message.size() - t.read),
                    "read");
                if (t.read == t.message.size())
                {
                    t.message.next();
                    ++ended;
                    begin(i);
                }
            }
        }
    }

    /// @return Whether the message is written.
    bool write_some(std::size_t i, trip& t)
    {
        t.written += moved(
            ::write(ports_[i].get(), t.message.sent() + t.written, t.message.size() - t.written),
            "write");
        return t.written == t.message.size();
    }

    // Without bookkeeping a read is begun by asking for readiness, and cancelled by not asking.
    void cancel(std::uint64_t count, peers::latencies& times)
    {
        int const fd = ports_.front().get();
        for (; count != 0; --count)
        {
            reactor_.modify(fd, EPOLLIN);
            reactor_.modify(fd, 0);
            times.lap();
        }
    }

    void open(std::uint64_t count, peers::latencies& times)
    {
        for (; count != 0; --count)
        {
            auto port = peers::open_raw(args_.ports.front(), O_NONBLOCK, baud_.next());
            reactor_.add(port.get(), EPOLLIN, 0);
            port.close();
            times.lap();
        }
    }

    void idle(std::uint64_t, peers::latencies&) {} // readiness is asked for already

    peers::arguments const& args_;
    peers::pattern bytes_;
    std::vector<char> buffer_;
    peers::alternating_baud baud_;
    reactor reactor_;
    std::vector<peers::descriptor> ports_;
};

} // namespace

int main(int argc, char** argv)
{
    return peers::run<client>(argc, argv, peers::kernel_version());
}
