// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_WORLD_HPP
#define BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_WORLD_HPP

#include <boost_serial_ext/test/impl/clock_state.hpp>
#include <boost_serial_ext/test/impl/port_engine.hpp>
#include <boost_serial_ext/test/virtual_port.hpp>

#include <boost_serial_ext/detail/private_thread.hpp>
#include <boost_serial_ext/detail/time_source.hpp>
#include <boost_serial_ext/native/sys_wire.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/** The virtual ports of a context, and what moves them: a manual clock, or a thread.

    Shared by the context's backend and the clock. Its mutex guards the ports.
*/
class virtual_world final : public clock_follower,
                            public detail::time_source,
                            public std::enable_shared_from_this<virtual_world>
{
public:
    using nanoseconds = std::chrono::nanoseconds;
    using lock = std::lock_guard<std::mutex>;

    /// The mutex, for whoever may move something; and afterwards, without it, whoever waits for
    /// that is told.
    class visit
    {
    public:
        explicit visit(virtual_world& world) : world_(world), guard_(world.mutex_) {}
        visit(visit const&) = delete;
        visit& operator=(visit const&) = delete;
        ~visit() { world_.tell(guard_); }

    private:
        virtual_world& world_;
        std::unique_lock<std::mutex> guard_;
    };

    explicit virtual_world(std::shared_ptr<clock_state> clock) : clock_(std::move(clock)) {}
    BOOST_SERIAL_EXT_TEST_DECL ~virtual_world() override;

    /// The context's service is there, or about to go.
    BOOST_SERIAL_EXT_TEST_DECL void attach(detail::private_thread* thread);

    /// A fork comes: no thread is left, and nothing waits in an open. Then it is over.
    BOOST_SERIAL_EXT_TEST_DECL void prepare_fork();
    /// @param in_child The other process has the same wires, and goes on with them: here the
    /// ports that are open are left alone until somebody here uses them.
    BOOST_SERIAL_EXT_TEST_DECL void end_fork(bool in_child);

    bool is_manual() const noexcept { return clock_ != nullptr; }
    bool has_clock(std::shared_ptr<clock_state> const& clock) const noexcept
    {
        return clock_ == clock;
    }

    /// Calls a function with a port's engine, after what is due has been done, and does what became
    /// due by it.
    template<class Function>
    auto with(port_engine& port, Function function)
    {
        struct mover
        {
            virtual_world& world;
            ~mover()
            {
                world.move_all();
                world.wake();
            }
        };
        visit const guard(*this);
        port.dormant = false;
        move_all();
        mover const after{*this};
        return function(port);
    }

    // All of the next six under the mutex.
    virtual_port* find(std::string_view name)
    {
        auto const i = ports_.find(name);
        return i == ports_.end() ? nullptr : i->second.get();
    }
    port_engine* engine_named(std::string_view name)
    {
        virtual_port* const port = find(name);
        return port == nullptr ? nullptr : port->engine_.get();
    }
    /// What is known of the ports that are there.
    std::vector<port_info> list() const
    {
        std::vector<port_info> all;
        for (auto const& [name, port] : ports_)
            if (port->engine_->is_listed())
                all.push_back(port->engine_->info);
        return all;
    }
    BOOST_SERIAL_EXT_TEST_DECL virtual_port& at(std::string_view name);
    BOOST_SERIAL_EXT_TEST_DECL void connect(std::string_view one, std::string_view other);
    BOOST_SERIAL_EXT_TEST_DECL void disconnect(std::string_view name);

    BOOST_SERIAL_EXT_TEST_DECL virtual_port& add(std::string name);
    BOOST_SERIAL_EXT_TEST_DECL void set_paced(bool paced);
    bool paced() const noexcept { return paced_; }
    /// The open port whose stream has that handle; null: none. Under the mutex.
    BOOST_SERIAL_EXT_TEST_DECL port_engine* owner_of(detail::native_handle handle);

    /// Starts the thread, if there is none and one is needed. Under the mutex.
    BOOST_SERIAL_EXT_TEST_DECL error_code start();

    /// A call begins that may be held. Without the mutex.
    BOOST_SERIAL_EXT_TEST_DECL void begin_call(port_engine& port, port_call call);
    BOOST_SERIAL_EXT_TEST_DECL void hold(port_engine& port, port_call call, bool held);
    BOOST_SERIAL_EXT_TEST_DECL bool await_calls(
        port_engine& port, port_call call, std::uint64_t count, nanoseconds timeout);

    /// As `sleep`, for an open: it has the mutex of its stream, which the private thread may need.
    BOOST_SERIAL_EXT_TEST_DECL void sleep_in_open(nanoseconds duration);

    /// Moves the clock on until a condition holds or nothing is due any more; not with a thread.
    template<class Condition>
    void step_until(Condition done)
    {
        if (!clock_)
            return;
        do
            clock_->settle();
        while (!done() && clock_->step((nanoseconds::max)() - nanoseconds(1)));
    }

    // clock_follower
    BOOST_SERIAL_EXT_TEST_DECL void move() noexcept override;
    BOOST_SERIAL_EXT_TEST_DECL std::optional<nanoseconds> next() noexcept override;
    BOOST_SERIAL_EXT_TEST_DECL void settle() noexcept override;

    // time_source
    BOOST_SERIAL_EXT_TEST_DECL nanoseconds now() noexcept override;
    BOOST_SERIAL_EXT_TEST_DECL void set(
        std::shared_ptr<detail::alarm> const& who, nanoseconds delay) override;
    BOOST_SERIAL_EXT_TEST_DECL void drop(detail::alarm const& who) noexcept override;
    BOOST_SERIAL_EXT_TEST_DECL void sleep(nanoseconds duration) override;
    BOOST_SERIAL_EXT_TEST_DECL bool wait(
        nanoseconds duration, std::function<bool()> const& done) override;

private:
    class sleeper;

    /// What the thread waits for at a port.
    struct watched_port
    {
        port_engine const* port;
        std::uint64_t wire;
        bool readable;
        bool writable;
    };

    BOOST_SERIAL_EXT_TEST_DECL bool stop_thread();
    BOOST_SERIAL_EXT_TEST_DECL void pass(nanoseconds duration, bool settling);
    BOOST_SERIAL_EXT_TEST_DECL void move_all();
    BOOST_SERIAL_EXT_TEST_DECL void tell(std::unique_lock<std::mutex>& guard) noexcept;
    BOOST_SERIAL_EXT_TEST_DECL std::optional<nanoseconds> next_due();
    BOOST_SERIAL_EXT_TEST_DECL nanoseconds next_look();
    BOOST_SERIAL_EXT_TEST_DECL bool is_foreseen();
    BOOST_SERIAL_EXT_TEST_DECL void work();
    BOOST_SERIAL_EXT_TEST_DECL void wake() noexcept;

    std::shared_ptr<clock_state> const clock_; ///< Null: the system's.
    std::mutex mutex_;
    std::map<std::string, std::unique_ptr<virtual_port>, std::less<>> ports_;
    std::atomic<bool> paced_{clock_ != nullptr};
    std::mutex sleeping_;
    std::condition_variable woken_;
    bool gone_ = false;       ///< The context. Under `sleeping_`.
    bool forking_ = false;    ///< Under `sleeping_`.
    std::uint64_t forks_ = 0; ///< Each ends what waits in an open. Under `sleeping_`.
    bool resumes_ = false;    ///< The thread, after a fork. Under the mutex.
    detail::private_thread* private_ = nullptr; ///< Under `sleeping_`.
    unsigned settling_ = 0;                     ///< Who uses it without; under `sleeping_`.
    bool const* held_at_ = nullptr; ///< What holds the private thread; under `sleeping_`.
    std::atomic<bool> stop_{false};
    std::thread thread_; ///< Under the mutex.
    // What the thread waits for. Under the mutex.
    bool waiting_ = false;
    std::vector<watched_port> watched_;
    nanoseconds watched_until_{0};
    detail::wire_alarm alarm_; ///< Ends the thread's wait.
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/test/impl/virtual_world.ipp>
#endif

#endif
