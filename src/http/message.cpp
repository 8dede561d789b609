#include "http/message.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/json.h"
#include "http/internal_text.h"

namespace sas::http {
namespace {

struct Kind {
  ErrorKind kind;
  int status;
  std::string_view title;  // RFC 9457 clause 4.2.1: with about:blank the title is the status phrase
};

constexpr Kind kinds[] = {
    {ErrorKind::invalid, 400, "Bad Request"},
    {ErrorKind::unauthenticated, 401, "Unauthorized"},
    {ErrorKind::forbidden, 403, "Forbidden"},
    {ErrorKind::not_found, 404, "Not Found"},
    {ErrorKind::conflict, 409, "Conflict"},
    {ErrorKind::gone, 410, "Gone"},
    {ErrorKind::too_large, 413, "Content Too Large"},
    {ErrorKind::unsupported, 415, "Unsupported Media Type"},
    {ErrorKind::too_many, 429, "Too Many Requests"},
    {ErrorKind::unavailable, 503, "Service Unavailable"},
    {ErrorKind::internal, 500, "Internal Server Error"},
};

const Kind& describe(ErrorKind kind) {
  for (const Kind& k : kinds)
    if (k.kind == kind) return k;
  return kinds[std::size(kinds) - 1];
}

std::string spaced(std::string_view code) {
  std::string out{code};
  for (char& c : out)
    if (c == '-') c = ' ';
  return out;
}

// Cookie-octet of RFC 6265 clause 4.1.1.
bool is_cookie_value(std::string_view text) {
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (u <= 0x20 || u >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\') return false;
  }
  return true;
}

std::string ascii_filename(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto u = static_cast<unsigned char>(c);
    const bool plain = u > 0x20 && u < 0x7f && c != '"' && c != '\\' && c != '/' && c != '%';
    out += plain ? c : '_';
  }
  return out;
}

}  // namespace

std::string_view to_text(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
  }
  return "GET";
}

std::string Fields::get(std::string_view name) const {
  for (const auto& [key, value] : items_)
    if (key == name) return value;
  return {};
}

bool Fields::has(std::string_view name) const {
  for (const auto& item : items_)
    if (item.first == name) return true;
  return false;
}

std::vector<std::string> Fields::all(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : items_)
    if (key == name) out.push_back(value);
  return out;
}

std::string Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (detail::iequals(key, name)) return value;
  return {};
}

std::string Request::cookie(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (!detail::iequals(key, "cookie")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::string_view item = detail::trim_ows(rest.substr(0, rest.find(';')));
      rest.remove_prefix(
          std::min(rest.size(), rest.find(';') == std::string_view::npos ? rest.size() : rest.find(';') + 1));
      const std::size_t equals = item.find('=');
      if (equals == std::string_view::npos || item.substr(0, equals) != name) continue;
      std::string_view found = item.substr(equals + 1);
      if (found.size() >= 2 && found.front() == '"' && found.back() == '"') found = found.substr(1, found.size() - 2);
      return std::string(found);
    }
  }
  return {};
}

Response html_response(std::string markup, int status) {
  Response response;
  response.status = status;
  response.body = std::move(markup);
  response.with("Content-Type", "text/html; charset=utf-8");
  return response;
}

Response json_response(std::string body, int status) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  response.with("Content-Type", "application/json");
  return response;
}

Response csv_response(std::string body, std::string_view filename) {
  Response response;
  response.body = std::move(body);
  response.with("Content-Type", "text/csv; charset=utf-8");
  // RFC 6266 clause 4.3: the plain name for old readers, the encoded one for the others.
  response.with("Content-Disposition", fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}",
                                                   ascii_filename(filename), url_encode(filename)));
  return response;
}

Response see_other(std::string location) {
  Response response;
  response.status = 303;
  response.with("Location", std::move(location));
  return response;
}

int status_of(ErrorKind kind) {
  return describe(kind).status;
}

Response problem(const Error& error, const Request& request) {
  const Kind& kind = describe(error.kind);
  json::Object body;
  body["type"] = "about:blank";
  body["title"] = kind.title;
  body["status"] = kind.status;
  // What went wrong inside is for the log, not for a stranger.
  body["detail"] = error.kind == ErrorKind::internal || error.detail.empty() ? spaced(error.code) : error.detail;
  body["instance"] = request.trace_id;
  body["code"] = error.code;
  if (!error.fields.empty()) {
    json::Array fields;
    for (const FieldError& field : error.fields) {
      json::Object item;
      item["name"] = field.field;
      item["code"] = field.code;
      item["reason"] = spaced(field.code);
      fields.push_back(std::move(item));
    }
    body["invalidParams"] = std::move(fields);
  }
  Response response;
  response.status = kind.status;
  response.body = json::write(body);
  response.with("Content-Type", "application/problem+json");
  return response;
}

std::string set_cookie(std::string_view name, std::string_view value, const CookieOptions& options) {
  if (!detail::is_token(name) || !is_cookie_value(value))
    throw std::invalid_argument("set_cookie: not a cookie name or value");
  if (detail::has_control(options.path) || options.path.find(';') != std::string::npos)
    throw std::invalid_argument("set_cookie: not a path");
  std::string out = fmt::format("{}={}; Path={}; HttpOnly; SameSite=Lax", name, value, options.path);
  // A negative age removes the cookie (RFC 6265 clause 5.2.2).
  if (options.max_age.count() != 0) out += fmt::format("; Max-Age={}", options.max_age.count());
  if (options.secure) out += "; Secure";
  return out;
}

}  // namespace sas::http
