// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A ring for all ports; what is begun and what is waited for goes to the kernel in one call.

#include "client.hpp"
#include "pattern.hpp"
#include "raw_port.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <liburing.h>

namespace {

/// Which operation on which port.
enum class kind : unsigned
{
    read,
    write,
    cancel
};

class ring
{
public:
    explicit ring(unsigned entries)
    {
        // The newer flags save interrupts, and with them EINTR from the terminal's write.
        int error
            = ::io_uring_queue_init(entries, &ring_, IORING_SETUP_SINGLE_ISSUER | defer_taskrun);
        if (error == -EINVAL)
            error = ::io_uring_queue_init(entries, &ring_, 0);
        check(error, "io_uring_queue_init");
    }
    ring(ring const&) = delete;
    ring& operator=(ring const&) = delete;
    ~ring() { ::io_uring_queue_exit(&ring_); }

    void read(int fd, char* to, std::size_t most, std::size_t port = 0)
    {
        auto& entry = next();
        ::io_uring_prep_read(&entry, fd, to, static_cast<unsigned>(most), 0);
        entry.user_data = data(kind::read, port);
    }
    void write(int fd, char const* from, std::size_t most, std::size_t port = 0)
    {
        auto& entry = next();
        ::io_uring_prep_write(&entry, fd, from, static_cast<unsigned>(most), 0);
        entry.user_data = data(kind::write, port);
    }
    void cancel_read(std::size_t port = 0)
    {
        auto& entry = next();
        ::io_uring_prep_cancel64(&entry, data(kind::read, port), 0);
        entry.user_data = data(kind::cancel, port);
    }

    void submit() { check(::io_uring_submit(&ring_), "io_uring_submit"); }

    /** Submits, waits for so many completions and hands all that there are on.

        If one fails there is no way but to end: the others use buffers which unwinding would take
        away.
    */
    template<class Completed> // void(kind, std::size_t port, int result)
    void wait(unsigned completions, Completed completed)
    {
        int const error = ::io_uring_submit_and_wait(&ring_, completions);
        try
        {
            if (error != -EINTR)
                check(error, "io_uring_submit_and_wait");
            unsigned head = 0, seen = 0;
            io_uring_cqe* entry = nullptr;
            io_uring_for_each_cqe(&ring_, head, entry)
            {
                completed(static_cast<enum kind>(entry->user_data % 4),
                    static_cast<std::size_t>(entry->user_data / 4), entry->res);
                ++seen;
            }
            ::io_uring_cq_advance(&ring_, seen);
        }
        catch (std::exception const& e)
        {
            peers::give_up(e);
        }
    }

    static void check(int result, char const* what)
    {
        if (result < 0)
            throw std::system_error(-result, std::generic_category(), what);
    }

    /// Bytes moved; none if the operation was interrupted and is to be repeated.
    static std::size_t moved(int result, char const* what)
    {
        if (result == -EINTR || result == -EAGAIN)
            return 0;
        check(result, what);
        if (result == 0)
            throw std::runtime_error("the device is gone");
        return static_cast<std::size_t>(result);
    }

private:
    // Linux 6.1; older headers lack its name.
    static constexpr unsigned defer_taskrun = 1u << 13;

    static std::uint64_t data(enum kind what, std::size_t port)
    {
        return std::uint64_t{port} * 4 + static_cast<unsigned>(what);
    }

    io_uring_sqe& next()
    {
        io_uring_sqe* entry = ::io_uring_get_sqe(&ring_);
        if (!entry) // the queue is full: the kernel takes what is in it
        {
            submit();
            entry = ::io_uring_get_sqe(&ring_);
        }
        if (!entry)
            throw std::runtime_error("io_uring's queue stays full");
        return *entry;
    }

    io_uring ring_{};
};

class client
{
public:
    explicit client(peers::arguments const& args)
        : args_(args)
        , bytes_(args.size)
        , buffer_(args.size)
        , ring_(static_cast<unsigned>((std::min<std::size_t>)(2 * args.ports.size() + 2, 4096)))
    {
    }

    static std::vector<peers::measure<client>> measures()
    {
        return {{"round_trip", &client::round_trip}, {"receive", &client::receive},
            {"send", &client::send}, {"duplex", &client::duplex}, {"many", &client::many},
            {"cancel", &client::cancel}, {"open", &client::open}, {"idle", &client::idle}};
    }

    // Blocking descriptors: of others the kernel tells EAGAIN instead of waiting.
    void open_ports()
    {
        for (auto const& name : args_.ports)
            ports_.push_back(peers::open_raw(name, 0));
    }

private:
    struct trip
    {
        peers::messages message;
        std::size_t written = 0;
        std::size_t read = 0;
    };

    void round_trip(std::uint64_t count, peers::latencies& times) { trips(1, count, &times); }
    void many(std::uint64_t count, peers::latencies&) { trips(ports_.size(), count, nullptr); }

