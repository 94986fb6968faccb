// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_READ_MARKED_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_READ_MARKED_OP_HPP

#include <boost_serial_ext/line_mark.hpp>

#include <boost_serial_ext/detail/ops/transfer_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Reads data and marks, under async_compose.

    Goes on after a read that brought the beginning of an escape and nothing else. There is room for
    the marks before anything is read, so that nothing can fail after that.
*/
template<class Executor>
class read_marked_op
{
public:
    read_marked_op(std::shared_ptr<port_state<Executor>> port, asio::mutable_buffer buffer,
        std::vector<line_mark>& marks)
        : claim_(std::move(port), &port_state<Executor>::reading_marks)
        , buffer_(buffer)
        , marks_(&marks)
    {
    }

    template<class Self>
    void operator()(Self& self, error_code ec = {}, std::size_t n = 0)
    {
        switch (phase_)
        {
        case fresh: return start(self);
        case at_once: return finish(self, result_, waited_);
        case reading:
            std::size_t const bytes = claim_.port()->separate(buffer_.data(), n, opening_, *marks_);
            if (n == 0 || bytes != 0 || marks_->size() != earlier_marks_)
                return finish(self, ec, bytes);
            if (is_over(self))
                return finish(self, asio::error::operation_aborted, 0);
            return read(self);
        }
    }

private:
    template<class Self>
    void start(Self& self)
    {
        self.reset_cancellation_state(asio::enable_total_cancellation());
        earlier_marks_ = marks_->size();
        parmrk_decoder::make_room_for(*marks_, buffer_.size());
        auto& port = *claim_.port();
        {
            typename port_state<Executor>::lock const guard(port.mutex);
            cancels_ = port.cancels;
            opening_ = port.opening_number;
            result_ = port.check_readable(true);
            if (!result_ && !claim_.take())
                result_ = error::operation_in_progress;
            if (!result_)
                waited_ = port.take_waiting(buffer_);
        }
        if (!result_ && waited_ == 0 && buffer_.size() != 0)
            return read(self);
        phase_ = at_once;
        complete_immediately(port.descriptor.get_executor(), std::move(self));
    }

    template<class Self>
    void read(Self& self)
    {
        phase_ = reading;
        auto const buffer = buffer_;
        auto const port = claim_.port();                              // *this is moved from below
        typename port_state<Executor>::lock const guard(port->mutex); // close may come at once
        begin_read_later(port, buffer, std::move(self));
    }

    template<class Self>
    bool is_over(Self& self) const
    {
        return claim_.port()->cancels != cancels_
            || self.get_cancellation_state().cancelled() != asio::cancellation_type::none;
    }

    template<class Self>
    void finish(Self& self, error_code ec, std::size_t n)
    {
        claim_.give_up();
        complete_composed(self, ec, n);
    }

    port_claim<Executor> claim_;
    asio::mutable_buffer buffer_;
    std::vector<line_mark>* marks_;
    std::size_t earlier_marks_ = 0;
    std::uint64_t cancels_ = 0;
    std::uint64_t opening_ = 0;
    error_code result_;
    std::size_t waited_ = 0;
    enum : unsigned char
    {
        fresh,
        reading,
        at_once
    } phase_ = fresh;
};

/// Reads data and marks on the calling thread. @param read Reads some, as `read_some` does.
template<class Executor, class Read>
std::size_t read_marked_here(port_state<Executor>& port, asio::mutable_buffer buffer,
    std::vector<line_mark>& marks, error_code& ec, Read read)
{
    std::size_t const earlier_marks = marks.size();
    parmrk_decoder::make_room_for(marks, buffer.size());
    std::uint64_t const opening = port.opening_number;
    ec = port.check_readable(true);
    if (std::size_t const waited = ec ? 0 : port.take_waiting(buffer); waited != 0)
        return waited;
    for (std::size_t n = 1; !ec && n != 0 && buffer.size() != 0;)
    {
        n = read(ec);
        std::size_t const bytes = port.separate(buffer.data(), n, opening, marks);
        if (bytes != 0 || marks.size() != earlier_marks)
            return bytes;
    }
    return 0;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
