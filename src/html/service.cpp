#include "html/service.h"

#include <array>
#include <cmath>

#include "html/dates.h"

namespace sas::html {
namespace {

Html heading_link(int level, std::string_view block, const std::string& title, const std::string& url) {
  return el("h" + std::to_string(level), {{"class", std::string(block) + "__title"}},
            {el("a", {{"class", "nl-link " + std::string(block) + "__link"}, {"href", url}}, {Html(title)})});
}

std::string_view state_name(TimelineEntry::State state) {
  static constexpr std::array<std::string_view, 4> names{"done", "current", "expected", "attention"};
  return names.at(static_cast<std::size_t>(state));
}

Html timeline_item(const Say& say, const TimelineEntry& entry) {
  const std::string state(state_name(entry.state));
  const Html when_part = entry.when.empty()
                             ? Html()
                             : el("p", {{"class", "sas-timeline__when"}}, {time_element(entry.when_iso, entry.when)});
  const Html body = entry.body.empty() ? Html() : el("div", {{"class", "sas-timeline__body"}}, {entry.body});
  return el("li",
            {{"class", "sas-timeline__item sas-timeline__item--" + state},
             when(entry.state == TimelineEntry::State::current, {"aria-current", "step"})},
            {el("p", {{"class", "sas-timeline__title"}},
                {hidden_text(say("html.timeline." + state) + ": "), Html(entry.title)}),
             when_part, body});
}

std::string from_words(const Say& say, FileItem::From from) {
  static constexpr std::array<std::string_view, 3> keys{"html.file.from-you", "html.file.from-us",
                                                        "html.file.from-system"};
  return say(keys.at(static_cast<std::size_t>(from)));
}

std::string file_facts(const Say& say, const FileItem& file) {
  std::string facts = from_words(say, file.from);
  const auto add = [&facts](const std::string& fact) {
    if (!fact.empty()) facts += (facts.empty() ? "" : ", ") + fact;
  };
  add(file.kind);
  if (file.bytes > 0) add(file_size(file.bytes, say.language));
  add(file.when);
  return facts;
}

Html help_part(std::string_view picture, const std::string& title, const Html& content) {
  return el("div", {{"class", "sas-help__part"}},
            {icon(picture), el("div", {}, {el("p", {{"class", "sas-help__title"}}, {Html(title)}), content})});
}

Html line(const Html& content) {
  return el("p", {{"class", "sas-help__line"}}, {content});
}
Html line_of(const std::string& text) {
  return text.empty() ? Html() : line(Html(text));
}

/// A number that breaks over two lines is misread.
std::string unbroken(const std::string& phone) {
  std::string out;
  for (const char c : phone) out += c == ' ' ? std::string("\u00A0") : std::string(1, c);
  return out;
}

Html score_option(const std::string& name, int score, std::optional<int> selected) {
  const std::string id = name + "-" + std::to_string(score);
  return el("div", {{"class", "sas-score__option"}},
            {empty_el("input", {{"class", "sas-score__input"},
                                {"type", "radio"},
                                {"id", id},
                                {"name", name},
                                {"value", std::to_string(score)},
                                when(selected == score, flag("checked"))}),
             el("label", {{"class", "sas-score__label"}, {"for", id}}, {Html(std::to_string(score))})});
}

Html promise_result(const Say& say, const Promise& promise) {
  if (!promise.last_month) return paragraph(Html(say("html.promise.too-few")));
  const auto kept = static_cast<std::int64_t>(std::floor(promise.last_month->share * 100.0 + 1e-9));
  return paragraph(strong(Html(say("html.promise.result", {{"kept", std::to_string(kept)}}))) + Html(" ") +
                   Html(say("html.promise.cases", {{"cases", number(promise.last_month->cases, say.language)},
                                                   {"n", std::to_string(promise.last_month->cases)}})));
}

}  // namespace

Html search_box(const Say& say, const SearchBox& box) {
  const std::string size = box.size == SearchBox::Size::large ? " sas-search--large" : "";
  return el(
      "form", {{"class", "sas-search" + size}, {"role", "search"}, {"method", "get"}, {"action", box.action}},
      {el("label", {{"class", "sas-search__label"}, {"for", "q"}}, {Html(box.label)}),
       el("div", {{"class", "sas-search__row"}},
          {empty_el("input", {{"class", "utrecht-textbox utrecht-textbox--html-input sas-search__input"},
                              {"type", "search"},
                              {"id", "q"},
                              {"name", "q"},
                              {"value", box.query},
                              {"autocomplete", "off"},
                              {"enterkeyhint", "search"}}),
           el("button", {{"type", "submit"}, {"class", "nl-button nl-button--primary sas-search__button"}},
              {icon("search"), el("span", {{"class", "nl-button__label"}}, {Html(say("html.search.button"))})})})});
}

Html task_cards(const std::vector<TaskCard>& cards, int heading_level) {
  Html items;
  for (const TaskCard& card : cards) {
    const Html picture = card.icon.empty() ? Html() : el("span", {{"class", "sas-card__picture"}}, {icon(card.icon)});
    const Html text =
        card.description.empty() ? Html() : el("p", {{"class", "sas-card__text"}}, {Html(card.description)});
    items += el("li", {{"class", "sas-card"}},
                {picture, el("div", {{"class", "sas-card__words"}},
                             {heading_link(heading_level, "sas-card", card.title, card.url), text})});
  }
  return el("ul", {{"class", "sas-cards"}}, {items});
}

Html case_card(const CaseCard& card, int heading_level) {
  const Html mark = card.badge_text.empty() ? Html() : badge(card.badge_text, card.tone);
  const Html action = card.action_needed.empty() ? Html()
                                                 : el("p", {{"class", "sas-case__action"}},
                                                      {icon("warning"), el("span", {}, {Html(card.action_needed)})});
  return el(
      "article", {{"class", "sas-case"}},
      {el("div", {{"class", "sas-case__head"}}, {heading_link(heading_level, "sas-case", card.title, card.url), mark}),
       el("p", {{"class", "sas-case__status"}}, {Html(card.status_sentence)}), action,
       el("p", {{"class", "sas-case__reference"}}, {Html(card.reference)})});
}

Html case_cards(const std::vector<CaseCard>& cards, int heading_level) {
  Html items;
  for (const CaseCard& card : cards)
    items += el("li", {{"class", "sas-cases__item"}}, {case_card(card, heading_level)});
  return el("ul", {{"class", "sas-cases"}}, {items});
}

Html timeline(const Say& say, const std::vector<TimelineEntry>& entries) {
  Html items;
  for (const TimelineEntry& entry : entries) items += timeline_item(say, entry);
  return el("ol", {{"class", "sas-timeline"}}, {items});
}

Html file_list(const Say& say, const std::vector<FileItem>& files) {
  Html items;
  for (const FileItem& file : files) {
    const Html name = file.url.empty()
                          ? el("span", {{"class", "sas-files__name"}}, {Html(file.name)})
                          : el("a", {{"class", "nl-link sas-files__name"}, {"href", file.url}}, {Html(file.name)});
    const Html note = file.note.empty() ? Html() : el("p", {{"class", "sas-files__note"}}, {Html(file.note)});
    const Html save = file.save_url.empty()
                          ? Html()
                          : el("p", {{"class", "sas-files__facts"}},
                               {el("a", {{"class", "nl-link"}, {"href", file.save_url}, {"download", ""}},
                                   {Html(say("html.file.save")), hidden_text(" " + file.name)})});
    items += el("li", {{"class", "sas-files__item"}},
                {icon("file"),
                 el("div", {{"class", "sas-files__text"}},
                    {name, el("p", {{"class", "sas-files__facts"}}, {Html(file_facts(say, file))}), save, note})});
  }
  return el("ul", {{"class", "sas-files"}}, {items});
}

Html promise_box(const Say& say, const Promise& promise) {
  const Html more =
      promise.more_url.empty() ? Html() : paragraph(link(Html(say("html.promise.more")), promise.more_url));
  return el("aside", {{"class", "sas-promise"}, {"aria-label", say("html.promise.label")}},
            {icon("promise"), el("div", {{"class", "sas-promise__text"}},
                                 {el("p", {{"class", "sas-promise__promise"}}, {Html(promise.text)}),
                                  promise_result(say, promise), more})});
}

Html score_scale(const Say& say, std::string_view name, std::string_view question, std::optional<int> selected,
                 std::string_view error) {
  const std::string id(name);
  Html options;
  for (int score = 1; score <= 10; ++score) options += score_option(id, score, selected);
  const Html wrong = error.empty() ? Html()
                                   : el("div", {{"class", "utrecht-form-field-error-message"}, {"id", id + "-error"}},
                                        {hidden_text(say("html.error.prefix") + " "), Html(error)});
  return el(
      "fieldset",
      {{"class", "utrecht-form-fieldset utrecht-form-fieldset--html-fieldset sas-score"},
       {"id", id},
       {"tabindex", "-1"},
       {"aria-describedby", id + "-ends" + (error.empty() ? "" : " " + id + "-error")}},
      {el("legend",
          {{"class", "utrecht-form-fieldset__legend utrecht-form-fieldset__legend--html-legend utrecht-form-label"}},
          {Html(question)}),
       wrong, el("div", {{"class", "sas-score__options"}}, {options}),
       el("p", {{"class", "sas-score__ends"}, {"id", id + "-ends"}},
          {el("span", {}, {Html(say("html.score.low"))}), Html(" "), el("span", {}, {Html(say("html.score.high"))})})});
}

Html help_box(const Say& say, const HelpBox& help) {
  Html parts;
  if (!help.phone.empty()) {
    parts += help_part("phone", say("html.help.phone"),
                       line(link(Html(unbroken(help.phone)), help.phone_link)) + line_of(help.phone_note));
  }
  if (!help.desk_address.empty()) {
    const Html appointment =
        help.appointment.text.empty() ? Html() : line(link(Html(help.appointment.text), help.appointment.url));
    parts += help_part("desk", say("html.help.desk"),
                       line_of(help.desk_address) + line_of(help.desk_hours) + line_of(help.desk_note) + appointment);
  }
  if (!help.paper_form.text.empty()) {
    parts += help_part("file", say("html.help.paper"), line(link(Html(help.paper_form.text), help.paper_form.url)));
  }
  return el("section", {{"class", "sas-help"}, {"aria-labelledby", "help-title"}},
            {el("h2", {{"class", "sas-help__heading"}, {"id", "help-title"}}, {Html(say("html.help.title"))}),
             el("div", {{"class", "sas-help__parts"}}, {parts})});
}

HelpBox help_of(const Theme& theme, Language language) {
  HelpBox help;
  help.phone = theme.phone;
  help.phone_link = theme.phone_link;
  help.desk_address = theme.desk_address;
  help.desk_hours = language == Language::nl ? theme.opening_hours_nl : theme.opening_hours_en;
  return help;
}

Html reference_box(const Say& say, std::string_view label, std::string_view reference) {
  return el(
      "div", {{"class", "sas-reference"}},
      {el("p", {{"class", "sas-reference__label"}}, {Html(label)}), el("p",
                                                                       {{"class", "sas-reference__value"},
                                                                        {"data-sas-copy", say("html.copy.button")},
                                                                        {"data-sas-copied", say("html.copy.done")}},
                                                                       {Html(reference)})});
}

}  // namespace sas::html
