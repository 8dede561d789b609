#include "portal/rdf.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "base/json.h"

namespace sas::portal {
namespace {

constexpr std::array<Prefix, 18> known_prefixes{{
    {"adms", "http://www.w3.org/ns/adms#"},
    {"dcat", "http://www.w3.org/ns/dcat#"},
    {"dcatap", "http://data.europa.eu/r5r/"},
    {"dct", "http://purl.org/dc/terms/"},
    {"dqv", "http://www.w3.org/ns/dqv#"},
    {"eli", "http://data.europa.eu/eli/ontology#"},
    {"foaf", "http://xmlns.com/foaf/0.1/"},
    {"geo", "http://www.opengis.net/ont/geosparql#"},
    {"hydra", "http://www.w3.org/ns/hydra/core#"},
    {"locn", "http://www.w3.org/ns/locn#"},
    {"owl", "http://www.w3.org/2002/07/owl#"},
    {"prov", "http://www.w3.org/ns/prov#"},
    {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
    {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
    {"skos", "http://www.w3.org/2004/02/skos/core#"},
    {"spdx", "http://spdx.org/rdf/terms#"},
    {"vcard", "http://www.w3.org/2006/vcard/ns#"},
    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
}};

// RFC 3987 clause 2.2, and what the grammar of Turtle leaves out of an IRIREF (clause 6.5).
bool may_stand_in_iri(char c) {
  return static_cast<unsigned char>(c) > 0x20 && c != 0x7f &&
         std::string_view("<>\"{}|^`\\").find(c) == std::string_view::npos;
}

std::string turtle_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += std::string("\\") + c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + '"';
}

std::string turtle(const Term& term) {
  if (term.kind == Term::Kind::iri) return "<" + term.value + ">";
  if (!term.language.empty()) return turtle_text(term.value) + "@" + term.language;
  if (!term.datatype.empty()) return turtle_text(term.value) + "^^<" + term.datatype + ">";
  return turtle_text(term.value);
}

json::Object json_term(const Term& term) {
  if (term.kind == Term::Kind::iri) return {{"@id", term.value}};
  json::Object out{{"@value", term.value}};
  if (!term.language.empty()) out["@language"] = term.language;
  if (!term.datatype.empty()) out["@type"] = term.datatype;
  return out;
}

json::Object json_subject(const Graph::Subject& subject) {
  json::Object out{{"@id", subject.iri}};
  for (const Graph::Statement& statement : subject.statements) {
    const bool is_type = statement.predicate == "rdf:type";
    json::Value& list = out[is_type ? "@type" : statement.predicate];
    if (!list.is_array()) list = json::Array{};
    if (is_type)
      list.get_array().emplace_back(statement.object.value);
    else
      list.get_array().emplace_back(json_term(statement.object));
  }
  return out;
}

std::string xml_statement(const Graph::Statement& statement) {
  const Term& object = statement.object;
  if (object.kind == Term::Kind::iri)
    return fmt::format("    <{} rdf:resource=\"{}\"/>\n", statement.predicate, xml_escape(object.value));
  std::string attribute;
  if (!object.language.empty()) attribute = fmt::format(" xml:lang=\"{}\"", object.language);
  if (!object.datatype.empty()) attribute = fmt::format(" rdf:datatype=\"{}\"", xml_escape(object.datatype));
  return fmt::format("    <{0}{1}>{2}</{0}>\n", statement.predicate, attribute, xml_escape(object.value));
}

}  // namespace

std::span<const Prefix> prefixes() {
  return known_prefixes;
}

std::string expand(std::string_view name) {
  const std::size_t colon = name.find(':');
  for (const Prefix& prefix : known_prefixes)
    if (prefix.name == name.substr(0, colon)) return std::string(prefix.iri) + std::string(name.substr(colon + 1));
  throw std::logic_error("rdf: no such prefix: " + std::string(name));
}

Term iri(std::string_view address) {
  std::string out;
  for (const char c : address)
    out += may_stand_in_iri(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return {Term::Kind::iri, std::move(out)};
}

Term text(std::string_view value) {
  return {Term::Kind::literal, std::string(value)};
}

Term text_in(std::string_view value, std::string_view language) {
  return {Term::Kind::literal, std::string(value), std::string(language)};
}

Term typed(std::string_view value, std::string_view type) {
  return {Term::Kind::literal, std::string(value), "", expand(type)};
}

void Graph::add(const std::string& subject, std::string_view predicate, Term object) {
  const auto [entry, is_new] = places_.try_emplace(subject, subjects_.size());
  if (is_new) subjects_.push_back({subject, {}});
  if (!known_.emplace(entry->second, std::string(predicate), object).second) return;
  subjects_[entry->second].statements.push_back({std::string(predicate), std::move(object)});
}

std::string to_turtle(const Graph& graph) {
  std::string out;
  for (const Prefix& prefix : known_prefixes) out += fmt::format("@prefix {}: <{}> .\n", prefix.name, prefix.iri);
  for (const Graph::Subject& subject : graph.subjects()) {
    out += "\n<" + subject.iri + ">";
    for (std::size_t i = 0; i < subject.statements.size(); ++i) {
      const Graph::Statement& statement = subject.statements[i];
      out += fmt::format("{}\n  {} {}", i == 0 ? "" : " ;", statement.predicate, turtle(statement.object));
    }
    out += " .\n";
  }
  return out;
}

std::string to_json_ld(const Graph& graph) {
  json::Object context;
  for (const Prefix& prefix : known_prefixes) context[prefix.name] = prefix.iri;
  json::Array subjects;
  for (const Graph::Subject& subject : graph.subjects()) subjects.push_back(json_subject(subject));
  return json::write(json::Object{{"@context", std::move(context)}, {"@graph", std::move(subjects)}});
}

std::string to_rdf_xml(const Graph& graph) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF";
  for (const Prefix& prefix : known_prefixes) out += fmt::format("\n    xmlns:{}=\"{}\"", prefix.name, prefix.iri);
  out += ">\n";
  for (const Graph::Subject& subject : graph.subjects()) {
    out += fmt::format("  <rdf:Description rdf:about=\"{}\">\n", xml_escape(subject.iri));
    for (const Graph::Statement& statement : subject.statements) out += xml_statement(statement);
    out += "  </rdf:Description>\n";
  }
  return out + "</rdf:RDF>\n";
}

std::string xml_escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
      out += c;
  }
  return out;
}

}  // namespace sas::portal
