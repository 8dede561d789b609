#include "http/router.h"

#include <algorithm>
#include <span>
#include <stdexcept>

#include "http/internal_text.h"

namespace sas::http {
namespace {

using Segments = std::vector<std::string_view>;

// "/" has no segments; "/a/b" has two. A trailing slash or "//" gives an empty segment, which matches nothing.
Segments split_path(std::string_view path) {
  Segments out;
  if (path.size() <= 1) return out;
  for (std::size_t at = 1; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    out.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// A segment of a pattern: fixed text, or a parameter with optional fixed text around it.
struct Piece {
  std::string prefix;  // all of it when there is no parameter
  std::string name;
  std::string suffix;
  bool is_fixed = true;
  bool is_rest = false;  // "{rest...}": this segment and all that follow

  [[nodiscard]] std::size_t fixed_size() const { return prefix.size() + suffix.size(); }
  [[nodiscard]] bool same_shape(const Piece& other) const {
    return is_fixed == other.is_fixed && is_rest == other.is_rest && prefix == other.prefix && suffix == other.suffix;
  }
  [[nodiscard]] bool fits(std::string_view segment) const {
    if (is_fixed) return segment == prefix;
    return segment.size() > fixed_size() && segment.starts_with(prefix) && segment.ends_with(suffix);
  }
};

Piece parse_piece(std::string_view segment, const std::string& pattern) {
  const std::size_t open = segment.find('{'), close = segment.find('}');
  const auto bad = [&] { return std::logic_error("route pattern is malformed: " + pattern); };
  if (open == std::string_view::npos) {
    if (close != std::string_view::npos || segment.empty()) throw bad();
    return Piece{std::string(segment), {}, {}, true};
  }
  if (close == std::string_view::npos || close <= open + 1) throw bad();
  if (segment.find_first_of("{}", close + 1) != std::string_view::npos) throw bad();
  Piece piece{std::string(segment.substr(0, open)), std::string(segment.substr(open + 1, close - open - 1)),
              std::string(segment.substr(close + 1)), false};
  if (piece.name.ends_with("...")) {
    piece.name.resize(piece.name.size() - 3);
    piece.is_rest = true;
    if (piece.name.empty() || piece.fixed_size() > 0) throw bad();
  }
  return piece;
}

std::vector<Piece> parse_pattern(const std::string& pattern) {
  if (!pattern.starts_with('/') || (pattern.size() > 1 && pattern.ends_with('/')))
    throw std::logic_error("route pattern must start with '/' and not end with it: " + pattern);
  std::vector<Piece> out;
  for (const auto segment : split_path(pattern)) {
    if (!out.empty() && out.back().is_rest)
      throw std::logic_error("route pattern goes on after what takes the rest: " + pattern);
    out.push_back(parse_piece(segment, pattern));
  }
  return out;
}

struct Node {
  Piece piece;
  std::vector<std::unique_ptr<Node>> children;  // the most specific first
  std::vector<std::size_t> routes;              // indices in the table
};

bool more_specific(const std::unique_ptr<Node>& a, const std::unique_ptr<Node>& b) {
  if (a->piece.is_fixed != b->piece.is_fixed) return a->piece.is_fixed;
  if (a->piece.is_rest != b->piece.is_rest) return b->piece.is_rest;
  return a->piece.fixed_size() > b->piece.fixed_size();
}

Node& child_for(Node& node, const Piece& piece) {
  for (auto& child : node.children)
    if (child->piece.same_shape(piece)) return *child;
  auto& child = node.children.emplace_back(std::make_unique<Node>());
  child->piece = piece;
  Node& made = *child;
  std::stable_sort(node.children.begin(), node.children.end(), more_specific);
  return made;
}

bool under_english(std::string_view path) {
  return path == "/en" || path.starts_with("/en/");
}

bool serves(const Route& route, Method method) {
  return route.method == method || (method == Method::head && route.method == Method::get);
}

}  // namespace

struct Router::Table {
  std::vector<Route> routes;
  Node root;

  // Pages exist in both languages; the other audiences only at their own address.
  [[nodiscard]] bool answers(const Node& node, Language language) const {
    return std::any_of(node.routes.begin(), node.routes.end(),
                       [&](std::size_t i) { return language == Language::nl || routes[i].audience == Audience::page; });
  }

  [[nodiscard]] const Node* find(const Node& node, std::span<const std::string_view> rest, Language language) const {
    if (rest.empty()) return answers(node, language) ? &node : nullptr;
    for (const auto& child : node.children) {
      if (child->piece.is_rest) {
        const bool whole = std::none_of(rest.begin(), rest.end(), [](std::string_view s) { return s.empty(); });
        if (whole && answers(*child, language)) return child.get();
        continue;
      }
      if (!child->piece.fits(rest.front())) continue;
      if (const Node* found = find(*child, rest.subspan(1), language)) return found;
    }
    return nullptr;
  }

  [[nodiscard]] const Route* route_for(const Node& node, Method method, Language language) const {
    const Route* found = nullptr;
    for (const std::size_t i : node.routes) {
      if (language == Language::en && routes[i].audience != Audience::page) continue;
      // A HEAD route of its own goes before the GET route.
      if (serves(routes[i], method) && (found == nullptr || routes[i].method == method)) found = &routes[i];
    }
    return found;
  }

  [[nodiscard]] std::vector<Method> allowed(const Node& node, Language language) const {
    std::vector<Method> out;
    for (const Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del})
      if (route_for(node, method, language) != nullptr) out.push_back(method);
    out.push_back(Method::options);
    return out;
  }

  void match_in(Match& match, Method method) const;
};

namespace {

std::map<std::string, std::string> params_of(const Route& route, const Segments& segments) {
  std::map<std::string, std::string> out;
  const auto pieces = parse_pattern(route.pattern);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].is_fixed) continue;
    if (pieces[i].is_rest) {
      const char* const begin = segments[i].data();
      const char* const end = segments.back().data() + segments.back().size();
      out.emplace(pieces[i].name, std::string(begin, end));
      break;
    }
    const auto value = segments[i].substr(pieces[i].prefix.size(), segments[i].size() - pieces[i].fixed_size());
    out.emplace(pieces[i].name, value);
  }
  return out;
}

}  // namespace

