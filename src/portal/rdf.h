#pragma once
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A small RDF graph (RDF 1.1) and its three written forms. There are no blank nodes: everything the catalogue tells of
/// has an address, so that two harvests can be compared line by line. No thread rule.
namespace sas::portal {

struct Prefix {
  std::string_view name;
  std::string_view iri;
};
[[nodiscard]] std::span<const Prefix> prefixes();
/// "dct:title" as a whole address; throws std::logic_error for a prefix that is not known.
[[nodiscard]] std::string expand(std::string_view name);

struct Term {
  enum class Kind { iri, literal };
  Kind kind = Kind::iri;
  std::string value;
  std::string language = {};  ///< of a text in a language
  std::string datatype = {};  ///< address; empty for plain text
  friend auto operator<=>(const Term&, const Term&) = default;
};
/// Characters that an address may not hold are percent-encoded (RFC 3987).
[[nodiscard]] Term iri(std::string_view address);
[[nodiscard]] Term text(std::string_view value);
[[nodiscard]] Term text_in(std::string_view value, std::string_view language);
/// `type` with a prefix: "xsd:date".
[[nodiscard]] Term typed(std::string_view value, std::string_view type);

class Graph {
 public:
  struct Statement {
    std::string predicate;  ///< with its prefix
    Term object;
  };
  struct Subject {
    std::string iri;
    std::vector<Statement> statements;
  };
  /// Saying the same again changes nothing. `predicate` has a prefix.
  void add(const std::string& subject, std::string_view predicate, Term object);
  void add_type(const std::string& subject, std::string_view type) { add(subject, "rdf:type", iri(expand(type))); }
  /// In the order in which they were first named.
  [[nodiscard]] const std::vector<Subject>& subjects() const { return subjects_; }

 private:
  std::vector<Subject> subjects_;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::set<std::tuple<std::size_t, std::string, Term>> known_;
};

[[nodiscard]] std::string to_turtle(const Graph& graph);
[[nodiscard]] std::string to_json_ld(const Graph& graph);
[[nodiscard]] std::string to_rdf_xml(const Graph& graph);

/// Text for an element or a double-quoted attribute of XML 1.0; characters that XML cannot hold are left out.
[[nodiscard]] std::string xml_escape(std::string_view text);

}  // namespace sas::portal
