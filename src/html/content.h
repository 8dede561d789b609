#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "html/html.h"
#include "html/page.h"
#include "html/texts.h"

/// What pages are made of: text, links, buttons, messages, tables and lists.
namespace sas::html {

/// h1..h6; `id` makes it a target for links. Throws std::logic_error for another level.
[[nodiscard]] Html heading(int level, const Html& text, std::string_view id = {});
[[nodiscard]] Html paragraph(const Html& content);
/// The first, larger paragraph of a page.
[[nodiscard]] Html lead(const Html& content);
[[nodiscard]] Html link(const Html& text, std::string_view url);
/// A link whose text means little alone ("Wijzig"): `context` is added for screen readers only.
[[nodiscard]] Html link_about(const Html& text, std::string_view context, std::string_view url);
[[nodiscard]] Html strong(const Html& text);
/// Text for screen readers only.
[[nodiscard]] Html hidden_text(std::string_view text);
/// <time datetime="…">text</time>; `iso` is a date or moment in ISO form.
[[nodiscard]] Html time_element(std::string_view iso, std::string_view text);
/// Parts under each other with the normal space between blocks.
[[nodiscard]] Html stack(const std::vector<Html>& parts);
/// A section with a heading that names it (aria-labelledby); `id` must be unique on the page.
[[nodiscard]] Html section(std::string_view id, std::string_view title, const Html& content, int level = 2);
[[nodiscard]] Html details(std::string_view summary, const Html& content);

enum class ButtonKind { primary, secondary, subtle, danger };
/// A submit button. With a name it sends name=value.
[[nodiscard]] Html button(std::string_view label, ButtonKind kind = ButtonKind::primary, std::string_view name = {},
                          std::string_view value = {});
/// A link that looks like a button: for going somewhere, never for changing something.
[[nodiscard]] Html link_button(std::string_view label, std::string_view url, ButtonKind kind = ButtonKind::primary);
/// Buttons and links beside each other.
[[nodiscard]] Html button_group(const std::vector<Html>& buttons);

enum class AlertKind { info, ok, warning, error };
/// A message in the page. `title` may be empty.
[[nodiscard]] Html alert(const Say& say, AlertKind kind, std::string_view title, const Html& body, int level = 2);
/// A message at the top of the site, e.g. an outage.
[[nodiscard]] Html notification_banner(const Say& say, AlertKind kind, std::string_view title, const Html& body);

enum class Tone { neutral, info, ok, warning, error };
/// A short status; the words must say it, the colour only helps.
[[nodiscard]] Html badge(std::string_view text, Tone tone = Tone::neutral);

/// Breadcrumb trail; page_document makes it from Page::breadcrumbs.
[[nodiscard]] Html breadcrumbs(const Say& say, const std::vector<Link>& trail, std::string_view current);

[[nodiscard]] Html bullet_list(const std::vector<Html>& items);
[[nodiscard]] Html numbered_list(const std::vector<Html>& items);
/// A list of links with a line each.
[[nodiscard]] Html link_list(const std::vector<Link>& links);

struct Term {
  std::string term;
  Html detail;
};
/// Terms and details, for showing data.
[[nodiscard]] Html data_list(const std::vector<Term>& terms);

/// A few numbers with what they count, beside each other: what somebody looks at first.
struct Figure {
  std::string value;
  std::string label;
  std::string url = {};  ///< where the number leads; may be empty
  Tone tone = Tone::neutral;
};
[[nodiscard]] Html figures(const std::vector<Figure>& figures);

struct Column {
  enum class Align { start, end };  ///< end: numbers
  std::string title;
  Align align = Align::start;
};
struct Table {
  std::string caption;  ///< always given; the name of the table
  std::vector<Column> columns;
  std::vector<std::vector<Html>> rows;  ///< the first cell of a row is its header; every row as long as columns
  Html foot = {};                       ///< a line under the table: source, period, freshness
  std::string empty_text = {};          ///< shown instead of an empty table
};
/// On a narrow screen every row becomes a block with its column titles. Throws std::logic_error when a row has another
/// length.
[[nodiscard]] Html table(const Table& table);

struct Pages {
  int current = 1;
  int count = 1;
  std::function<std::string(int page)> url;
};
/// Nothing for one page.
[[nodiscard]] Html pagination(const Say& say, const Pages& pages);

}  // namespace sas::html
