#pragma once
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sas::html {

/// Markup that is safe by construction: making one from text escapes the text, so nothing typed by a visitor can become
/// markup.
class Html {
 public:
  Html() = default;
  Html(std::string_view text) { append_escaped(text); }  // NOLINT: implicit on purpose, because it escapes
  Html(const std::string& text) : Html(std::string_view(text)) {}
  Html(const char* text) : Html(std::string_view(text)) {}
  /// Markup from a source that made it safe itself (the Markdown renderer, an SVG built here). Grep for it in reviews.
  [[nodiscard]] static Html trusted(std::string markup);
  [[nodiscard]] const std::string& markup() const { return markup_; }
  [[nodiscard]] std::string take() && { return std::move(markup_); }
  [[nodiscard]] bool empty() const { return markup_.empty(); }
  Html& operator+=(const Html& more) {
    markup_ += more.markup_;
    return *this;
  }
  friend Html operator+(Html left, const Html& right) { return left += right; }

 private:
  void append_escaped(std::string_view text);
  std::string markup_;
};

/// One attribute. A value is escaped; one made with `flag` has no value; one made with `when(false, …)` is left out.
struct Attr {
  std::string name;
  std::string value;
  enum class Form { valued, bare, absent } form = Form::valued;
};
[[nodiscard]] Attr flag(std::string_view name);
[[nodiscard]] Attr when(bool condition, Attr attr);

using Attrs = std::initializer_list<Attr>;
using Children = std::initializer_list<Html>;

/// <tag attrs>children</tag>. Throws std::logic_error for a tag or attribute name that is no plain name, for an href,
/// src or action that is not `is_safe_url`, and for attributes that carry code or style (on…, style, srcdoc): the
/// content security policy forbids them.
[[nodiscard]] Html el(std::string_view tag, Attrs attrs, Children children = {});
/// The same with attributes that were gathered in steps.
[[nodiscard]] Html el(std::string_view tag, const std::vector<Attr>& attrs, const Html& content);
/// <tag attrs>: an element without content, such as input or br.
[[nodiscard]] Html empty_el(std::string_view tag, Attrs attrs);
[[nodiscard]] Html empty_el(std::string_view tag, const std::vector<Attr>& attrs);
/// All parts after each other.
[[nodiscard]] Html join(const std::vector<Html>& parts);
/// True when the text may stand in an href, src or action: http, https, mailto, tel, or relative to this site; without
/// control characters, backslashes and leading spaces, which browsers drop before they look at the scheme.
[[nodiscard]] bool is_safe_url(std::string_view url);

}  // namespace sas::html
