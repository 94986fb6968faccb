// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The client that uses QSerialPort of Qt 5: its signals, in Qt's event loop (see ../README.md).

#include <QByteArray>
#include <QCoreApplication>
#include <QSerialPort>
#include <QStringList>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

// Every allocation is counted: Qt's too, because the program's malloc comes first. There is one
// thread.
extern "C" void* __libc_malloc(std::size_t);
extern "C" void* __libc_calloc(std::size_t, std::size_t);
extern "C" void* __libc_realloc(void*, std::size_t);

namespace {

std::uint64_t allocations = 0;

} // namespace

extern "C" void* malloc(std::size_t size)
{
    ++allocations;
    return __libc_malloc(size);
}
extern "C" void* calloc(std::size_t n, std::size_t size)
{
    ++allocations;
    return __libc_calloc(n, size);
}
extern "C" void* realloc(void* p, std::size_t size)
{
    ++allocations;
    return __libc_realloc(p, size);
}

namespace {

[[noreturn]] void fail(char const* what, QString const& why = {})
{
    std::fprintf(stderr, "%s: %s\n", what, why.toLocal8Bit().constData());
    std::exit(1);
}

std::int64_t now()
{
    auto const t = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(t).count();
}

struct options
{
    QString measure;
    qint64 count = 0;
    qint64 size = 0;
    QStringList ports;
};

/// What has been measured.
class meter
{
public:
    explicit meter(qint64 most) { samples_.reserve(static_cast<std::size_t>(most)); }

    void start()
    {
        samples_.clear(); // those of the turn before
        allocations_ = allocations;
        ::getrusage(RUSAGE_SELF, &usage_);
        begin_ = last_ = now();
    }

    /// An operation has ended, and the next one begins: the clock is read once for each.
    void lap()
    {
        auto const t = now();
        samples_.push_back(t - std::exchange(last_, t));
    }

    void stop()
    {
        seconds_ = 1e-9 * static_cast<double>(now() - begin_);
        rusage after{};
        ::getrusage(RUSAGE_SELF, &after);
        allocations_ = allocations - allocations_;
        auto const cpu = [](timeval const& a, timeval const& b)
        { return double(b.tv_sec - a.tv_sec) + 1e-6 * double(b.tv_usec - a.tv_usec); };
        user_ = cpu(usage_.ru_utime, after.ru_utime);
        system_ = cpu(usage_.ru_stime, after.ru_stime);
    }

    void print(options const& o, char const* memory = "")
    {
        std::printf("{\"count\": %lld, \"seconds\": %.9f, \"user\": %.6f, \"system\": %.6f",
            static_cast<long long>(o.count), seconds_, user_, system_);
        if (!samples_.empty())
        {
            std::sort(samples_.begin(), samples_.end());
            std::printf(
                ", \"p50\": %lld, \"p99\": %lld, \"p999\": %lld", at(500), at(990), at(999));
        }
        std::printf("%s, \"allocations\": %llu, \"version\": \"%s\"}\n", memory,
            static_cast<unsigned long long>(allocations_), qVersion());
        if (std::fflush(stdout) != 0)
            fail("standard output cannot be written to");
    }

private:
    long long at(std::size_t thousandths) const
    {
        auto const rank = (samples_.size() * thousandths + 999) / 1000; // the nearest rank, from 1
        return samples_[rank - 1];
    }

