#include "http/edge.h"

#include <fmt/format.h>

#include <algorithm>
#include <typeinfo>

#include "http/conditional.h"
#include "http/internal_text.h"
#include "http/path.h"
#include "http/phrases.h"

namespace sas::http::detail {
namespace {

constexpr std::size_t min_compressed = 1024;
constexpr std::size_t classes = 5;  // 1xx .. 5xx

bool is_safe(Method method) {
  return method == Method::get || method == Method::head || method == Method::options;
}

std::optional<Method> parse_method(std::string_view text) {
  for (const Method m :
       {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del, Method::options})
    if (to_text(m) == text) return m;
  return std::nullopt;
}

bool has_header(const Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const auto& h) { return iequals(h.first, name); });
}

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (iequals(key, name)) return value;
  return {};
}

bool is_well_formed(const Response& response) {
  return response.status >= 200 && response.status <= 599 &&
         std::all_of(response.headers.begin(), response.headers.end(),
                     [](const auto& h) { return is_token(h.first) && !has_control(h.second); });
}

bool wants_problem(const Exchange& exchange) {
  if (exchange.route != nullptr && exchange.route->audience == Audience::api) return true;
  if (exchange.route == nullptr && (exchange.request.path == "/api" || exchange.request.path.starts_with("/api/")))
    return true;
  const std::string accept = exchange.request.header("accept");
  return accept.find("json") != std::string::npos && accept.find("text/html") == std::string::npos;
}

std::string allow_list(const std::vector<Method>& methods) {
  std::string out;
  for (const Method method : methods) out += (out.empty() ? "" : ", ") + std::string(to_text(method));
  return out;
}

