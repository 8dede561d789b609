#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/text.h"

/// What a handler sees of HTTP. Nothing here knows the network library.
namespace sas::http {

enum class Method { get, head, post, put, patch, del, options };
[[nodiscard]] std::string_view to_text(Method method);

/// The moment by which an answer must have left; passed down instead of loose time-outs.
struct Deadline {
  std::chrono::steady_clock::time_point at;
  [[nodiscard]] bool passed() const { return std::chrono::steady_clock::now() >= at; }
};

class SpooledFile;

/// An uploaded file of a multipart form. `content` was received within the limit of the route; the type is what the
/// browser claims. On a route with a spool the content is in `file` and nowhere else.
struct Upload {
  std::string field;
  std::string filename;  ///< last path part only, controls removed; empty of a body that is no form
  std::string claimed_type;
  std::string content;
  std::shared_ptr<SpooledFile> file{};  ///< see spool.h
};

/// Fields of a query or a form, in order, names may repeat.
class Fields {
 public:
  Fields() = default;
  explicit Fields(std::vector<std::pair<std::string, std::string>> items) : items_(std::move(items)) {}
  /// First value, or empty.
  [[nodiscard]] std::string get(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& items() const { return items_; }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

struct Request {
  Method method = Method::get;
  std::string path;                           ///< decoded, without "/en" when the route is a page; starts with '/'
  std::string raw_target;                     ///< as received
  Language language = Language::nl;           ///< from the "/en" prefix of page routes
  std::map<std::string, std::string> params;  ///< `{slug}` and the like of the route's pattern, decoded
  Fields query;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;           ///< complete, within the route's limit
  std::vector<Upload> files;  ///< of a route with a spool; what else came with them is in `body`
  std::string trace_id;       ///< 32 hexadecimal digits (W3C trace context)
  Deadline deadline{};
  /// Tells clients apart for limits: see client_address.h. Bytes, not text; never to be logged, stored or shown.
  std::string client;
  bool from_loopback = false;  ///< asked on this machine itself, not handed on by a proxy

  /// Value of a header, or empty; names compare without case.
  [[nodiscard]] std::string header(std::string_view name) const;
  /// Value of a cookie, or empty.
  [[nodiscard]] std::string cookie(std::string_view name) const;
  /// The parameter of the path; throws std::out_of_range when the pattern has none of that name.
  [[nodiscard]] const std::string& param(const std::string& name) const { return params.at(name); }
  /// "/en" or "": put before every link to a page.
  [[nodiscard]] std::string_view prefix() const { return language == Language::en ? "/en" : ""; }
};

/// What a form post holds.
struct Form {
  Fields fields;
  std::vector<Upload> uploads;
};

/// Reads application/x-www-form-urlencoded or multipart/form-data; refuses text that is not UTF-8 (`form-encoding`),
/// broken bodies
/// (`form-broken`), more than 500 fields (`form-too-many-fields`) and other media types (`form-media-type`). Files in
/// the spool are among the uploads.
[[nodiscard]] Result<Form> read_form(const Request& request);

/// Writes one event of a Server-Sent Events stream.
struct ServerEvent {
  std::string id;
  std::string name;
  std::string data;
};

class OpenFile;

/// Bytes of a file; see file_body.h.
struct FileBody {
  std::shared_ptr<const OpenFile> file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

struct Response;

/// Where an answer is given that comes later. Copies share one answer; the first that is given counts. When the last
/// copy goes without an answer the request is answered with 500, so that nobody waits for ever. Thread-safe.
class Answer {
 public:
  using Give = std::function<void(Response)>;
  /// `give` is called once, by whoever answers, on that thread.
  explicit Answer(Give give);
  /// Hands over and returns at once.
  void operator()(Response response) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// When set, the body is a stream of Server-Sent Events: called again and again (on the pool) until it returns none.
  std::function<std::optional<ServerEvent>(const Deadline&)> events;
  /// When it has a file, that is the body, sent as it is (never compressed here).
  FileBody file{};
  /// When set, the answer is not here yet and nothing else of this counts: called once, on the pool, and must not
  /// block; whoever has the answer gives it, from any thread, by the deadline of the request (later it is 503). So no
  /// worker is held while a value becomes durable. What is given must not come later itself.
  std::function<void(Answer)> later;
  /// On a route with a spool, the answer to a header whose body may come: called on the pool with the whole request
  /// once its files are in the spool, and what it answers goes out with the headers of this. Who somebody is and what
  /// he may do was settled before: an upload may take longer than a session.
  std::function<Response(const Request&)> receive;
  /// Beside `receive`, may be empty: asked once, on the pool, before the first byte of a file is on the disk; then the
  /// fields that came before the file are in the body. What it answers is given at once and nothing more is read; none:
  /// the file may come. A body without files is asked about when it is whole.
  std::function<std::optional<Response>(const Request&)> before_files;

  Response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

/// For who calls a handler without a server, such as a test: the response, waited for when it comes later.
[[nodiscard]] Response settled(Response response);

[[nodiscard]] Response html_response(std::string markup, int status = 200);
[[nodiscard]] Response json_response(std::string body, int status = 200);
[[nodiscard]] Response csv_response(std::string body, std::string_view filename);
/// 303: the browser fetches `location` with GET.
[[nodiscard]] Response see_other(std::string location);
/// application/problem+json (RFC 9457) with type, title, status, detail, instance (the trace id), code and
/// invalidParams. The one place where ErrorKind becomes a status.
[[nodiscard]] Response problem(const Error& error, const Request& request);
[[nodiscard]] int status_of(ErrorKind kind);

struct CookieOptions {
  std::chrono::seconds max_age{0};  ///< 0: until the browser closes
  std::string path = "/";
  bool secure = false;
};
/// A Set-Cookie value that is always HttpOnly and SameSite=Lax.
[[nodiscard]] std::string set_cookie(std::string_view name, std::string_view value, const CookieOptions& options);

}  // namespace sas::http
