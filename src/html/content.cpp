#include "html/content.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "html/service.h"

namespace sas::html {
namespace {

std::string_view button_class(ButtonKind kind) {
  switch (kind) {
    case ButtonKind::primary:
      return "nl-button nl-button--primary";
    case ButtonKind::secondary:
      return "nl-button nl-button--secondary";
    case ButtonKind::subtle:
      return "nl-button nl-button--subtle";
    case ButtonKind::danger:
      return "nl-button nl-button--primary nl-button--negative";
  }
  throw std::logic_error("html: unknown button kind");
}

std::string_view alert_name(AlertKind kind) {
  switch (kind) {
    case AlertKind::info:
      return "info";
    case AlertKind::ok:
      return "ok";
    case AlertKind::warning:
      return "warning";
    case AlertKind::error:
      return "error";
  }
  throw std::logic_error("html: unknown alert kind");
}

/// The icon shows the kind; people who cannot see it hear the word.
Html alert_icon(const Say& say, AlertKind kind) {
  const std::string name(alert_name(kind));
  return el("div", {{"class", "utrecht-alert__icon"}}, {icon(name), hidden_text(say("html.alert." + name))});
}

std::string_view tone_name(Tone tone) {
  static constexpr std::array<std::string_view, 5> names{"neutral", "info", "ok", "warning", "error"};
  return names.at(static_cast<std::size_t>(tone));
}

Html list(std::string_view tag, const std::string& name, const std::vector<Html>& items) {
  Html out;
  for (const Html& item : items) out += el("li", {{"class", name + "__item"}}, {item});
  return el(tag, {{"class", name}}, {out});
}

Attr cell_class(const std::string& name, Column::Align align) {
  return {"class", "utrecht-table__" + name + (align == Column::Align::end ? " sas-number" : "")};
}

Html table_row(const Table& table, const std::vector<Html>& row) {
  if (row.size() != table.columns.size()) throw std::logic_error("html: a row of another length than the columns");
  Html cells;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Column& column = table.columns[i];
    // The title is repeated for narrow screens, where the head is not shown.
    const Attr title{"data-title", column.title};
    cells += i == 0 ? el("th", {{"scope", "row"}, cell_class("header-cell", column.align), title}, {row[i]})
                    : el("td", {cell_class("cell", column.align), title}, {row[i]});
  }
  return el("tr", {{"class", "utrecht-table__row"}}, {cells});
}

Html table_head(const Table& table) {
  Html cells;
  for (const Column& column : table.columns) {
    cells += el("th", {{"scope", "col"}, cell_class("header-cell", column.align)}, {Html(column.title)});
  }
  return el("thead", {{"class", "utrecht-table__header"}}, {el("tr", {{"class", "utrecht-table__row"}}, {cells})});
}

Html page_link(const Say& say, const Pages& pages, int number) {
  const bool current = number == pages.current;
  return el("li", {{"class", "sas-pages__item"}},
            {el("a",
                {{"class", current ? "utrecht-pagination__page-link utrecht-pagination__page-link--current"
                                   : "utrecht-pagination__page-link"},
                 {"href", pages.url(number)},
                 {"aria-label", say("html.pages.page", {{"n", std::to_string(number)}})},
                 when(current, {"aria-current", "page"})},
                {Html(std::to_string(number))})});
}

Html relative_link(std::string_view word, std::string_view rel, const std::string& url) {
  return el("li", {{"class", "sas-pages__item"}},
            {el("a", {{"class", "utrecht-pagination__relative-link"}, {"rel", std::string(rel)}, {"href", url}},
                {Html(word)})});
}

}  // namespace

Html heading(int level, const Html& text, std::string_view id) {
  if (level < 1 || level > 6) throw std::logic_error("html: heading level");
  const std::string number = std::to_string(level);
  return el("h" + number,
            {{"class", "nl-heading nl-heading--level-" + number}, when(!id.empty(), {"id", std::string(id)})}, {text});
}

