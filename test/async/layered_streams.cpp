// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Other people's streams and protocols over a serial_stream: asio::ssl and Boost.Beast.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "support/async_compliance.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <openssl/evp.h>
#include <openssl/x509.h>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bse = boost_serial_ext;
using bse::error_code;

static_assert(beast::is_async_read_stream<bse::serial_stream>::value);
static_assert(beast::is_async_write_stream<bse::serial_stream>::value);
static_assert(beast::is_async_stream<bse::serial_stream>::value);
static_assert(beast::is_sync_read_stream<bse::serial_stream>::value);
static_assert(beast::is_sync_write_stream<bse::serial_stream>::value);
static_assert(beast::is_sync_stream<bse::serial_stream>::value);
static_assert(beast::has_get_executor<bse::serial_stream>::value);
static_assert(
    std::is_same_v<beast::executor_type<bse::serial_stream>, bse::serial_stream::executor_type>);
static_assert(
    beast::is_async_stream<bse::basic_serial_stream<asio::io_context::executor_type>>::value);
static_assert(beast::is_async_stream<asio::ssl::stream<bse::serial_stream>>::value);
static_assert(
    std::is_same_v<asio::ssl::stream<bse::serial_stream>::lowest_layer_type, bse::serial_stream>);

namespace {

/// Two ports, joined by a cable that each may stop the other by.
struct cable
{
    asio::io_context context;

    cable()
    {
        auto& ports = test::install(context);
        ports.add("left");
        ports.add("right");
        ports.connect("left", "right");
    }

    bse::serial_stream left() { return {context, "left", config()}; }
    bse::serial_stream right() { return {context, "right", config()}; }

    static bse::serial_config config()
    {
        bse::serial_config c;
        c.flow_control.rts_cts = true;
        return c;
    }
};

void require(bool success)
{
    if (!success)
        throw std::runtime_error("OpenSSL failed");
}

using key_pointer = std::unique_ptr<::EVP_PKEY, decltype(&::EVP_PKEY_free)>;
using certificate_pointer = std::unique_ptr<::X509, decltype(&::X509_free)>;

key_pointer make_key()
{
    std::unique_ptr<::EVP_PKEY_CTX, decltype(&::EVP_PKEY_CTX_free)> const generator(
        ::EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr), &::EVP_PKEY_CTX_free);
    ::EVP_PKEY* key = nullptr;
    require(generator && ::EVP_PKEY_keygen_init(generator.get()) == 1);
    require(::EVP_PKEY_keygen(generator.get(), &key) == 1);
    return {key, &::EVP_PKEY_free};
}

/// Self-signed, and valid for an hour.
certificate_pointer make_certificate(::EVP_PKEY* key)
{
    certificate_pointer c(::X509_new(), &::X509_free);
    require(c && ::X509_set_version(c.get(), 2) == 1); // that is version 3
    require(::ASN1_INTEGER_set(::X509_get_serialNumber(c.get()), 1) == 1);
    require(::X509_gmtime_adj(::X509_getm_notBefore(c.get()), -3600) != nullptr);
    require(::X509_gmtime_adj(::X509_getm_notAfter(c.get()), 3600) != nullptr);
    ::X509_NAME* const name = ::X509_get_subject_name(c.get());
    unsigned char const text[] = "a serial port";
    require(::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1);
    require(::X509_set_issuer_name(c.get(), name) == 1);
    require(::X509_set_pubkey(c.get(), key) == 1);
    require(::X509_sign(c.get(), key, nullptr) > 0);
    return c;
}

/// A server's context with its certificate, and a client's that trusts it.
struct credentials
{
    asio::ssl::context server{asio::ssl::context::tls_server};
    asio::ssl::context client{asio::ssl::context::tls_client};

    credentials()
    {
        auto const key = make_key();
        auto const certificate = make_certificate(key.get());
        require(::SSL_CTX_use_certificate(server.native_handle(), certificate.get()) == 1);
        require(::SSL_CTX_use_PrivateKey(server.native_handle(), key.get()) == 1);
        ::X509_STORE* const trusted = ::SSL_CTX_get_cert_store(client.native_handle());
        require(::X509_STORE_add_cert(trusted, certificate.get()) == 1);
        client.set_verify_mode(asio::ssl::verify_peer);
    }
};

/// Both ends of a TLS session over a cable.
struct session : cable
{
    using stream_type = asio::ssl::stream<bse::serial_stream>;

    credentials who;
    stream_type server{right(), who.server};
    stream_type client{left(), who.client};

    /// Lets both ends do something that takes two, and waits for both.
    template<class Do>
    void both(Do action)
    {
        int done = 0;
        auto const handler = [&](error_code ec)
        {
            BOOST_TEST(ec == error_code());
            ++done;
        };
        action(server, asio::ssl::stream_base::server, handler);
        action(client, asio::ssl::stream_base::client, handler);
        BOOST_TEST_REQUIRE(run_until(context, [&] { return done == 2; }));
    }

