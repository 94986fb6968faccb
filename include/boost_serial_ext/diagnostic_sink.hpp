// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DIAGNOSTIC_SINK_HPP
#define BOOST_SERIAL_EXT_DIAGNOSTIC_SINK_HPP

#include <boost_serial_ext/diagnostic.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>

#include <functional>
#include <string>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/** Be told what happens to the ports of an execution context, for logs and for finding faults.

    The first call is `diagnostic_event::backend_chosen`, made before this function returns.
    While no sink is set, a port spends one load of an atomic variable on it, and nothing else.

    @par Example
    @code
    set_diagnostic_sink(context, [](diagnostic const& d) { std::clog << d << '\n'; });
    @endcode

    @param where An execution context, as in `io_context`, or an executor of one: streams on that
    context report. Nothing is run on the executor.
    @param sink Copied; `void(diagnostic const&)`. Called where it happens, within the call that
    causes it: on the thread that uses the stream, that runs the context, or on the private thread,
    so several threads may be in it at once. It must not throw (`std::terminate`) and must not use
    the stream. An empty `std::function` or `nullptr` ends the reports; a call in progress on
    another thread is not waited for.
    @throws std::bad_alloc
    @par Thread Safety
    Safe.
*/
template<class ExecutorOrContext, class Sink>
void set_diagnostic_sink(ExecutorOrContext&& where, Sink&& sink)
{
    auto const context_of = [](auto& w) -> asio::execution_context&
    {
        if constexpr (std::is_convertible_v<decltype(w), asio::execution_context&>)
            return w;
        else
            return asio::query(w, asio::execution::context);
    };
    std::function<void(diagnostic const&)> listener(std::forward<Sink>(sink));
    bool const begins = static_cast<bool>(listener);
    auto& service = asio::use_service<detail::serial_service>(context_of(where));
    service.diagnostics().watch(std::move(listener));
    if (begins)
        service.diagnostics().tell(
            {diagnostic_event::backend_chosen, std::string(service.ports().name())});
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