std::string encode_path(std::string_view path) {
  std::string out;
  for (std::size_t at = 1; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    out += "/" + url_encode(path.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string policy_of(const ServerSettings& settings) {
  std::string forms = "'self'";
  for (const std::string& origin : settings.form_action_origins) forms += " " + origin;
  return fmt::format(
      "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action {}; object-src 'none'; img-src 'self' "
      "data:",
      forms);
}

std::string fixed_headers(const ServerSettings& settings) {
  std::string out =
      "X-Content-Type-Options: nosniff\r\n"
      "Referrer-Policy: same-origin\r\n"
      "Permissions-Policy: camera=(), geolocation=(self), microphone=(), payment=()\r\n"
      "Cross-Origin-Opener-Policy: same-origin\r\n";
  // RFC 6797 clause 7.2: never over plain HTTP.
  if (!settings.tls_certificate.empty()) out += "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";
  return out;
}

void add_vary(Response& response, std::string_view name) {
  for (auto& [key, value] : response.headers) {
    if (!iequals(key, "vary")) continue;
    value += ", " + std::string(name);
    return;
  }
  response.with("Vary", std::string(name));
}

Refusal refusal_of(Error error, std::string_view reason) {
  const int status = status_of(error.kind);
  return {status, std::move(error), reason};
}

}  // namespace

Refusal upload_refusal(Error error) {
  for (const std::string_view known : {"uploads-busy", "upload-lost", "body-too-large"})
    if (error.code == known) return refusal_of(std::move(error), known);
  // RFC 4918 clause 11.5: what was sent cannot be stored now.
  if (error.code == "upload-disk-full") return {507, std::move(error), "upload-disk-full"};
  const bool is_forged = error.kind == ErrorKind::forbidden;
  return refusal_of(std::move(error), is_forged ? "csrf" : "bad-upload");
}

Edge::Edge(const ServerSettings& settings, const ServerParts& parts)
    : parts_(parts),
      security_headers_(fixed_headers(settings)),
      content_policy_(policy_of(settings)),
      cache_(settings.compression_cache),
      histograms_((parts.router.routes().size() + 1) * classes) {
  if (!parts_.error_page) parts_.error_page = plain_error_page;
}

std::optional<Reply> Edge::admit(Exchange& exchange) {
  Request& request = exchange.request;
  exchange.trace = continue_trace(request.header("traceparent"), parts_.random);
  request.trace_id = exchange.trace.trace_id;
  auto target = parse_target(request.raw_target);
  if (!target) return refuse(exchange, refusal_of(target.error(), "bad-target"));
  request.query = std::move(target->query);
  exchange.raw_query = target->raw_query;
  const auto method = parse_method(exchange.method_text);
  Match match = parts_.router.match(method.value_or(Method::get), target->path);
  request.language = match.language;
  request.path = match.path;
  request.params = std::move(match.params);
  if (!method)
    return refuse(exchange,
                  {501, {ErrorKind::unsupported, "method-unknown", "this method is not supported", {}}, "bad-method"});
  request.method = *method;
  if (match.outcome == Outcome::moved) return redirect(exchange, match);
  if (match.outcome == Outcome::not_found)
    return finish(exchange, error_response(exchange, {ErrorKind::not_found, "not-found", "no such address", {}}, 404));
  exchange.route = match.route;
  if (match.outcome == Outcome::found) {
    // An API call is never made with a visitor's session: that is why it needs no CSRF token.
    if (match.route->audience == Audience::api)
      std::erase_if(request.headers, [](const auto& h) { return iequals(h.first, "cookie"); });
    return std::nullopt;
  }
  Response response;
  response.status = 204;
  if (*method != Method::options)
    response = error_response(
        exchange, {ErrorKind::invalid, "method-not-allowed", "the address does not take this method", {}}, 405);
  response.with("Allow", allow_list(match.allowed));
  return finish(exchange, std::move(response));
}

Reply Edge::redirect(Exchange& exchange, const Match& match) {
  Response response;
  response.status = 308;
  std::string location = encode_path(match.path);
  if (!exchange.raw_query.empty()) location += "?" + std::string(exchange.raw_query);
  response.with("Location", std::move(location));
  return finish(exchange, std::move(response));
}

Reply Edge::handle(Exchange& exchange) {
  if (exchange.request.deadline.passed())
    return refuse(exchange,
                  {503, {ErrorKind::unavailable, "too-busy", "waited too long for a worker", {}}, "queue-deadline"});
  return reply_to(exchange, run(exchange));
}

Reply Edge::reply_to(Exchange& exchange, Response response) {
  if (!response.later) return finish(exchange, std::move(response));
  Reply reply;
  reply.later = std::move(response.later);
  return reply;
}

void Edge::ask_later(const Exchange& exchange, const Reply& reply, Answer answer) {
  try {
    reply.later(std::move(answer));
  } catch (const std::exception& e) {
    parts_.logger.error(
        "answer-failed",
        {{"route", exchange.route->pattern}, {"trace", exchange.trace.trace_id}, {"exception", typeid(e).name()}});
  }
}

Reply Edge::complete(Exchange& exchange, std::optional<Response> response) {
  if (!response)
    return refuse(exchange,
                  {503, {ErrorKind::unavailable, "too-busy", "the answer took too long", {}}, "answer-deadline"});
  if (response->status != 500 && is_well_formed(*response) && !response->later)
    return finish(exchange, std::move(*response));
  parts_.logger.error("answer-failed", {{"route", exchange.route->pattern}, {"trace", exchange.trace.trace_id}});
  return finish(exchange, error_response(exchange, {ErrorKind::internal, "internal", "", {}}, 500));
}

Response Edge::run(Exchange& exchange) {
  return attempt(exchange, [&] {
    if (exchange.route->audience == Audience::page && !is_safe(exchange.request.method)) {
      auto allowed = check_origin(exchange.request);
      if (allowed && parts_.csrf) allowed = parts_.csrf(exchange.request);
      if (!allowed) return forged(exchange, allowed.error());
    }
    return exchange.route->handler(exchange.request);
  });
}

Response Edge::forged(const Exchange& exchange, const Error& error) {
  count_refused("csrf");
  return error_response(exchange, error, 403);
}

// What a handler answers, or what is said when it fails or answers what cannot be sent.
Response Edge::attempt(const Exchange& exchange, const std::function<Response()>& work) {
  const Route& route = *exchange.route;
  try {
    Response response = work();
    if (response.later || is_well_formed(response)) return response;
    parts_.logger.error("response-malformed", {{"route", route.pattern}, {"trace", exchange.trace.trace_id}});
  } catch (const std::exception& e) {
    // what() may quote a visitor's input; the type cannot.
    parts_.logger.error(
        "handler-failed",
        {{"route", route.pattern}, {"trace", exchange.trace.trace_id}, {"exception", typeid(e).name()}});
  } catch (...) {
    parts_.logger.error("handler-failed",
                        {{"route", route.pattern}, {"trace", exchange.trace.trace_id}, {"exception", "unknown"}});
  }
  return error_response(exchange, {ErrorKind::internal, "internal", "", {}}, 500);
}

std::variant<Admission, Reply> Edge::admit_upload(Exchange& exchange, std::uint64_t expected) {
  Response granted = attempt(exchange, [&] {
    if (exchange.route->audience == Audience::page)
      if (auto allowed = check_origin(exchange.request); !allowed) return forged(exchange, allowed.error());
    return exchange.route->handler(exchange.request);
  });
  if (!granted.receive) return finish(exchange, std::move(granted));
  auto place = exchange.route->spool->enter(expected);
  if (!place) return refuse(exchange, upload_refusal(std::move(place).error()));
  return Admission{std::move(granted), std::move(*place)};
}

Result<Done> Edge::check_upload(const Exchange& exchange) const {
  if (exchange.route->audience != Audience::page || !parts_.csrf) return Done{};
  return parts_.csrf(exchange.request);
}

std::optional<Reply> Edge::before_files(Exchange& exchange, const Response& granted) {
  if (!granted.before_files) return std::nullopt;
  bool is_wanted = false;
  Response instead = attempt(exchange, [&] {
    auto said = granted.before_files(exchange.request);
    is_wanted = !said;
    return std::move(said).value_or(Response{});
  });
  if (is_wanted) return std::nullopt;
  return finish(exchange, std::move(instead));
}

Reply Edge::receive(Exchange& exchange, const Response& granted) {
  Response response = attempt(exchange, [&] { return granted.receive(exchange.request); });
  response.headers.insert(response.headers.end(), granted.headers.begin(), granted.headers.end());
  return reply_to(exchange, std::move(response));
}

Response Edge::error_response(const Exchange& exchange, const Error& error, int status) {
  Response response;
  try {
    response = wants_problem(exchange) ? problem(error, exchange.request) : parts_.error_page(error, exchange.request);
  } catch (const std::exception& e) {
    parts_.logger.error("error-page-failed", {{"exception", typeid(e).name()}, {"trace", exchange.trace.trace_id}});
    response = plain_error_page(error, exchange.request);
  }
  if (response.status != status && header_of(response, "content-type") == "application/problem+json")
    response.body = with_status(response.body, status);
  response.status = status;
  return response;
}

Reply Edge::refuse(Exchange& exchange, Refusal refusal) {
  count_refused(refusal.reason);
  if (exchange.trace.trace_id.empty()) {
    exchange.trace = continue_trace({}, parts_.random);
    exchange.request.trace_id = exchange.trace.trace_id;
  }
  // Without a route only the beginning of the target says which language the visitor reads.
  const std::string_view target = exchange.request.raw_target;
  if (exchange.route == nullptr && (target == "/en" || target.starts_with("/en/") || target.starts_with("/en?")))
    exchange.request.language = Language::en;
  Response response = error_response(exchange, refusal.error, refusal.status);
  if (refusal.status == 503) response.with("Retry-After", "2");
  return finish(exchange, std::move(response));
}

void Edge::count_refused(std::string_view reason) {
  parts_.metrics
      .counter("http_refused_total", "Requests and connections that did not reach a handler.",
               {{"reason", std::string(reason)}})
      .add();
}

std::optional<ServerEvent> Edge::next_event(const Reply& reply, const Deadline& deadline) {
  try {
    return reply.events(deadline);
  } catch (const std::exception& e) {
    parts_.logger.error("event-stream-failed", {{"exception", typeid(e).name()}});
    return std::nullopt;
  }
}

void Edge::apply_rules(const Exchange& exchange, Response& response) const {
  const bool asset = exchange.route != nullptr && exchange.route->audience == Audience::asset;
  if (!has_header(response, "cache-control") && response.status != 304 && (!asset || response.status >= 400))
    response.with("Cache-Control", "no-store");
  if (!has_header(response, "content-security-policy")) response.with("Content-Security-Policy", content_policy_);
  if (response.events) {
    if (!has_header(response, "content-type")) response.with("Content-Type", "text/event-stream");
    response.with("X-Accel-Buffering", "no");
    response.body.clear();
  }
}

void Edge::encode_body(const Exchange& exchange, Response& response) {
  if (response.file.file || response.body.size() <= min_compressed || response.events ||
      has_header(response, "content-encoding"))
    return;
  if (!is_compressible(header_of(response, "content-type"))) return;
  add_vary(response, "Accept-Encoding");
  const Encoding encoding = choose_encoding(exchange.request.header("accept-encoding"));
  if (encoding == Encoding::identity) return;
  const std::string tag = header_of(response, "etag");
  const bool keep = !tag.empty() && header_of(response, "cache-control").find("no-store") == std::string::npos &&
                    header_of(response, "cache-control").find("private") == std::string::npos;
  response.body = keep ? cache_.get(tag, response.body, encoding) : compress(response.body, encoding, Effort::fast);
  response.with("Content-Encoding", encoding == Encoding::br ? "br" : "gzip");
}

Reply Edge::finish(Exchange& exchange, Response response) {
  const Request& request = exchange.request;
  const bool reading = request.method == Method::get || request.method == Method::head;
  if (reading && response.status == 200 && has_header(response, "etag") &&
      matches_etag(request, header_of(response, "etag"))) {
    response.status = 304;
    response.body.clear();
    response.file = {};
    std::erase_if(response.headers, [](const auto& h) { return iequals(h.first, "content-type"); });
    add_vary(response, "Accept-Encoding");
  }
  apply_rules(exchange, response);
  encode_body(exchange, response);

  Reply reply;
  reply.status = response.status;
  reply.head.reserve(768);
  reply.head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
  for (const auto& [name, value] : response.headers) {
    // The server alone says how the message is framed.
    if (iequals(name, "content-length") || iequals(name, "transfer-encoding") || iequals(name, "connection")) continue;
    reply.head.append(name).append(": ").append(value).append("\r\n");
  }
  reply.head += security_headers_;
  reply.head.append("traceparent: ").append(exchange.trace.header()).append("\r\n");
  // RFC 9110 clause 8.6: no Content-Length in 204 and 304.
  if (!response.events && response.status != 204 && response.status != 304)
    reply.head +=
        fmt::format("Content-Length: {}\r\n", response.file.file ? response.file.length : response.body.size());
  if (request.method != Method::head && response.status != 204 && response.status != 304) {
    reply.body = response.file.file ? std::string() : std::move(response.body);
    reply.file = std::move(response.file);
  }
  if (request.method != Method::head) reply.events = std::move(response.events);
  record(exchange, reply.status, reply.file.file ? reply.file.length : reply.body.size());
  return reply;
}

Histogram& Edge::histogram_for(const Exchange& exchange, int status) {
  const auto& routes = parts_.router.routes();
  const std::size_t route =
      exchange.route == nullptr ? routes.size() : static_cast<std::size_t>(exchange.route - routes.data());
  auto& slot = histograms_[route * classes + static_cast<std::size_t>(status / 100 - 1)];
  if (Histogram* known = slot.load(std::memory_order_acquire)) return *known;
  const Labels labels{{"route", exchange.route == nullptr ? "-" : exchange.route->pattern},
                      {"method", exchange.route == nullptr ? "-" : std::string(to_text(exchange.route->method))},
                      {"status", fmt::format("{}xx", status / 100)}};
  Histogram& made =
      parts_.metrics.histogram("http_request_duration_seconds", "From the end of the header to the answer.", labels);
  slot.store(&made, std::memory_order_release);
  return made;
}

void Edge::record(const Exchange& exchange, int status, std::size_t bytes) {
  const auto took = std::chrono::steady_clock::now() - exchange.begun;
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  histogram_for(exchange, status).observe(static_cast<double>(micros) / 1e6);
  // Only the pattern: a path or query may hold what a visitor typed.
  parts_.logger.info("request", {{"method", to_text(exchange.request.method)},
                                 {"route", exchange.route == nullptr ? std::string_view("-")
                                                                     : std::string_view(exchange.route->pattern)},
                                 {"status", static_cast<std::int64_t>(status)},
                                 {"duration_us", static_cast<std::int64_t>(micros)},
                                 {"bytes", static_cast<std::int64_t>(bytes)},
                                 {"trace", exchange.trace.trace_id}});
}

}  // namespace sas::http::detail
