// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_COMPLETION_CHAIN_HPP
#define BOOST_SERIAL_EXT_DETAIL_COMPLETION_CHAIN_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>

#include <boost/asio/append.hpp>
#include <boost/asio/post.hpp>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Transfers that were done at once, inside a handler; their own handlers run when that one has
    returned.

    One lives on the stack of whoever calls the handler of a transfer on a stream with
    `chain_completions`. The usual way is a post: before what was posted is run, a context asks its
    reactor for news, and that system call is what this saves.
*/
class completion_chain
{
public:
    /// A completion that is known, and waits for its handler's turn.
    class link
    {
    public:
        link(link const&) = delete;
        link& operator=(link const&) = delete;

    protected:
        enum class how
        {
            call,
            post
        };
        using action = void(link*, how);

        explicit link(action* act) noexcept : act_(act) {}
        ~link() = default;

    private:
        friend completion_chain;
        action* act_;
        link* next_ = nullptr;
    };

    /// The innermost on this thread; may be null.
    static completion_chain* current() noexcept { return current_; }

    /// @param ex On which the handler runs that is about to be called; it outlives this.
    template<class Executor>
    explicit completion_chain(Executor const& ex) noexcept
        : outer_(std::exchange(current_, this)), executor_(&ex), type_(&type_of<Executor>)
    {
    }
    completion_chain(completion_chain const&) = delete;
    completion_chain& operator=(completion_chain const&) = delete;

    /// A handler has thrown: those behind it are posted, for nobody here calls them any more.
    ~completion_chain()
    {
        current_ = outer_;
        while (first_ != nullptr)
            take(link::how::post);
    }

    /// Whether handlers of this executor run where this is.
    template<class Executor>
    bool runs_on(Executor const& ex) const noexcept
    {
        return type_ == &type_of<Executor> && *static_cast<Executor const*>(executor_) == ex;
    }

    /// Whether another may be appended; else the context would never have its turn.
    bool has_room() const noexcept { return count_ != most; }

    void append(link& one) noexcept
    {
        ++count_;
        (last_ == nullptr ? first_ : last_->next_) = &one;
        last_ = &one;
    }

    /// Calls the handlers, also those that are appended meanwhile.
    void run()
    {
        while (first_ != nullptr)
            take(link::how::call);
    }

private:
    static constexpr unsigned most = 16;

    template<class Executor>
    inline static char type_of = 0; // its address stands for the type; constants may be merged

    void take(link::how how)
    {
        link* const one = std::exchange(first_, first_->next_);
        if (first_ == nullptr)
            last_ = nullptr;
        one->act_(one, how);
    }

    inline static thread_local completion_chain* current_ = nullptr;

    completion_chain* outer_;
    void const* executor_;
    void const* type_;
    link* first_ = nullptr;
    link* last_ = nullptr;
    unsigned count_ = 0;
};

/// The completion of a transfer.
template<class Executor, class Handler>
class chained_transfer : public completion_chain::link
{
    using allocator_type = typename std::allocator_traits<decltype(quick_allocator(
        std::declval<Handler const&>()))>::template rebind_alloc<chained_transfer>;
    using traits = std::allocator_traits<allocator_type>;

public:
    /// Memory, taken before the transfer is made: afterwards nothing may fail.
    class room
    {
    public:
        explicit room(Handler const& handler)
            : allocator_(quick_allocator(handler)), place_(traits::allocate(allocator_, 1))
        {
        }
        room(room const&) = delete;
        room& operator=(room const&) = delete;
        ~room()
        {
            if (place_ != nullptr)
                traits::deallocate(allocator_, place_, 1);
        }

        /// The transfer has been made.
        void append_to(
            completion_chain& chain, Executor const& ex, Handler&& handler, std::size_t n)
        {
            auto* const one = ::new (static_cast<void*>(place_))
                chained_transfer(ex, allocator_, std::move(handler), n);
            place_ = nullptr;
            chain.append(*one);
        }

    private:
        allocator_type allocator_;
        chained_transfer* place_;
    };

private:
    chained_transfer(
        Executor const& ex, allocator_type const& allocator, Handler&& handler, std::size_t bytes)
        : link(&act)
        , executor_(ex)
        , allocator_(allocator)
        , handler_(std::move(handler))
        , bytes_(bytes)
    {
    }

    static void act(link* base, how by)
    {
        auto* const one = static_cast<chained_transfer*>(base);
        Executor const ex(std::move(one->executor_));
        Handler handler(std::move(one->handler_));
        std::size_t const n = one->bytes_;
        allocator_type allocator(one->allocator_);
        one->~chained_transfer();
        traits::deallocate(allocator, one, 1); // memory is free before the upcall
        if (by == how::post)
            return asio::post(ex, asio::append(std::move(handler), error_code(), n));
        std::move(handler)(error_code(), n);
    }

    Executor executor_;
    allocator_type allocator_;
    Handler handler_;
    std::size_t bytes_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
