// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_WORLD_IPP
#define BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_WORLD_IPP

#include <boost_serial_ext/test/impl/virtual_world.hpp>

#include <boost_serial_ext/native/select.hpp>
#include <boost_serial_ext/native/sys_wire.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// The private thread, while it waits for the time to go on.
class virtual_world::sleeper final : public detail::alarm
{
public:
    sleeper(std::shared_ptr<virtual_world> world, detail::private_thread& thread)
        : world_(std::move(world)), thread_(thread)
    {
    }

    void ring() noexcept override
    {
        lock const guard(world_->sleeping_);
        if (is_over)
            return; // the thread may sleep for something else by now
        if (!world_->gone_)
            thread_.set_asleep(false); // before anybody asks whether it is at rest
        rung = true;
        world_->woken_.notify_all();
    }

    bool rung = false;
    bool is_over = false; // the sleep

private:
    std::shared_ptr<virtual_world> world_;
    detail::private_thread& thread_;
};

BOOST_SERIAL_EXT_TEST_DECL virtual_world::~virtual_world()
{
    detail::sys_wire::close_alarm(alarm_);
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::attach(detail::private_thread* thread)
{
    {
        std::unique_lock<std::mutex> guard(sleeping_);
        private_ = thread;
        gone_ = thread == nullptr;
        woken_.notify_all();
        woken_.wait(guard, [this] { return !gone_ || settling_ == 0; });
    }
    if (thread == nullptr)
        stop_thread();
}

// None is started any more. Whether there was one.
BOOST_SERIAL_EXT_TEST_DECL bool virtual_world::stop_thread()
{
    std::thread mover;
    {
        lock const guard(mutex_);
        stop_ = true;
        mover.swap(thread_);
        wake();
    }
    bool const was_there = mover.joinable();
    if (was_there)
        mover.join();
    return was_there;
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::prepare_fork()
{
    {
        lock const guard(sleeping_);
        forking_ = true;
        ++forks_;
        woken_.notify_all();
    }
    bool const was_there = stop_thread();
    lock const guard(mutex_);
    resumes_ = resumes_ || was_there;
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::end_fork(bool in_child)
{
    {
        lock const guard(sleeping_);
        forking_ = false;
    }
    lock const guard(mutex_);
    stop_ = false;
    if (in_child)
    {
        detail::sys_wire::close_alarm(alarm_); // the other process's
        for (auto const& [name, port] : ports_)
            port->engine_->dormant = port->engine_->open;
    }
    for (auto const& [name, port] : ports_)
        port->engine_->shared = port->engine_->open;
    if (std::exchange(resumes_, false))
        start(); // if there is no thread to be had: the next open asks again, and tells
}

BOOST_SERIAL_EXT_TEST_DECL virtual_port& virtual_world::add(std::string name)
{
    lock const guard(mutex_);
    if (name.empty())
        throw std::invalid_argument("boost_serial_ext: a virtual port needs a name");
    if (find(name) != nullptr)
        throw std::invalid_argument("boost_serial_ext: there is a virtual port \"" + name + '"');
    std::unique_ptr<virtual_port> port(new virtual_port(*this, name));
    port->engine_->paced = paced_;
    return *ports_.emplace(std::move(name), std::move(port)).first->second;
}

BOOST_SERIAL_EXT_TEST_DECL virtual_port& virtual_world::at(std::string_view name)
{
    if (virtual_port* const port = find(name))
        return *port;
    throw std::invalid_argument(
        "boost_serial_ext: there is no virtual port \"" + std::string(name) + '"');
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::connect(std::string_view one, std::string_view other)
{
    port_engine& a = *at(one).engine_;
    port_engine& b = *at(other).engine_;
    for (port_engine* const p : {&a, &b})
        if (p->peer != nullptr)
            throw std::invalid_argument(
                "boost_serial_ext: the virtual port \"" + p->name + "\" is connected already");
    move_all();
    a.peer = &b;
    b.peer = &a;
    a.notice_inputs();
    b.notice_inputs();
    move_all();
    wake();
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::disconnect(std::string_view name)
{
    port_engine& a = *at(name).engine_;
    if (a.peer == nullptr)
        return;
    move_all();
    port_engine& b = *a.peer;
    a.peer = b.peer = nullptr;
    a.notice_inputs();
    b.notice_inputs();
    move_all();
    wake();
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::set_paced(bool paced)
{
    visit const guard(*this);
    move_all();
    paced_ = paced;
    for (auto const& [name, port] : ports_)
        port->engine_->paced = paced;
    move_all();
    wake();
}

BOOST_SERIAL_EXT_TEST_DECL port_engine* virtual_world::owner_of(detail::native_handle handle)
{
    move_all(); // a handle that somebody has closed may be another port's now
    for (auto const& [name, port] : ports_)
        if (port->engine_->open && port->engine_->ends.stream_end == handle)
            return port->engine_.get();
    return nullptr;
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::begin_call(port_engine& port, port_call call)
{
    auto const index = static_cast<std::size_t>(call);
    std::unique_lock<std::mutex> waiting(sleeping_);
    ++port.gates.begun[index];
    woken_.notify_all();
    if (!port.gates.held[index] || gone_ || forking_)
        return;
    auto* const thread = private_;
    bool const resting = thread != nullptr && thread->runs_here();
    if (resting)
    {
        held_at_ = &port.gates.held[index];
        thread->set_asleep(true);
    }
    auto const releases = port.gates.releases[index];
    woken_.wait(waiting,
        [&, forks = forks_]
        { return gone_ || forks_ != forks || port.gates.releases[index] != releases; });
    if (resting && held_at_ == &port.gates.held[index]) // by a fork: `hold` has not been here
    {
        held_at_ = nullptr;
        if (!gone_)
            thread->set_asleep(false);
    }
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::hold(port_engine& port, port_call call, bool held)
{
    lock const guard(sleeping_);
    auto const index = static_cast<std::size_t>(call);
    port.gates.held[index] = held;
    if (held)
        return;
    ++port.gates.releases[index];
    if (held_at_ == &port.gates.held[index])
    {
        held_at_ = nullptr;
        if (!gone_)
            private_->set_asleep(false); // before anybody asks whether it is at rest
    }
    woken_.notify_all();
}

BOOST_SERIAL_EXT_TEST_DECL bool virtual_world::await_calls(
    port_engine& port, port_call call, std::uint64_t count, nanoseconds timeout)
{
    std::unique_lock<std::mutex> waiting(sleeping_);
    return woken_.wait_for(waiting, timeout,
        [&] { return port.gates.begun[static_cast<std::size_t>(call)] >= count; });
}

BOOST_SERIAL_EXT_TEST_DECL error_code virtual_world::start()
{
    resumes_ = resumes_ || stop_; // an open that ends while a fork is prepared
    if (clock_ || thread_.joinable() || stop_)
        return {};
    if (alarm_.in == detail::no_handle)
        if (int const number = detail::sys_wire::make_alarm(alarm_); number != 0)
            return detail::make_system_error(detail::error_context::open, number);
    try
    {
        detail::signals_blocked const none;
        thread_ = std::thread([this] { work(); });
    }
    catch (std::system_error const& e) // no thread to be had
    {
        return {e.code().value(), boost::system::system_category()};
    }
    return {};
}

// A ring costs the thread a look at every port.
BOOST_SERIAL_EXT_TEST_DECL void virtual_world::wake() noexcept
{
    if (stop_ || (waiting_ && !is_foreseen()))
        detail::sys_wire::ring(alarm_);
}

/// Whether the thread waits for all that there is to wait for.
BOOST_SERIAL_EXT_TEST_DECL bool virtual_world::is_foreseen()
{
    auto const is_watched = [this](auto const& entry)
    {
        port_engine const& e = *entry.second->engine_;
        return !e.is_wired()
            || std::any_of(watched_.begin(), watched_.end(),
                [&](watched_port const& w)
                {
                    return w.port == &e && w.wire == e.wires && w.readable >= e.output_has_room()
                        && w.writable >= e.has_backlog();
                });
    };
    // An end that is closed stays open for as long as it is waited for.
    auto const is_wired = [](auto const& entry) { return entry.second->engine_->is_wired(); };
    auto const wired = std::count_if(ports_.begin(), ports_.end(), is_wired);
    return static_cast<std::size_t>(wired) == watched_.size() && next_look() >= watched_until_
        && std::all_of(ports_.begin(), ports_.end(), is_watched);
}

/// When the thread must look at the latest.
BOOST_SERIAL_EXT_TEST_DECL std::chrono::nanoseconds virtual_world::next_look()
{
    nanoseconds const time = now();
    nanoseconds next = next_due().value_or(time + std::chrono::hours(1));
    for (auto const& [name, port] : ports_)
        if (port->engine_->must_look())
            next = (std::min)(next, time + nanoseconds(std::chrono::milliseconds(1)));
    return next;
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::work()
{
    std::vector<detail::wire_interest> ends;
    while (!stop_)
    {
        std::unique_lock<std::mutex> guard(mutex_);
        waiting_ = false;
        move_all();
        tell(guard);
        ends.clear();
        watched_.clear();
        for (auto const& [name, port] : ports_)
        {
            port_engine const& e = *port->engine_;
            if (!e.is_wired())
                continue;
            ends.push_back({e.ends.device_end, e.output_has_room(), e.has_backlog()});
            watched_.push_back({&e, e.wires, e.output_has_room(), e.has_backlog()});
        }
        watched_until_ = next_look();
        waiting_ = true;
        auto const limit = (std::max)(watched_until_ - now(), nanoseconds(0));
        detail::sys_wire::wait(alarm_, ends, limit, guard);
    }
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::move_all()
{
    nanoseconds const time = now();
    for (bool again = true; again;)
    {
        again = false;
        for (auto const& [name, port] : ports_)
            again = port->engine_->move(time) || again;
    }
}

// Without the mutex: they may have locks that others have in here.
BOOST_SERIAL_EXT_TEST_DECL void virtual_world::tell(std::unique_lock<std::mutex>& guard) noexcept
{
    auto const is_told = [](auto const& entry) { return entry.second->engine_->has_news(); };
    for (auto i = ports_.begin(); i = std::find_if(i, ports_.end(), is_told), i != ports_.end();)
    {
        auto const waker = i->second->engine_->take_news();
        guard.unlock();
        (*waker)();
        guard.lock(); // ports stay for as long as this
    }
}

BOOST_SERIAL_EXT_TEST_DECL std::optional<std::chrono::nanoseconds> virtual_world::next_due()
{
    std::optional<nanoseconds> due;
    for (auto const& [name, port] : ports_)
        if (auto const n = port->engine_->next(); n && (!due || *n < *due))
            due = n;
    return due;
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::move() noexcept
{
    visit const guard(*this);
    move_all();
}

BOOST_SERIAL_EXT_TEST_DECL std::optional<std::chrono::nanoseconds> virtual_world::next() noexcept
{
    lock const guard(mutex_);
    return next_due();
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::settle() noexcept
{
    detail::private_thread* thread = nullptr;
    {
        lock const guard(sleeping_);
        thread = private_;
        settling_ += thread != nullptr;
    }
    if (thread == nullptr)
        return;
    thread->await_rest();
    lock const guard(sleeping_);
    --settling_;
    woken_.notify_all();
}

BOOST_SERIAL_EXT_TEST_DECL std::chrono::nanoseconds virtual_world::now() noexcept
{
    return clock_ ? clock_->now() : std::chrono::steady_clock::now().time_since_epoch();
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::set(
    std::shared_ptr<detail::alarm> const& who, nanoseconds delay)
{
    clock_->set(who, delay);
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::drop(detail::alarm const& who) noexcept
{
    clock_->drop(who);
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::sleep(nanoseconds duration)
{
    pass(duration, true);
}

BOOST_SERIAL_EXT_TEST_DECL bool virtual_world::wait(
    nanoseconds duration, std::function<bool()> const& done)
{
    return clock_->wait(duration, done);
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::sleep_in_open(nanoseconds duration)
{
    pass(duration, false);
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_world::pass(nanoseconds duration, bool settling)
{
    std::unique_lock<std::mutex> waiting(sleeping_);
    if (gone_ || forking_ || duration.count() <= 0)
        return;
    auto const forks = forks_;
    auto* const thread = private_;
    bool const on_it = thread != nullptr && thread->runs_here();
    if (!clock_)
    {
        if (on_it) // the context must be able to go away meanwhile
            woken_.wait_for(waiting, duration, [&] { return gone_ || forks_ != forks; });
        else if (settling)
        {
            waiting.unlock();
            std::this_thread::sleep_for(duration);
        }
        else // a blocking open
            woken_.wait_for(waiting, duration, [&] { return forks_ != forks; });
        return;
    }
    if (!on_it) // a blocking function: the time passes by its waiting
    {
        waiting.unlock();
        clock_->advance(duration, settling);
        return;
    }
    auto const me = std::make_shared<sleeper>(shared_from_this(), *thread);
    clock_->set(me, duration);
    thread->set_asleep(true);
    woken_.wait(waiting, [&] { return gone_ || forks_ != forks || me->rung; });
    me->is_over = true;
    if (!gone_)
        thread->set_asleep(false);
    clock_->drop(*me);
}

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
