#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

/// A promise and what came of it as a small picture for another website. Pure.
namespace sas::promises {

/// All texts are for people and are escaped here.
struct Widget {
  std::string name;                  ///< "Paspoort"
  std::string promise;               ///< the sentence
  std::string outcome;               ///< "In oktober 2026: 96 van de 100 op tijd"
  std::optional<double> share;       ///< 0..1, drawn as a bar; none: no bar
  std::string ready;                 ///< the forecast; may be empty
  std::string source;                ///< who says so and where to read more
  Language language = Language::nl;
};

/// A standalone SVG 1.1 document of 360 units wide: title and desc for who cannot see it (WCAG 1.1.1), light and dark by the system's
/// choice, no scripts, no outside fonts.
[[nodiscard]] std::string widget_svg(const Widget& widget);

/// The text in lines of at most `width` characters, broken at spaces; a longer word gets a line of its own.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace sas::promises
