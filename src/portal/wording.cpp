#include "portal/wording.h"

#include "base/text.h"
#include "portal/codes.h"

namespace sas::portal {

using html::Html;
using html::Tone;

Html fresh_badge(const Look& look, Freshness::State state) {
  const std::string words = look.say("portal.fresh." + std::string(to_text(state)));
  switch (state) {
    case Freshness::State::live:
      return html::badge(words, Tone::ok);
    case Freshness::State::late:
    case Freshness::State::stopped:
      return html::badge(words, Tone::warning);
    default:
      return html::badge(words, Tone::neutral);
  }
}

std::string choice_name(const Look& look, Facet facet, const std::string& code) {
  const auto named = [&](std::span<const Code> list) {
    const Code* found = find_code(list, code);
    return found == nullptr ? code : found->name(look.language());
  };
  switch (facet) {
    case Facet::theme:
      return named(themes());
    case Facet::licence:
      return named(licences());
    case Facet::high_value:
      return named(high_value_categories());
    case Facet::format: {
      const Format* format = find_format(code);
      return format == nullptr ? code : std::string(format->name);
    }
    case Facet::fresh:
      return look.say("portal.fresh." + code);
    case Facet::owner:
      return code;
  }
  return code;
}

std::string format_names(const releases::Release& release) {
  std::string out;
  for (const releases::File& file : release.files) {
    const Format* format = find_format(file.format);
    out += (out.empty() ? "" : ", ") + (format == nullptr ? file.format : std::string(format->name));
  }
  return out;
}

std::vector<html::Link> trail(const Look& look) {
  return {{look.say("portal.home"), look.url("/")}, {look.say("portal.title"), look.url("/data")}};
}

std::string set_path(std::string_view dataset) {
  return "/data/" + url_encode(dataset);
}

}  // namespace sas::portal
