#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// RDF as triples in memory, read by Raptor. Nothing of Raptor is in this header. Of this room only.
namespace sas::harvest {

struct Node {
  enum class Kind { iri, blank, literal } kind = Kind::literal;
  std::string text;      ///< the IRI, the label with "_:" before it, or the words
  std::string language;  ///< of a literal: "nl", or empty
};

class Triples {
 public:
  void add(const std::string& subject, const std::string& predicate, Node object);
  /// Subjects with that rdf:type, in the order in which they came.
  [[nodiscard]] std::vector<std::string> of_type(std::string_view type) const;
  /// Everything that `subject` says with `predicate`; none for an unknown one.
  [[nodiscard]] std::vector<Node> all(std::string_view subject, std::string_view predicate) const;
  /// The words a Dutch reader gets: "nl" first, then those without a language, then any; empty when there are none.
  [[nodiscard]] std::string words(std::string_view subject, std::string_view predicate) const;
  /// The first IRI or blank label; empty when there is none.
  [[nodiscard]] std::string resource(std::string_view subject, std::string_view predicate) const;

 private:
  struct Said {
    std::string predicate;
    Node object;
  };
  std::map<std::string, std::vector<Said>, std::less<>> subjects_;
  std::vector<std::string> order_;
};

/// Turtle, RDF/XML or N-Triples, told from the text. Nothing is fetched and no file is opened, whatever the text asks
/// for. Errors: `listing-unreadable` with the line, `listing-too-large` (over two million triples).
[[nodiscard]] Result<Triples> read_triples(std::string_view text, std::string_view base);

}  // namespace sas::harvest