Html paragraph(const Html& content) {
  return el("p", {{"class", "nl-paragraph"}}, {content});
}
Html lead(const Html& content) {
  return el("p", {{"class", "nl-paragraph nl-paragraph--lead"}}, {content});
}

Html link(const Html& text, std::string_view url) {
  return el("a", {{"class", "nl-link"}, {"href", std::string(url)}}, {text});
}

Html link_about(const Html& text, std::string_view context, std::string_view url) {
  return el("a", {{"class", "nl-link"}, {"href", std::string(url)}}, {text, hidden_text(" " + std::string(context))});
}

Html strong(const Html& text) {
  return el("strong", {}, {text});
}

Html hidden_text(std::string_view text) {
  return el("span", {{"class", "sas-hidden"}}, {Html(text)});
}

Html time_element(std::string_view iso, std::string_view text) {
  return el("time", {when(!iso.empty(), {"datetime", std::string(iso)})}, {Html(text)});
}

Html stack(const std::vector<Html>& parts) {
  return el("div", {{"class", "sas-stack"}}, {join(parts)});
}

Html section(std::string_view id, std::string_view title, const Html& content, int level) {
  const std::string title_id = std::string(id) + "-title";
  return el("section", {{"class", "sas-section"}, {"id", std::string(id)}, {"aria-labelledby", title_id}},
            {heading(level, Html(title), title_id), content});
}

Html details(std::string_view summary, const Html& content) {
  return el("details", {{"class", "sas-details"}},
            {el("summary", {{"class", "sas-details__summary"}}, {Html(summary)}),
             el("div", {{"class", "sas-details__content"}}, {content})});
}

Html button(std::string_view label, ButtonKind kind, std::string_view name, std::string_view value) {
  return el("button",
            {{"type", "submit"},
             {"class", std::string(button_class(kind))},
             when(!name.empty(), {"name", std::string(name)}),
             when(!name.empty(), {"value", std::string(value)})},
            {el("span", {{"class", "nl-button__label"}}, {Html(label)})});
}

Html link_button(std::string_view label, std::string_view url, ButtonKind kind) {
  return el("a", {{"class", std::string(button_class(kind))}, {"href", std::string(url)}},
            {el("span", {{"class", "nl-button__label"}}, {Html(label)})});
}

Html button_group(const std::vector<Html>& buttons) {
  return el("div", {{"class", "sas-buttons"}}, {join(buttons)});
}

Html alert(const Say& say, AlertKind kind, std::string_view title, const Html& body, int level) {
  const Html title_part = title.empty() ? Html() : heading(level, Html(title));
  return el("div", {{"class", "utrecht-alert utrecht-alert--" + std::string(alert_name(kind))}},
            {alert_icon(say, kind), el("div", {{"class", "utrecht-alert__content"}},
                                       {title_part, el("div", {{"class", "utrecht-alert__message"}}, {body})})});
}

Html notification_banner(const Say& say, AlertKind kind, std::string_view title, const Html& body) {
  return el(
      "section",
      {{"class", "sas-banner sas-banner--" + std::string(alert_name(kind))}, {"aria-label", say("html.banner.label")}},
      {alert_icon(say, kind), el("div", {{"class", "sas-banner__content"}},
                                 {el("p", {{"class", "sas-banner__title"}}, {Html(title)}), body})});
}

Html badge(std::string_view text, Tone tone) {
  return el("span", {{"class", "nl-data-badge sas-badge sas-badge--" + std::string(tone_name(tone))}}, {Html(text)});
}

Html breadcrumbs(const Say& say, const std::vector<Link>& trail, std::string_view current) {
  Html items;
  for (const Link& step : trail) {
    items += el("li", {{"class", "utrecht-breadcrumb-nav__item"}},
                {el("a", {{"class", "utrecht-breadcrumb-nav__link nl-link"}, {"href", step.url}}, {Html(step.text)})});
  }
  items += el("li", {{"class", "utrecht-breadcrumb-nav__item"}, {"aria-current", "page"}}, {Html(current)});
  return el("nav", {{"class", "utrecht-breadcrumb-nav sas-crumbs"}, {"aria-label", say("html.breadcrumbs.label")}},
            {el("ol", {{"class", "sas-crumbs__list"}}, {items})});
}

