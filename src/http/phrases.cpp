#include "http/phrases.h"

#include <fmt/format.h>

#include "base/json.h"

namespace sas::http::detail {

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

std::string with_status(std::string_view problem_json, int status) {
  auto parsed = json::parse(problem_json);
  if (!parsed || !parsed->is_object()) return std::string(problem_json);
  parsed->as_object()["status"] = status;
  parsed->as_object()["title"] = reason_phrase(status);
  return json::write(*parsed);
}

Response plain_error_page(const Error& error, const Request& request) {
  const bool dutch = request.language == Language::nl;
  const bool ours = error.kind == ErrorKind::unavailable || error.kind == ErrorKind::internal;
  std::string_view title = dutch ? "Dit kunnen wij niet verwerken" : "We cannot process this";
  std::string_view advice = dutch ? "Ga terug en probeer het opnieuw." : "Go back and try again.";
  if (error.kind == ErrorKind::not_found) {
    title = dutch ? "Deze pagina bestaat niet" : "This page does not exist";
    advice = dutch ? "Ga naar de startpagina om verder te zoeken." : "Go to the home page to search.";
  } else if (ours) {
    title = dutch ? "Er ging iets mis bij ons" : "Something went wrong on our side";
    advice = dutch ? "Probeer het over een paar minuten opnieuw." : "Try again in a few minutes.";
  }
  return html_response(
      fmt::format(
          "<!doctype html><html lang=\"{0}\"><head><meta charset=\"utf-8\"><title>{1}</title></head><body><main>"
          "<h1>{1}</h1><p>{2}</p><p><a href=\"{3}\">{4}</a></p></main></body></html>",
          dutch ? "nl" : "en", title, advice, dutch ? "/" : "/en", dutch ? "Startpagina" : "Home page"),
      status_of(error.kind));
}

}  // namespace sas::http::detail
