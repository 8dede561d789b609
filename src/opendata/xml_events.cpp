#include "opendata/xml_events.h"

#include <expat.h>

#include <stdexcept>

namespace sas::opendata {
namespace {

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

}  // namespace

struct XmlEvents::State {
  explicit State(XmlHandlers h) : handlers(std::move(h)), parser(XML_ParserCreate(nullptr)) {
    if (!parser) throw std::runtime_error("no memory for a parser");
    XML_SetUserData(parser.get(), this);
    XML_SetElementHandler(parser.get(), &State::start, &State::end);
    XML_SetCharacterDataHandler(parser.get(), &State::text);
    XML_SetStartDoctypeDeclHandler(parser.get(), &State::doctype);
  }

  static void start(void* self, const XML_Char* name, const XML_Char** attributes) {
    XmlAttributes all;
    for (; *attributes != nullptr; attributes += 2) all.emplace(local_name(attributes[0]), attributes[1]);
    static_cast<State*>(self)->handlers.start(local_name(name), all);
  }
  static void end(void* self, const XML_Char* name) { static_cast<State*>(self)->handlers.end(local_name(name)); }
  static void text(void* self, const XML_Char* text, int length) {
    static_cast<State*>(self)->handlers.text({text, static_cast<std::size_t>(length)});
  }
  static void doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    auto* state = static_cast<State*>(self);
    state->has_doctype = true;
    XML_StopParser(state->parser.get(), XML_FALSE);
  }

  Result<Done> parse(std::string_view piece, int is_last) {
    const bool ok = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), is_last) == XML_STATUS_OK;
    if (ok && !has_doctype) return Done{};
    return fail(ErrorKind::invalid, "xml-broken", has_doctype ? "a document type declaration" : "not well-formed");
  }

  XmlHandlers handlers;
  std::unique_ptr<XML_ParserStruct, FreeParser> parser;
  bool has_doctype = false;
};

XmlEvents::XmlEvents(XmlHandlers handlers) : state_(std::make_unique<State>(std::move(handlers))) {}
XmlEvents::~XmlEvents() = default;
Result<Done> XmlEvents::feed(std::string_view piece) {
  return state_->parse(piece, 0);
}
Result<Done> XmlEvents::finish() {
  return state_->parse({}, 1);
}

}  // namespace sas::opendata