    void trips(std::size_t ports, std::uint64_t count, peers::latencies* times)
    {
        std::vector<trip> trips(ports, trip{peers::messages(args_.size)});
        std::uint64_t begun = 0, ended = 0;
        unsigned writes = 0; // of those begun since the last wait; they complete at once
        auto const begin = [&](std::size_t i)
        {
            if (begun == count)
                return;
            ++begun;
            ++writes;
            trips[i].written = trips[i].read = 0;
            write_rest(i, trips[i]);
            read_rest(i, trips[i]);
        };
        auto const completed = [&](kind what, std::size_t i, int result)
        {
            auto& t = trips[i];
            if (what == kind::write)
            {
                t.written += ring::moved(result, "write");
                if (t.written < t.message.size())
                    write_rest(i, t);
            }
            else
            {
                t.read += ring::moved(result, "read");
                if (t.read < t.message.size())
                    read_rest(i, t);
            }
            if (t.written < t.message.size() || t.read < t.message.size())
                return;
            t.message.next();
            ++ended;
            if (times)
                times->lap();
            begin(i);
        };
        for (std::size_t i = 0; i < ports; ++i)
            begin(i);
        while (ended < count)
            ring_.wait(std::exchange(writes, 0u) + 1, completed);
    }

    void write_rest(std::size_t i, trip& t)
    {
        ring_.write(ports_[i].get(), t.message.sent() + t.written, t.message.size() - t.written, i);
    }
    void read_rest(std::size_t i, trip& t)
    {
        ring_.read(ports_[i].get(), t.message.answer() + t.read, t.message.size() - t.read, i);
    }

    void receive(std::uint64_t count, peers::latencies&)
    {
        start_device();
        transfer(0, count, false);
    }
    void send(std::uint64_t count, peers::latencies&)
    {
        transfer(count, 0, false);
        transfer(0, 0, true);
    }
    void duplex(std::uint64_t count, peers::latencies&)
    {
        start_device();
        transfer(count, count, true);
    }

    void start_device()
    {
        if (peers::checked(::write(ports_.front().get(), &peers::go, 1), "write") != 1)
            throw std::runtime_error("the device cannot be started");
    }

    void transfer(std::uint64_t to_send, std::uint64_t to_receive, bool answered)
    {
        int const fd = ports_.front().get();
        std::uint64_t sent = 0;
        peers::incoming in;
        auto const begin_write = [&]
        {
            if (sent < to_send)
                ring_.write(fd, bytes_.from(sent), upto(to_send - sent));
        };
        auto const begin_read = [&]
        {
            if (in.taken() < to_receive)
                ring_.read(fd, buffer_.data(), upto(to_receive - in.taken()));
            else if (answered)
                ring_.read(fd, buffer_.data(), 1);
        };
        begin_write();
        begin_read();
        while (sent < to_send || in.taken() < to_receive || answered)
            ring_.wait(1,
                [&](kind what, std::size_t, int result)
                {
                    if (what == kind::write)
                    {
                        sent += ring::moved(result, "write");
                        return begin_write();
                    }
                    std::size_t const n = ring::moved(result, "read");
                    if (n != 0 && in.taken() < to_receive)
                        in.take(buffer_.data(), n);
                    else if (n != 0)
                    {
                        peers::check_taken(buffer_.front());
                        answered = false;
                    }
                    begin_read();
                });
    }

    std::size_t upto(std::uint64_t left) const
    {
        return static_cast<std::size_t>((std::min<std::uint64_t>)(left, args_.size));
    }

    void cancel(std::uint64_t count, peers::latencies& times)
    {
        for (; count != 0; --count)
        {
            ring_.read(ports_.front().get(), buffer_.data(), buffer_.size());
            ring_.submit();
            ring_.cancel_read();
            unsigned left = 2;
            while (left != 0)
                ring_.wait(left,
                    [&](kind what, std::size_t, int result)
                    {
                        --left;
                        if (result != (what == kind::read ? -ECANCELED : 0))
                            throw std::runtime_error("a cancelled read did not say so");
                    });
            times.lap();
        }
    }

    void open(std::uint64_t count, peers::latencies& times)
    {
        for (; count != 0; --count)
        {
            peers::open_raw(args_.ports.front(), 0, baud_.next()).close();
            times.lap();
        }
    }

    void idle(std::uint64_t, peers::latencies&)
    {
        for (std::size_t i = 0; i < ports_.size(); ++i)
            ring_.read(ports_[i].get(), buffer_.data(), buffer_.size(), i);
        ring_.submit();
    }

    peers::arguments const& args_;
    peers::pattern bytes_;
    std::vector<char> buffer_;
    peers::alternating_baud baud_;
    std::vector<peers::descriptor> ports_;
    ring ring_; // ends first
};

} // namespace

int main(int argc, char** argv)
{
    return peers::run<client>(argc, argv, peers::kernel_version());
}
