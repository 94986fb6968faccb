// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_read_until_idle by the clock: frames end with a silence of the gap, never before it, and
// hardly after it. The measurements of doc/modules/ROOT/pages/measurements.adoc come from here: --log_level=message.
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_posix.hpp"
#include "support/conformance_support.hpp"
#include "support/idle_frames.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using boost_serial_ext_test::idle_frames;
namespace data = boost::unit_test::data;
using namespace std::chrono_literals;

namespace {

/// A line as Modbus RTU has it, and how many frames to send.
struct pace
{
    char const* config;
    std::chrono::nanoseconds gap;
    std::size_t frames;
};

std::ostream& operator<<(std::ostream& out, pace const& p)
{
    return out << p.config << ", " << p.gap.count() << " ns";
}

// t3.5, above 19200 baud the fixed time that stands for it. No whole number of milliseconds: who
// looked at the line every so often would be late.
constexpr pace paces[]
    = {{"115200 8E1", 1750us, 60}, {"9600 8E1", 4'010'416ns, 60}, {"2400 8N1", 14'583'333ns, 20}};

/// Frames of five bursts, with pauses of up to half the gap between them.
std::vector<idle_frames::burst> frames_of_bursts(pace const& p)
{
    std::vector<idle_frames::burst> plan;
    for (std::size_t frame = 0; frame < p.frames; ++frame)
        for (int i = 0; i < 5; ++i)
        {
            std::string const bytes(1 + (frame * 7 + static_cast<std::size_t>(i) * 3) % 40,
                static_cast<char>('a' + (frame + static_cast<std::size_t>(i)) % 26));
            plan.push_back({bytes, i == 4 ? 0ns : p.gap * (i + 1) / 8});
        }
    return plan;
}

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_idle_gap)

BOOST_TEST_DECORATOR(*needing(ability::prompt))
BOOST_DATA_TEST_CASE(
    frames_end_with_a_silence_never_before_it_and_hardly_after, data::make(paces), p)
{
    for (int left = 10; left != 0; --left)
    {
        open_port port;
        int const slave = port.stream.native_handle();
        idle_frames line(port.ctx, port.stream, p.gap,
            [&](std::string_view bytes)
            {
                int const before = kernel_input_waiting(slave);
                port.far_end.write_all(bytes);
                BOOST_TEST(arrived(slave, before + static_cast<int>(bytes.size())));
            });
        BOOST_TEST(line.run(frames_of_bursts(p), 3 * patience));
        if (line.was_too_slow() && left != 1)
            continue; // others had the processor in every pause
        line.check_no_byte_is_lost();
        line.check_no_frame_ends_early();
        line.check_no_frame_is_split();
        line.check_frames_come_apart();
        line.check_frames_are_told_in_time(1ms);
        break;
    }
}

BOOST_AUTO_TEST_SUITE_END()