    void handshake()
    {
        both([](stream_type& s, auto role, auto handler) { s.async_handshake(role, handler); });
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_layered_streams)

BOOST_AUTO_TEST_CASE(tls_shakes_hands_echoes_and_shuts_down_over_a_serial_line)
{
    session s;
    s.handshake();

    std::string const sent(20'000, 's'); // more than a record, and more than the queues hold
    std::string at_server(sent.size(), ' '), at_client(sent.size(), ' ');
    int done = 0;
    asio::async_read(s.server, asio::buffer(at_server),
        [&](error_code ec, std::size_t)
        {
            BOOST_TEST(!ec);
            asio::async_write(s.server, asio::buffer(at_server),
                [&](error_code write_ec, std::size_t)
                {
                    BOOST_TEST(!write_ec);
                    ++done;
                });
        });
    asio::async_write(s.client, asio::buffer(sent),
        [&](error_code ec, std::size_t)
        {
            BOOST_TEST(!ec);
            ++done;
        });
    asio::async_read(s.client, asio::buffer(at_client),
        [&](error_code ec, std::size_t)
        {
            BOOST_TEST(!ec);
            ++done;
        });
    BOOST_TEST_REQUIRE(run_until(s.context, [&] { return done == 3; }));
    BOOST_TEST((at_client == sent));

    s.both(
        [](session::stream_type& stream, auto, auto handler) { stream.async_shutdown(handler); });
    run_out(s.context);
}

BOOST_AUTO_TEST_CASE(what_is_on_the_wire_is_encrypted)
{
    asio::io_context context;
    credentials who;
    test::pty_pair far;
    asio::ssl::stream<bse::serial_stream> client(
        bse::serial_stream(context, far.name(), bse::serial_config{}), who.client);
    client.async_handshake(asio::ssl::stream_base::client, [](error_code) {});
    context.poll();
    BOOST_TEST(far.read_exact(1) == "\x16"); // a TLS record of the type "handshake"
    client.lowest_layer().close();
    run_out(context);
}

BOOST_AUTO_TEST_CASE(closing_the_serial_stream_ends_a_tls_read)
{
    session s;
    s.handshake();
    error_code result;
    std::array<char, 8> buffer{};
    s.client.async_read_some(
        asio::buffer(buffer), [&](error_code ec, std::size_t) { result = ec; });
    s.context.restart();
    s.context.poll();
    BOOST_TEST(!result);
    s.client.lowest_layer().close();
    BOOST_TEST_REQUIRE(run_until(s.context, [&] { return result.failed(); }));
    BOOST_TEST((result == bse::condition::aborted));
}

BOOST_AUTO_TEST_CASE(http_goes_to_and_fro_over_a_serial_line)
{
    namespace http = beast::http;
    cable c;
    auto client = c.left();
    auto server = c.right();

    http::request<http::string_body> request(http::verb::post, "/settings", 11);
    request.body() = std::string(5000, 'b');
    request.prepare_payload();
    http::request<http::string_body> received;
    http::response<http::string_body> reply(http::status::ok, 11), got;
    beast::flat_buffer server_buffer, client_buffer;
    bool done = false;
    http::async_write(client, request, [](error_code ec, std::size_t) { BOOST_TEST(!ec); });
    http::async_read(server, server_buffer, received,
        [&](error_code ec, std::size_t)
        {
            BOOST_TEST(!ec);
            reply.body() = "saved";
            reply.prepare_payload();
            http::async_write(
                server, reply, [](error_code write_ec, std::size_t) { BOOST_TEST(!write_ec); });
        });
    http::async_read(client, client_buffer, got,
        [&](error_code ec, std::size_t)
        {
            BOOST_TEST(!ec);
            done = true;
        });
    BOOST_TEST_REQUIRE(run_until(c.context, [&] { return done; }));
    BOOST_TEST(received.target() == "/settings");
    BOOST_TEST((received.body() == request.body()));
    BOOST_TEST(got.result_int() == 200u);
    BOOST_TEST(got.body() == "saved");
    run_out(c.context);
}

BOOST_AUTO_TEST_CASE(blocking_http_works_as_well)
{
    namespace http = beast::http;
    asio::io_context context;
    test::pty_pair far;
    bse::serial_stream stream(context, far.name(), bse::serial_config{});
    http::request<http::empty_body> const request(http::verb::get, "/status", 11);
    http::write(stream, request);
    std::string const expected = "GET /status HTTP/1.1\r\n\r\n";
    BOOST_TEST(far.read_exact(expected.size()) == expected);
    far.write("HTTP/1.1 204 No Content\r\n\r\n");
    beast::flat_buffer buffer;
    http::response<http::empty_body> response;
    http::read(stream, buffer, response);
    BOOST_TEST(response.result_int() == 204u);
}

BOOST_AUTO_TEST_SUITE_END()
