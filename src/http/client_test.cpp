#include "http/client.h"

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>

#include "http/test_http.h"

using namespace sas;
using namespace sas::http;
using namespace sas::http::testing;

namespace {

// A certificate of "localhost" that signs itself, in files that go away with the object.
class Certificate {
 public:
  Certificate() {
    std::string name = (std::filesystem::temp_directory_path() / "sas-http-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    folder_ = name;
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(certificate, subject);
    X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(certificate, names, -1);
    X509_sign(certificate, key, EVP_sha256());
    std::FILE* file = std::fopen(path("cert.pem").c_str(), "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
    file = std::fopen(path("key.pem").c_str(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_EXTENSION_free(names);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  ~Certificate() { std::filesystem::remove_all(folder_); }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
  [[nodiscard]] std::string path(const std::string& file) const { return (folder_ / file).string(); }

 private:
  std::filesystem::path folder_;
};

ClientRequest request_to(std::uint16_t port, const std::string& path, const std::string& scheme = "http") {
  ClientRequest request;
  request.url = scheme + "://localhost:" + std::to_string(port) + path;
  return request;
}

}  // namespace

TEST_CASE("the client gets, posts and sends its headers") {
  TestServer t;
  t.text("/api/get", "hallo", Audience::api);
  t.add(Method::post, "/api/echo", Audience::api,
        [](const Request& r) { return json_response(r.header("x-key") + ":" + r.body, 201); });
  t.add(Method::put, "/api/echo", Audience::api, [](const Request& r) { return json_response("put " + r.body); });
  t.add(Method::del, "/api/echo", Audience::api, [](const Request&) { return json_response("gone"); });
  const auto port = t.start();
  const auto client = network_client();
  const auto got = client->send(request_to(port, "/api/get"));
  REQUIRE(got);
  CHECK(got->status == 200);
  CHECK(got->body == "hallo");
  CHECK(got->header("CONTENT-TYPE") == "text/html; charset=utf-8");
  ClientRequest request = request_to(port, "/api/echo");
  request.method = Method::post;
  request.headers = {{"X-Key", "k"}, {"Content-Type", "application/json"}};
  request.body = std::string("{\0}", 3);
  const auto posted = client->send(request);
  REQUIRE(posted);
  CHECK(posted->status == 201);
  CHECK(posted->body == std::string("k:{\0}", 5));
  request.method = Method::put;
  CHECK(client->send(request)->body == std::string("put {\0}", 7));
  request.method = Method::del;
  CHECK(client->send(request)->body == "gone");
  CHECK(client->send(request_to(port, "/api/none"))->status == 404);
  request.headers = {{"X-Key", "a\r\nB: c"}};
  CHECK_THROWS(static_cast<void>(client->send(request)));
}

TEST_CASE("the client keeps to its limits") {
  TestServer t;
  Gate gate;
  t.text("/api/large", std::string(5000, 'a'), Audience::api);
  t.add(Method::get, "/api/slow", Audience::api, [&](const Request&) {
    gate.wait();
    return json_response("{}");
  });
  t.add(Method::get, "/api/moved", Audience::api, [](const Request&) { return see_other("/api/large"); });
  const auto port = t.start();
  const auto client = network_client();
  const auto code = [&](const ClientRequest& request) {
    const auto result = client->send(request);
    return result ? "status " + std::to_string(result->status) : result.error().code;
  };
  ClientRequest large = request_to(port, "/api/large");
  large.max_response = 4999;
  CHECK(code(large) == "http-too-large");
  large.max_response = 5000;
  CHECK(code(large) == "status 200");
  ClientRequest moved = request_to(port, "/api/moved");
  CHECK(code(moved) == "status 303");
  moved.max_redirects = 1;
  CHECK(code(moved) == "status 200");
  ClientRequest slow = request_to(port, "/api/slow");
  slow.timeout = std::chrono::milliseconds{50};
  CHECK(code(slow) == "http-timeout");
  slow.timeout = std::chrono::seconds{10};
  slow.deadline = Deadline{std::chrono::steady_clock::now() + std::chrono::milliseconds{50}};
  CHECK(code(slow) == "http-timeout");
  slow.deadline = Deadline{std::chrono::steady_clock::now()};
  CHECK(code(slow) == "http-timeout");
  gate.open();
  ClientRequest file = large;
  file.url = "file:///etc/passwd";
  CHECK(code(file) == "http-url");
  t.server->stop();
  CHECK(code(large) == "http-unreachable");
}

TEST_CASE("TLS is spoken, and only believed when the authority is known") {
  const Certificate certificate;
  TestServer t;
  t.settings.tls_certificate = certificate.path("cert.pem");
  t.settings.tls_key = certificate.path("key.pem");
  t.settings.header_timeout = std::chrono::seconds{2};  // a handshake on a busy machine takes its time
  t.add(Method::post, "/api/echo", Audience::api,
        [](const Request& r) { return json_response(std::to_string(r.body.size())); });
  t.router.add({Method::get,
                "/api/large",
                Audience::api,
                [](const Request&) { return html_response(std::string(900'000, 'a')); },
                "",
                64,
                {}});
  const auto port = t.start();
  ClientSettings settings;
  settings.connect_timeout = std::chrono::seconds{30};
  const auto doubting = network_client(settings);
  settings.ca_file = certificate.path("cert.pem");
  const auto trusting = network_client(settings);
  ClientRequest request = request_to(port, "/api/echo", "https");
  request.method = Method::post;
  request.body = std::string(60'000, 'a');
  for (int i = 0; i < 3; ++i) {
    const auto answer = trusting->send(request);
    REQUIRE(answer);
    CHECK(answer->body == "60000");
    CHECK(answer->header("strict-transport-security") == "max-age=31536000; includeSubDomains");
  }
  CHECK(trusting->send(request_to(port, "/api/large", "https"))->body.size() == 900'000);
  CHECK(doubting->send(request).error().code == "http-tls");
  request.url = "https://127.0.0.1:" + std::to_string(port) + "/api/echo";  // another name than the certificate's
  CHECK(trusting->send(request).error().code == "http-tls");
  RawClient plain(port);
  plain.send(get("/api/echo"));
  CHECK(!holds(plain.rest(), "HTTP/1.1 200"));
  RawClient silent(port);
  CHECK(silent.rest().empty());
  t.server->stop();
}

TEST_CASE("a missing TLS file is an error at the start") {
  TestServer t;
  t.settings.tls_certificate = "/nonexistent/cert.pem";
  t.settings.tls_key = "/nonexistent/key.pem";
  CHECK_THROWS_AS(t.start(), std::system_error);
}