Html bullet_list(const std::vector<Html>& items) {
  return list("ul", "utrecht-unordered-list", items);
}
Html numbered_list(const std::vector<Html>& items) {
  return list("ol", "utrecht-ordered-list", items);
}

Html link_list(const std::vector<Link>& links) {
  Html items;
  for (const Link& one : links) items += el("li", {{"class", "sas-links__item"}}, {link(Html(one.text), one.url)});
  return el("ul", {{"class", "sas-links"}}, {items});
}

Html data_list(const std::vector<Term>& terms) {
  Html rows;
  for (const Term& term : terms) {
    rows += el(
        "div", {{"class", "utrecht-data-list__item sas-data__item"}},
        {el("dt", {{"class", "utrecht-data-list__item-key"}}, {Html(term.term)}),
         el("dd", {{"class", "utrecht-data-list__item-value utrecht-data-list__item-value--html-dd"}}, {term.detail})});
  }
  return el("dl", {{"class", "utrecht-data-list sas-data"}}, {rows});
}

Html figures(const std::vector<Figure>& figures) {
  std::vector<Html> items;
  for (const Figure& figure : figures) {
    const Html value = el("span", {{"class", "sas-figure__value"}}, {figure.value});
    const Html label = el("span", {{"class", "sas-figure__label"}}, {figure.label});
    const std::string tone = figure.tone == Tone::error     ? " sas-figure--error"
                             : figure.tone == Tone::warning ? " sas-figure--warning"
                                                            : "";
    items.push_back(
        el("li", {{"class", "sas-figure" + tone}},
           {figure.url.empty() ? value + label
                               : el("a", {{"class", "sas-figure__link"}, {"href", figure.url}}, {value, label})}));
  }
  return el("ul", {{"class", "sas-figures"}, {"role", "list"}}, {join(items)});
}

Html table(const Table& table) {
  const Html foot = table.foot.empty() ? Html() : el("p", {{"class", "sas-table__foot"}}, {table.foot});
  if (table.rows.empty() && !table.empty_text.empty()) {
    return el("div", {{"class", "sas-table"}}, {el("p", {{"class", "nl-paragraph"}}, {Html(table.empty_text)}), foot});
  }
  Html rows;
  for (const auto& row : table.rows) rows += table_row(table, row);
  // Where it scrolls sideways, the keyboard must be able to scroll it too (WCAG 2.1.1).
  return el("div", {{"class", "sas-table"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", table.caption}},
            {el("table", {{"class", "utrecht-table"}},
                {el("caption", {{"class", "utrecht-table__caption"}}, {Html(table.caption)}), table_head(table),
                 el("tbody", {{"class", "utrecht-table__body"}}, {rows})}),
             foot});
}

Html pagination(const Say& say, const Pages& pages) {
  if (pages.count <= 1) return {};
  Html items;
  if (pages.current > 1) items += relative_link(say("html.pages.previous"), "prev", pages.url(pages.current - 1));
  int last_shown = 0;
  for (int number = 1; number <= pages.count; ++number) {
    const bool shown = number == 1 || number == pages.count || std::abs(number - pages.current) <= 1;
    if (!shown) continue;
    if (number > last_shown + 1) items += el("li", {{"class", "sas-pages__gap"}}, {Html("…")});
    items += page_link(say, pages, number);
    last_shown = number;
  }
  if (pages.current < pages.count) items += relative_link(say("html.pages.next"), "next", pages.url(pages.current + 1));
  return el("nav", {{"class", "utrecht-pagination"}, {"aria-label", say("html.pages.label")}},
            {el("ul", {{"class", "sas-pages"}}, {items})});
}

}  // namespace sas::html
