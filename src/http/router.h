#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace sas::http {

class Spool;

/// Runs on the bounded pool; may block on the store. Throwing is answered with 500 and logged without personal data.
using Handler = std::function<Response(const Request&)>;

/// What people see (pages, both languages) or what programs see (api: errors are problem+json, no CSRF token but no
/// cookies either).
enum class Audience { page, api, asset };

enum class FieldType { text, date, instant, integer, number, boolean, list };

/// A property of a row that an address answers with, or a query parameter it takes, for OpenAPI.
struct Field {
  std::string name;
  FieldType type = FieldType::text;
  std::string meaning;  ///< in English, with the unit
  enum class Value { always, may_be_null, may_be_absent } value = Value::always;
};

/// A line of the one route table: it feeds the router, /openapi.json, the metric names and the limits.
struct Route {
  Method method = Method::get;
  /// "/producten/{slug}"; a parameter is one path segment, or part of it: "/{slug}.json". At the end "{rest...}" takes
  /// one or more segments with the slashes between them.
  std::string pattern;
  Audience audience = Audience::page;
  Handler handler;
  std::string summary;               ///< for OpenAPI, in English
  std::size_t max_body = 64 * 1024;  ///< bytes; beyond it 413
  std::string response_type = {};    ///< media type for OpenAPI; empty: by audience
  std::vector<Field> rows = {};      ///< for OpenAPI: the answer is a list of objects with these properties
  std::vector<Field> query = {};     ///< for OpenAPI: what may stand behind the question mark
  /// When set, files in the body go to the disk while they arrive (spool.h), and `max_body` is the limit of what is no
  /// file. The handler is called with the header alone, after the origin check: it says who may send and answers with
  /// `Response::receive`, or with a refusal, and then nothing of the body is kept. The token against forged posts must
  /// come in a field before the first file, or in its header.
  std::shared_ptr<Spool> spool = {};
};

/// `moved`: the address exists without its trailing slash; `Match::path` is where to go, language prefix included.
enum class Outcome { found, not_found, wrong_method, moved };

struct Match {
  Outcome outcome = Outcome::not_found;
  const Route* route = nullptr;
  std::map<std::string, std::string> params;
  Language language = Language::nl;
  std::string path;             ///< without the language prefix
  std::vector<Method> allowed;  ///< for 405
};

/// Immutable after start; then thread-safe.
class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  /// Throws std::logic_error when the pattern is taken for that method: two rooms claim one address.
  /// Of two patterns that fit, fixed text goes before "{slug}.json", that before "{slug}", and that before
  /// "{rest...}".
  void add(Route route);
  /// `path` is decoded and starts with '/'. Page routes answer with and without "/en"; GET routes answer HEAD as well.
  [[nodiscard]] Match match(Method method, std::string_view path) const;
  [[nodiscard]] const std::vector<Route>& routes() const;
  /// OpenAPI 3.0 of the api routes and the public JSON and CSV twins.
  [[nodiscard]] std::string openapi(std::string_view title, std::string_view version) const;

 private:
  struct Table;
  std::unique_ptr<Table> table_;
};

}  // namespace sas::http
