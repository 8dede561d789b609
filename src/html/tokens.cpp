#include "html/tokens.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/text.h"

namespace sas::html {
namespace {

using Map = std::map<std::string, std::string, std::less<>>;

tl::unexpected<Error> wrong(std::string_view code, std::string detail) {
  return fail(ErrorKind::invalid, std::string(code), std::move(detail));
}

Result<std::string> without_comments(std::string_view css) {
  std::string out;
  while (!css.empty()) {
    const auto open = css.find("/*");
    out += css.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = css.find("*/", open + 2);
    if (close == std::string_view::npos) return wrong("theme-tokens", "a comment that does not end");
    css.remove_prefix(close + 2);
  }
  return out;
}

/// The text up to the brace that closes the one before it.
std::optional<std::string_view> block_of(std::string_view after_open) {
  int depth = 1;
  for (std::size_t i = 0; i < after_open.size(); ++i) {
    if (after_open[i] == '{') ++depth;
    if (after_open[i] == '}' && --depth == 0) return after_open.substr(0, i);
  }
  return std::nullopt;
}

struct Declaration {
  std::string name;
  std::string value;
};

Result<std::vector<Declaration>> declarations(std::string_view block) {
  std::vector<Declaration> out;
  for (const std::string& part : split(block, ';')) {
    if (trim(part).empty()) continue;
    const auto colon = part.find(':');
    if (colon == std::string::npos) return wrong("theme-tokens", "a line without colon");
    out.push_back({std::string(trim(std::string_view(part).substr(0, colon))),
                   std::string(trim(std::string_view(part).substr(colon + 1)))});
  }
  return out;
}

Result<Done> add_properties(Map& into, std::string_view block) {
  auto lines = declarations(block);
  if (!lines) return fail(std::move(lines));
  for (Declaration& line : *lines) {
    if (!line.name.starts_with("--")) return wrong("theme-tokens", line.name + " is not a custom property");
    // A theme may not fetch anything: a file from elsewhere would tell that place who visits.
    if (line.value.find("url(") != std::string::npos) return wrong("theme-tokens", line.name + " asks for a file");
    into[line.name] = line.value;
  }
  return Done{};
}

Result<Done> add_font(Tokens& into, std::string_view block) {
  auto lines = declarations(block);
  if (!lines) return fail(std::move(lines));
  for (const Declaration& line : *lines) {
    if (line.name != "src") continue;
    const auto open = line.value.find("url(\"");
    const auto close = open == std::string::npos ? open : line.value.find("\")", open);
    if (close == std::string::npos) return wrong("theme-tokens", "@font-face needs src: url(\"file.woff2\")");
    const std::string file = line.value.substr(open + 5, close - open - 5);
    const bool own = file.ends_with(".woff2") && file.find_first_of("/\\:") == std::string::npos;
    if (!own || line.value.find("url(", close) != std::string::npos) {
      return wrong("theme-tokens", "@font-face may name one .woff2 file of the theme itself");
    }
    into.font_files.push_back(file);
  }
  return Done{};
}

enum class Scheme { light, dark, neither };

Result<Done> add_rules(Tokens& into, std::string_view css, Scheme scheme) {
  for (css = trim(css); !css.empty(); css = trim(css)) {
    const auto open = css.find('{');
    if (open == std::string_view::npos) return wrong("theme-tokens", "text outside a rule");
    const std::string_view prelude = trim(css.substr(0, open));
    const auto block = block_of(css.substr(open + 1));
    if (!block) return wrong("theme-tokens", "a rule that does not end");
    Result<Done> added = Done{};
    if (prelude == ":root") {
      Map ignored;
      added = add_properties(scheme == Scheme::light  ? into.light
                             : scheme == Scheme::dark ? into.dark
                                                      : ignored,
                             *block);
    } else if (prelude == "@font-face" && scheme == Scheme::light) {
      added = add_font(into, *block);
    } else if (prelude.starts_with("@media") && scheme == Scheme::light) {
      const bool dark = prelude.find("prefers-color-scheme: dark") != std::string_view::npos;
      added = add_rules(into, *block, dark ? Scheme::dark : Scheme::neither);
    } else {
      return wrong("theme-tokens", "rule not allowed: " + std::string(prelude.substr(0, 60)));
    }
    if (!added) return added;
    css.remove_prefix(open + 1 + block->size() + 1);
  }
  return Done{};
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

/// Relative luminance as defined in WCAG 2.2.
std::optional<double> luminance(std::string_view colour) {
  if (!colour.starts_with('#') || (colour.size() != 4 && colour.size() != 7)) return std::nullopt;
  const std::size_t width = colour.size() == 4 ? 1 : 2;
  static constexpr std::array<double, 3> weights{0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const auto high = hex_digit(colour[1 + channel * width]);
    const auto low = hex_digit(colour[1 + channel * width + width - 1]);
    if (!high || !low) return std::nullopt;
    const double value = (*high * 16 + *low) / 255.0;
    sum += weights.at(channel) * (value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
  }
  return sum;
}

/// Follows `var(--name)` to the colour it stands for, a few steps at most.
std::string resolved(const Map& tokens, std::string value) {
  for (int step = 0; step < 8 && value.starts_with("var(") && value.ends_with(")"); ++step) {
    const auto found = tokens.find(trim(std::string_view(value).substr(4, value.size() - 5)));
    if (found == tokens.end()) return {};
    value = found->second;
  }
  return value;
}

Result<std::string> colour_of(const Map& tokens, std::string_view name) {
  const std::string full = "--sas-color-" + std::string(name);
  const auto found = tokens.find(full);
  if (found == tokens.end()) return wrong("theme-incomplete", full + " is missing");
  return resolved(tokens, found->second);
}

Result<Done> check_scheme(const Map& tokens, std::string_view scheme) {
  for (const ContrastPair& pair : contrast_pairs()) {
    const auto front = colour_of(tokens, pair.front);
    if (!front) return fail(front.error());
    const auto ground = colour_of(tokens, pair.ground);
    if (!ground) return fail(ground.error());
    const auto measured = contrast(*front, *ground);
    if (!measured)
      return wrong("theme-tokens",
                   std::string(pair.front) + " or " + std::string(pair.ground) + " is no #rrggbb colour");
    if (*measured < pair.least) {
      return wrong("theme-contrast", std::string(pair.front) + " on " + std::string(pair.ground) + " (" +
                                         std::string(scheme) + ") is " + std::to_string(*measured) + ", at least " +
                                         std::to_string(pair.least) + " is needed");
    }
  }
  return Done{};
}

std::vector<ContrastPair> make_pairs() {
  constexpr double text = 4.5;
  constexpr double shape = 3.0;
  std::vector<ContrastPair> pairs;
  for (const std::string_view ground : {"page", "surface", "soft"}) {
    for (const std::string_view front : {"text", "text-soft", "link", "link-strong", "error"})
      pairs.push_back({front, ground, text});
    for (const std::string_view front : {"control", "focus", "action"}) pairs.push_back({front, ground, shape});
  }
  for (const std::string_view ground : {"page", "surface"}) {
    for (const std::string_view front : {"info", "ok", "warning"}) pairs.push_back({front, ground, text});
  }
  pairs.insert(pairs.end(), {{"info", "info-soft", text},
                             {"ok", "ok-soft", text},
                             {"warning", "warning-soft", text},
                             {"error", "error-soft", text},
                             {"text", "info-soft", text},
                             {"text", "ok-soft", text},
                             {"text", "warning-soft", text},
                             {"text", "error-soft", text},
                             {"link", "info-soft", text},
                             {"link", "ok-soft", text},
                             {"link", "warning-soft", text},
                             {"link", "error-soft", text},
                             {"on-brand", "brand", text},
                             {"accent", "brand", shape},
                             {"on-action", "action", text},
                             {"on-action", "action-strong", text},
                             {"on-action", "error", text},
                             {"focus-on-brand", "brand", shape}});
  return pairs;
}

}  // namespace

const std::vector<ContrastPair>& contrast_pairs() {
  static const std::vector<ContrastPair> pairs = make_pairs();
  return pairs;
}

Result<Tokens> parse_tokens(std::string_view css) {
  auto plain = without_comments(css);
  if (!plain) return fail(std::move(plain));
  Tokens tokens;
  if (auto added = add_rules(tokens, *plain, Scheme::light); !added) return fail(std::move(added));
  tokens.dark.insert(tokens.light.begin(), tokens.light.end());
  return tokens;
}

Result<double> contrast(std::string_view one, std::string_view other) {
  const auto first = luminance(one);
  const auto second = luminance(other);
  if (!first || !second) return wrong("theme-tokens", "a colour that is not #rgb or #rrggbb");
  return (std::max(*first, *second) + 0.05) / (std::min(*first, *second) + 0.05);
}

Result<Done> check_contrast(const Tokens& tokens) {
  if (auto light = check_scheme(tokens.light, "light"); !light) return light;
  return check_scheme(tokens.dark, "dark");
}

}  // namespace sas::html