    std::vector<std::int64_t> samples_;
    std::int64_t begin_ = 0, last_ = 0;
    double seconds_ = 0, user_ = 0, system_ = 0;
    rusage usage_{};
    std::uint64_t allocations_ = 0;
};

void open_port(QSerialPort& port, QString const& name, qint32 baud = 115200)
{
    port.setPortName(name);
    if (!port.open(QIODevice::ReadWrite) || !port.setBaudRate(baud)
        || !port.setDataBits(QSerialPort::Data8) || !port.setParity(QSerialPort::NoParity)
        || !port.setStopBits(QSerialPort::OneStop)
        || !port.setFlowControl(QSerialPort::NoFlowControl))
        fail("opening failed", port.errorString());
}

std::unique_ptr<QSerialPort> opened(QString const& name)
{
    auto port = std::make_unique<QSerialPort>();
    open_port(*port, name);
    // What the port says of itself while it opens (a pseudo terminal has no modem lines) is past.
    port->clearError();
    QObject::connect(port.get(), &QSerialPort::errorOccurred,
        [p = port.get()](QSerialPort::SerialPortError error)
        {
            if (error != QSerialPort::NoError)
                fail("a port reports an error", p->errorString());
        });
    return port;
}

void write(QSerialPort& port, char const* data, qint64 size)
{
    if (port.write(data, size) != size)
        fail("writing failed", port.errorString());
}

/// Waits until it is this client's turn. @return False if there will be no other one.
bool wait_for_turn()
{
    char byte = 0;
    ssize_t const n = ::read(STDIN_FILENO, &byte, 1);
    if (n < 0)
        fail("standard input cannot be read");
    return n != 0;
}

/// Runs work(count) by the clock, once for each turn.
template<class Work>
void take_turns(options const& o, meter& m, Work work)
{
    while (wait_for_turn())
    {
        m.start();
        work(o.count);
        m.stop();
        m.print(o);
    }
}

/// Round trips on one of the ports, as long as `begin_next` gives them numbers.
class round_trips
{
public:
    round_trips(options const& o, QString const& name)
        : port_(opened(name)), out_(int(o.size), 0), in_(out_)
    {
        QObject::connect(port_.get(), &QSerialPort::readyRead, [this] { ready(); });
        limit_.setSingleShot(true);
        limit_.setInterval(10'000);
        QObject::connect(
            &limit_, &QTimer::timeout, [] { fail("no answer within the time limit"); });
    }
    round_trips(round_trips const&) = delete;
    round_trips& operator=(round_trips const&) = delete;

    std::function<void()> done; ///< Called when an answer has come, and is right.
    bool limited = false;

    void begin(qint64 number)
    {
        for (auto& byte : out_)
            byte = static_cast<char>(number++);
        got_ = 0;
        write(*port_, out_.constData(), out_.size());
        if (limited)
            limit_.start();
    }

private:
    void ready()
    {
        auto const n = port_->read(in_.data() + got_, in_.size() - got_);
        if (n < 0)
            fail("reading failed", port_->errorString());
        got_ += int(n);
        if (got_ != in_.size())
            return;
        if (limited)
            limit_.stop();
        if (in_ != out_ || port_->bytesAvailable() != 0)
            fail("a wrong answer", in_.toHex());
        done();
    }

    std::unique_ptr<QSerialPort> port_;
    QByteArray out_, in_;
    int got_ = 0;
    QTimer limit_;
};

void round_trip(options const& o, meter& m, bool limited)
{
    round_trips trips(o, o.ports.front());
    trips.limited = limited;
    qint64 begun = 0, end = 0;
    trips.done = [&]
    {
        m.lap();
        if (begun != end)
            trips.begin(begun++);
        else
            QCoreApplication::quit();
    };
    take_turns(o, m,
        [&](qint64 count)
        {
            begun = 0;
            end = count;
            trips.begin(begun++);
            QCoreApplication::exec();
        });
}

void many(options const& o, meter& m)
{
    std::vector<std::unique_ptr<round_trips>> ports;
    qint64 begun = 0, done = 0, end = 0;
    for (auto const& name : o.ports)
    {
        ports.push_back(std::make_unique<round_trips>(o, name));
        ports.back()->done = [&, port = ports.back().get()]
        {
            if (++done == end)
                QCoreApplication::quit();
            else if (begun != end)
                port->begin(begun++);
        };
    }
    take_turns(o, m,
        [&](qint64 count)
        {
            begun = done = 0;
            end = count;
            for (std::size_t i = 0; i != ports.size() && begun != end; ++i)
                ports[i]->begin(begun++);
            QCoreApplication::exec();
        });
}

/// One direction or both, in blocks: what is read and what is written are counted down.
class transfer
{
public:
    explicit transfer(options const& o)
        : port_(opened(o.ports.front())), out_(int(o.size), 'd'), in_(int(o.size), 0)
    {
        QObject::connect(port_.get(), &QSerialPort::readyRead, [this] { ready(); });
        QObject::connect(port_.get(), &QSerialPort::bytesWritten,
            [this]
            {
                if (port_->bytesToWrite() == 0)
                    write_next();
            });
    }

    /// @param first What asks the device to begin; may be empty.
    void run(QByteArray const& first, qint64 to_write, qint64 to_read)
    {
        to_write_ = to_write;
        to_read_ = to_read;
        if (!first.isEmpty())
            write(*port_, first.constData(), first.size());
        else
            write_next();
        QCoreApplication::exec();
        if (to_write_ != 0 || port_->bytesToWrite() != 0)
            fail("the device ended too early");
    }

