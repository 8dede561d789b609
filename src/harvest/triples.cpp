#include "harvest/triples.h"

#include <raptor2.h>

#include <memory>

#include "base/text.h"

namespace sas::harvest {
namespace {

constexpr std::string_view rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
constexpr std::size_t most_triples = 2'000'000;

template <auto free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};
using World = std::unique_ptr<raptor_world, Freed<raptor_free_world>>;
using Parser = std::unique_ptr<raptor_parser, Freed<raptor_free_parser>>;
using Uri = std::unique_ptr<raptor_uri, Freed<raptor_free_uri>>;

const unsigned char* bytes_of(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}

std::string text_of(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

std::string text_of(raptor_uri* uri) {
  std::size_t size = 0;
  const unsigned char* bytes = raptor_uri_as_counted_string(uri, &size);
  return text_of(bytes, size);
}

Node node_of(const raptor_term* term) {
  switch (term->type) {
    case RAPTOR_TERM_TYPE_URI:
      return {Node::Kind::iri, text_of(term->value.uri), {}};
    case RAPTOR_TERM_TYPE_BLANK:
      return {Node::Kind::blank, "_:" + text_of(term->value.blank.string, term->value.blank.string_len), {}};
    default:
      break;
  }
  const auto& literal = term->value.literal;
  Node out{Node::Kind::literal, text_of(literal.string, literal.string_len), {}};
  if (literal.language != nullptr) out.language = text_of(literal.language, literal.language_len);
  return out;
}

// What the callbacks of the parser fill.
struct Reading {
  raptor_parser* parser = nullptr;
  Triples triples;
  std::size_t count = 0;
  std::string mistake;
  bool is_too_large = false;
};

void take(void* given, raptor_statement* statement) {
  auto& reading = *static_cast<Reading*>(given);
  if (++reading.count > most_triples) {
    reading.is_too_large = true;
    raptor_parser_parse_abort(reading.parser);
    return;
  }
  reading.triples.add(node_of(statement->subject).text, node_of(statement->predicate).text, node_of(statement->object));
}

void note(void* given, raptor_log_message* message) {
  auto& reading = *static_cast<Reading*>(given);
  if (message->level < RAPTOR_LOG_LEVEL_ERROR || reading.mistake.starts_with("line")) return;
  const int line = message->locator == nullptr ? -1 : raptor_locator_line(message->locator);
  reading.mistake = line > 0 ? "line " + std::to_string(line) : "no RDF that can be read";
}

const char* syntax_of(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  const std::string_view start = at == std::string_view::npos ? std::string_view() : text.substr(at, 5);
  return start == "<?xml" || start.starts_with("<rdf") || start.starts_with("<!") ? "rdfxml" : "turtle";
}

}  // namespace

void Triples::add(const std::string& subject, const std::string& predicate, Node object) {
  auto [at, is_new] = subjects_.try_emplace(subject);
  if (is_new) order_.push_back(subject);
  at->second.push_back({predicate, std::move(object)});
}

std::vector<Node> Triples::all(std::string_view subject, std::string_view predicate) const {
  std::vector<Node> out;
  if (const auto found = subjects_.find(subject); found != subjects_.end())
    for (const Said& said : found->second)
      if (said.predicate == predicate) out.push_back(said.object);
  return out;
}

std::vector<std::string> Triples::of_type(std::string_view type) const {
  std::vector<std::string> out;
  for (const std::string& subject : order_)
    for (const Node& one : all(subject, rdf_type))
      if (one.text == type) {
        out.push_back(subject);
        break;
      }
  return out;
}

std::string Triples::words(std::string_view subject, std::string_view predicate) const {
  std::string plain, other;
  for (const Node& one : all(subject, predicate)) {
    if (one.kind != Node::Kind::literal) continue;
    if (one.language == "nl" || one.language.starts_with("nl-")) return one.text;
    std::string& place = one.language.empty() ? plain : other;
    if (place.empty()) place = one.text;
  }
  return plain.empty() ? other : plain;
}

std::string Triples::resource(std::string_view subject, std::string_view predicate) const {
  for (const Node& one : all(subject, predicate))
    if (one.kind != Node::Kind::literal) return one.text;
  return {};
}

Result<Triples> read_triples(std::string_view text, std::string_view base) {
  const World world(raptor_new_world());
  if (!world || raptor_world_open(world.get()) != 0)
    return fail(ErrorKind::internal, "listing-unreadable", "no parser");
  Reading reading;
  raptor_world_set_log_handler(world.get(), &reading, note);
  const Parser parser(raptor_new_parser(world.get(), syntax_of(text)));
  const Uri address(raptor_new_uri(world.get(), bytes_of(std::string(base).c_str())));
  if (!parser || !address) return fail(ErrorKind::internal, "listing-unreadable", "no parser");
  reading.parser = parser.get();
  raptor_parser_set_option(parser.get(), RAPTOR_OPTION_NO_NET, nullptr, 1);
  raptor_parser_set_option(parser.get(), RAPTOR_OPTION_NO_FILE, nullptr, 1);
  raptor_parser_set_option(parser.get(), RAPTOR_OPTION_LOAD_EXTERNAL_ENTITIES, nullptr, 0);
  raptor_parser_set_statement_handler(parser.get(), &reading, take);
  const bool is_read = raptor_parser_parse_start(parser.get(), address.get()) == 0 &&
                       raptor_parser_parse_chunk(parser.get(), bytes_of(text.data()), text.size(), 1) == 0;
  if (reading.is_too_large) return fail(ErrorKind::too_large, "listing-too-large", "over two million triples");
  if (!is_read || !reading.mistake.empty())
    return fail(ErrorKind::invalid, "listing-unreadable", reading.mistake.empty() ? "no RDF" : reading.mistake);
  return std::move(reading.triples);
}

}  // namespace sas::harvest
