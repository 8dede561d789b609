#include "harvest/triples.h"

#include <serd/serd.h>

#include <algorithm>
#include <memory>

namespace sas::harvest {
namespace {

constexpr std::size_t deepest = 100;
constexpr std::string_view rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

std::string text_of(const SerdNode* node) {
  if (node == nullptr || node->buf == nullptr) return {};
  return {reinterpret_cast<const char*>(node->buf), node->n_bytes};
}

/// What the library calls back with.
struct Reading {
  Graph graph;
  SerdEnv* env = nullptr;

  // Prefixes and relative addresses made whole; empty when that cannot be.
  [[nodiscard]] std::string whole(const SerdNode* node) const {
    if (node->type == SERD_BLANK) return "_:" + text_of(node);
    SerdNode made = serd_env_expand_node(env, node);
    std::string out = made.buf != nullptr ? text_of(&made) : text_of(node);
    serd_node_free(&made);
    return out;
  }
};

SerdStatus take_base(void* handle, const SerdNode* uri) {
  return serd_env_set_base_uri(static_cast<Reading*>(handle)->env, uri);
}

SerdStatus take_prefix(void* handle, const SerdNode* name, const SerdNode* uri) {
  return serd_env_set_prefix(static_cast<Reading*>(handle)->env, name, uri);
}

SerdStatus take_statement(void* handle, SerdStatementFlags /*flags*/, const SerdNode* /*graph*/,
                          const SerdNode* subject, const SerdNode* predicate, const SerdNode* object,
                          const SerdNode* /*datatype*/, const SerdNode* language) {
  auto& reading = *static_cast<Reading*>(handle);
  Node node;
  if (object->type == SERD_LITERAL) {
    node = {Node::Kind::literal, text_of(object), text_of(language)};
  } else {
    const bool is_blank = object->type == SERD_BLANK;
    node = {is_blank ? Node::Kind::blank : Node::Kind::iri, reading.whole(object), ""};
  }
  reading.graph.add(reading.whole(subject), reading.whole(predicate), std::move(node));
  return SERD_SUCCESS;
}

SerdStatus be_silent(void* /*handle*/, const SerdError* /*error*/) {
  return SERD_SUCCESS;
}

int rank_of(const Node& node) {
  if (node.language.starts_with("nl")) return 0;
  if (node.language.empty()) return 1;
  return node.language.starts_with("en") ? 2 : 3;
}

/// A place in Turtle, stepping over what can hold brackets that are none.
class Steps {
 public:
  explicit Steps(std::string_view text) : text_(text) {}
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  /// The next sign outside strings, IRIs and comments; a nought stands for what was stepped over.
  char next() {
    const char sign = text_[at_];
    if (sign == '#') return skip_to('\n');
    if (sign == '<') return skip_to('>');
    if (sign == '"' || sign == '\'') return skip_string(sign);
    if (sign == '\\') ++at_;  // an escaped sign in a name (Turtle clause 6.4)
    ++at_;
    return sign == '\\' ? '\0' : sign;
  }

 private:
  char skip_to(char end) {
    at_ = std::min(text_.find(end, at_ + 1), text_.size() - 1) + 1;
    return '\0';
  }
  char skip_string(char quote) {
    const bool is_long = text_.substr(at_, 3) == std::string(3, quote);
    const std::string end(is_long ? 3U : 1U, quote);
    at_ += end.size();
    while (at_ < text_.size() && text_.substr(at_, end.size()) != end) at_ += text_[at_] == '\\' ? 2U : 1U;
    at_ += end.size();
    return '\0';
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

void Graph::add(const std::string& subject, const std::string& predicate, Node object) {
  auto [found, is_new] = subjects_.try_emplace(subject);
  if (is_new) order_.push_back(subject);
  found->second.push_back({predicate, std::move(object)});
}

std::vector<Node> Graph::all(const std::string& subject, std::string_view predicate) const {
  std::vector<Node> out;
  const auto found = subjects_.find(subject);
  if (found == subjects_.end()) return out;
  for (const Said& said : found->second)
    if (said.predicate == predicate) out.push_back(said.object);
  return out;
}

std::string Graph::first(const std::string& subject, std::string_view predicate) const {
  const std::vector<Node> found = all(subject, predicate);
  return found.empty() ? std::string() : found.front().text;
}

std::string Graph::dutch(const std::string& subject, std::string_view predicate) const {
  const std::vector<Node> found = all(subject, predicate);
  const auto best = std::min_element(found.begin(), found.end(),
                                     [](const Node& a, const Node& b) { return rank_of(a) < rank_of(b); });
  return best == found.end() ? std::string() : best->text;
}

std::vector<std::string> Graph::of_type(std::string_view type) const {
  std::vector<std::string> out;
  for (const std::string& subject : order_)
    for (const Said& said : subjects_.find(subject)->second)
      if (said.predicate == rdf_type && said.object.text == type) {
        out.push_back(subject);
        break;
      }
  return out;
}

std::size_t bracket_depth(std::string_view text) {
  std::size_t depth = 0, most = 0;
  for (Steps steps(text); !steps.at_end();) {
    const char sign = steps.next();
    if (sign == '[' || sign == '(') most = std::max(most, ++depth);
    if ((sign == ']' || sign == ')') && depth > 0) --depth;
  }
  return most;
}

Result<Graph> read_turtle(std::string_view text, const std::string& base) {
  if (bracket_depth(text) > deepest) return fail(ErrorKind::invalid, "listing-unreadable", "brackets too deep");
  Reading reading;
  const SerdNode from = serd_node_from_string(SERD_URI, reinterpret_cast<const std::uint8_t*>(base.c_str()));
  const std::unique_ptr<SerdEnv, decltype(&serd_env_free)> env(serd_env_new(&from), &serd_env_free);
  reading.env = env.get();
  const std::unique_ptr<SerdReader, decltype(&serd_reader_free)> reader(
      serd_reader_new(SERD_TURTLE, &reading, nullptr, take_base, take_prefix, take_statement, nullptr),
      &serd_reader_free);
  serd_reader_set_error_sink(reader.get(), be_silent, nullptr);
  const std::string whole(text);  // ends with a nought, as the library wants
  const SerdStatus status = serd_reader_read_string(reader.get(), reinterpret_cast<const std::uint8_t*>(whole.c_str()));
  if (status != SERD_SUCCESS) return fail(ErrorKind::invalid, "listing-unreadable", "this is no Turtle");
  return std::move(reading.graph);
}

}  // namespace sas::harvest