    char last() const { return last_; }

private:
    void write_next()
    {
        auto const n = std::min<qint64>(to_write_, out_.size());
        if (n == 0)
            return;
        to_write_ -= n;
        write(*port_, out_.constData(), n);
    }

    void ready()
    {
        while (port_->bytesAvailable() != 0)
        {
            auto const n = port_->read(in_.data(), in_.size());
            if (n <= 0)
                fail("reading failed", port_->errorString());
            if (n > to_read_)
                fail("more came than was asked for");
            last_ = in_[int(n - 1)];
            to_read_ -= n;
        }
        if (to_read_ == 0)
            QCoreApplication::quit();
    }

    std::unique_ptr<QSerialPort> port_;
    QByteArray out_, in_;
    qint64 to_write_ = 0, to_read_ = 0;
    char last_ = 0;
};

void receive(options const& o, meter& m)
{
    transfer port(o);
    take_turns(o, m, [&](qint64 count) { port.run("g", 0, count); });
}

void send(options const& o, meter& m)
{
    transfer port(o);
    take_turns(o, m,
        [&](qint64 count)
        {
            port.run({}, count, 1);
            if (port.last() != 'k')
                fail("a wrong answer", QString(port.last()));
        });
}

void duplex(options const& o, meter& m)
{
    transfer port(o);
    take_turns(o, m, [&](qint64 count) { port.run("g", count, count + 1); }); // and the `k`
}

void open_close(options const& o, meter& m)
{
    bool other = false; // never the rate that the port has, so that each open has something to set
    take_turns(o, m,
        [&](qint64 count)
        {
            while (count-- != 0)
            {
                QSerialPort port;
                other = !other;
                open_port(port, o.ports.front(), other ? 57600 : 115200);
                port.close();
                m.lap();
            }
        });
}

long resident()
{
    long all = 0, pages = 0;
    std::ifstream("/proc/self/statm") >> all >> pages;
    return pages * ::sysconf(_SC_PAGESIZE);
}

void idle(options const& o, meter& m)
{
    if (!wait_for_turn())
        return;
    auto const heap = ::mallinfo2().uordblks;
    auto const before = resident();
    std::vector<std::unique_ptr<QSerialPort>> ports;
    for (auto const& name : o.ports)
    {
        ports.push_back(opened(name));
        QObject::connect(
            ports.back().get(), &QSerialPort::readyRead, [] { fail("data from a silent device"); });
    }
    QCoreApplication::processEvents();
    auto const memory
        = QStringLiteral(", \"memory\": {\"heap\": %1, \"resident\": %2}")
              .arg(static_cast<qint64>(::mallinfo2().uordblks) - static_cast<qint64>(heap))
              .arg(resident() - before)
              .toLatin1();
    m.print(o, memory.constData());
}

// Not: cancel, which QSerialPort has not.
char const* const measures[]
    = {"round_trip", "timeout", "receive", "send", "duplex", "many", "open", "idle"};

options parse(QStringList const& list)
{
    options o;
    for (int i = 1; i < list.size(); ++i)
    {
        if (list[i] == "--count" && i + 1 < list.size())
            o.count = list[++i].toLongLong();
        else if (list[i] == "--size" && i + 1 < list.size())
            o.size = list[++i].toLongLong();
        else if (o.measure.isEmpty())
            o.measure = list[i];
        else
            o.ports.push_back(list[i]);
    }
    if (o.count <= 0 || o.size <= 0 || o.ports.isEmpty())
        fail("usage: qserialport MEASURE --count N --size S PORT [PORT...]");
    return o;
}

void raise_descriptor_limit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        fail("getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
        fail("setrlimit");
}

} // namespace

int main(int argc, char** argv)
{
    raise_descriptor_limit();
    QCoreApplication application(argc, argv);
    auto const list = QCoreApplication::arguments();
    if (list.size() == 2 && list[1] == "--measures")
    {
        for (auto const* name : measures)
            std::puts(name);
        return 0;
    }
    auto const o = parse(list);
    meter m(o.count);
    if (o.measure == "round_trip" || o.measure == "timeout")
        round_trip(o, m, o.measure == "timeout");
    else if (o.measure == "receive")
        receive(o, m);
    else if (o.measure == "send")
        send(o, m);
    else if (o.measure == "duplex")
        duplex(o, m);
    else if (o.measure == "many")
        many(o, m);
    else if (o.measure == "open")
        open_close(o, m);
    else if (o.measure == "idle")
        idle(o, m);
    else
        fail("no such measure", o.measure);
}
