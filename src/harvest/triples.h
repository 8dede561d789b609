#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// RDF as triples, read with serd; no other file knows that library. Of this room only; pure.
namespace sas::harvest {

struct Node {
  enum class Kind { iri, blank, literal } kind = Kind::iri;
  std::string text;      ///< absolute IRI, name of a blank node, or what the literal says
  std::string language;  ///< of a literal: "nl"; may be empty
  friend bool operator==(const Node&, const Node&) = default;
};

/// What was said of each subject, in the order of the text.
class Graph {
 public:
  void add(const std::string& subject, const std::string& predicate, Node object);
  /// All objects of that predicate.
  [[nodiscard]] std::vector<Node> all(const std::string& subject, std::string_view predicate) const;
  /// The text of the first object, or empty.
  [[nodiscard]] std::string first(const std::string& subject, std::string_view predicate) const;
  /// Of several languages the Dutch one, then one without a language, then English, then any.
  [[nodiscard]] std::string dutch(const std::string& subject, std::string_view predicate) const;
  /// Subjects of that type, in the order of the text.
  [[nodiscard]] std::vector<std::string> of_type(std::string_view type) const;

 private:
  struct Said {
    std::string predicate;
    Node object;
  };
  std::map<std::string, std::vector<Said>, std::less<>> subjects_;
  std::vector<std::string> order_;
};

/// Turtle (W3C, 2014), which N-Triples is a part of. Relative addresses are read from `base`. Errors:
/// `listing-unreadable` (no Turtle, or nested deeper than a hundred brackets).
[[nodiscard]] Result<Graph> read_turtle(std::string_view text, const std::string& base);

/// How deep brackets stand inside each other, outside strings, IRIs and comments: the reader uses the stack for each.
[[nodiscard]] std::size_t bracket_depth(std::string_view text);

}  // namespace sas::harvest
