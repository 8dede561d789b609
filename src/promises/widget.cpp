#include "promises/widget.h"

#include <fmt/format.h>

#include <algorithm>

#include "html/html.h"

namespace sas::promises {
namespace {

constexpr int picture_width = 360, margin = 20, line_height = 21;
constexpr std::size_t line_length = 42;   // characters of 15 units that fit between the margins

// Colours of the two schemes, each with a contrast of at least 4.5 to 1 (WCAG 1.4.3).
constexpr std::string_view style =
    "<style>"
    ".p{fill:#ffffff;stroke:#6b7682}.t{fill:#1d2833}.s{fill:#4b5763}.b{fill:#ddd5c5}.f{fill:#1f6238}"
    "text{font:15px system-ui,sans-serif}.h{font-weight:700;font-size:18px}"
    "@media (prefers-color-scheme:dark){.p{fill:#1b252d;stroke:#8b98a5}.t{fill:#f2f5f7}.s{fill:#c3ccd4}.b{fill:#46535f}.f{fill:#7fd6a0}}"
    "</style>";

std::string escaped(std::string_view text) { return html::Html(text).take(); }

// Draws from the top down and knows how far it has come.
class Drawing {
 public:
  void text(std::string_view words, std::string_view look) {
    for (const std::string& line : wrap(words, line_length)) {
      y_ += line_height;
      body_ += fmt::format(R"(<text class="{}" x="{}" y="{}">{}</text>)", look, margin, y_, escaped(line));
    }
    y_ += 5;
  }
  void bar(double share) {
    const double whole = picture_width - 2 * margin;
    y_ += 8;
    body_ += fmt::format(R"(<rect class="b" x="{0}" y="{1}" width="{2}" height="10" rx="5"/><rect class="f" x="{0}" y="{1}" width="{3:.1f}" height="10" rx="5"/>)",
                         margin, y_, whole, whole * std::clamp(share, 0.0, 1.0));
    y_ += 14;
  }
  [[nodiscard]] const std::string& body() const { return body_; }
  [[nodiscard]] int height() const { return y_ + 14; }

 private:
  std::string body_;
  int y_ = 12;
};

}  // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  for (const std::string& word : split(text, ' ')) {
    if (word.empty()) continue;
    if (!lines.empty() && utf8_length(lines.back()) + 1 + utf8_length(word) <= width) lines.back() += " " + word;
    else lines.push_back(word);
  }
  return lines;
}

std::string widget_svg(const Widget& widget) {
  Drawing drawing;
  drawing.text(widget.name, "t h");
  drawing.text(widget.promise, "t");
  if (widget.share) drawing.bar(*widget.share);
  drawing.text(widget.outcome, "t");
  if (!widget.ready.empty()) drawing.text(widget.ready, "t");
  drawing.text(widget.source, "s");
  const std::string description = widget.promise + " " + widget.outcome + " " + widget.ready;
  return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-labelledby="t d" lang="{2}">)"
                     R"(<title id="t">{3}</title><desc id="d">{4}</desc>{5}<rect class="p" x=".5" y=".5" width="{6}" height="{7}" rx="8"/>{8}</svg>)",
                     picture_width, drawing.height(), widget.language == Language::nl ? "nl" : "en", escaped(widget.name), escaped(description), style,
                     picture_width - 1, drawing.height() - 1, drawing.body()) +
         "\n";
}

}  // namespace sas::promises