// Fills in the outcome for `match.path` in `match.language`.
void Router::Table::match_in(Match& match, Method method) const {
  const Segments segments = split_path(match.path);
  const Node* node = find(root, segments, match.language);
  if (node == nullptr) return;
  match.route = route_for(*node, method, match.language);
  match.outcome = match.route != nullptr ? Outcome::found : Outcome::wrong_method;
  if (match.route == nullptr)
    match.allowed = allowed(*node, match.language);
  else if (match.route->pattern.find('{') != std::string::npos)
    match.params = params_of(*match.route, segments);
}

Router::Router() : table_(std::make_unique<Table>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
  const auto pieces = parse_pattern(route.pattern);
  if (route.audience == Audience::page && under_english(route.pattern))
    throw std::logic_error("pages get \"/en\" by themselves: " + route.pattern);
  for (std::size_t i = 0; i < pieces.size(); ++i)
    for (std::size_t k = i + 1; k < pieces.size(); ++k)
      if (!pieces[i].is_fixed && pieces[i].name == pieces[k].name)
        throw std::logic_error("route pattern names a parameter twice: " + route.pattern);
  Node* node = &table_->root;
  for (const Piece& piece : pieces) node = &child_for(*node, piece);
  for (const std::size_t i : node->routes) {
    // OpenAPI knows one template for an address (OpenAPI 3.0.3, Paths Object).
    if (table_->routes[i].pattern != route.pattern)
      throw std::logic_error("one address, two patterns: " + table_->routes[i].pattern + " and " + route.pattern);
    if (table_->routes[i].method == route.method)
      throw std::logic_error("two routes claim " + std::string(to_text(route.method)) + " " + route.pattern);
  }
  node->routes.push_back(table_->routes.size());
  table_->routes.push_back(std::move(route));
}

Match Router::match(Method method, std::string_view path) const {
  Match match;
  match.path = std::string(path);
  table_->match_in(match, method);
  if (match.outcome != Outcome::not_found) return match;
  if (under_english(path)) {
    match.language = Language::en;
    match.path = path.size() <= 4 ? std::string("/") : std::string(path.substr(3));
    if (path != "/en/") table_->match_in(match, method);
    if (match.outcome != Outcome::not_found) return match;
  }
  // Never for "//host/": as a Location that would be another site.
  if (path.size() < 2 || !path.ends_with('/') || path.find("//") != std::string_view::npos) return match;
  const Match bare = this->match(method, path.substr(0, path.size() - 1));
  if (bare.outcome == Outcome::not_found) return match;
  match.outcome = Outcome::moved;
  match.path = std::string(path.substr(0, path.size() - 1));
  return match;
}

const std::vector<Route>& Router::routes() const {
  return table_->routes;
}

}  // namespace sas::http
