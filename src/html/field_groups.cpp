#include <algorithm>

#include "html/content.h"
#include "html/field_frame.h"
#include "html/fields.h"

namespace sas::html {
namespace {

/// One radio or tick box with its label. Native controls: their checked state survives forced colours.
struct Option {
  std::string_view type;
  std::string id;
  std::string name;
  std::string value;
  Html label;
  std::string description;
  Ticked ticked = Ticked::no;
};

Html option_line(const Option& option, const Attr& described, const Attr& wrong) {
  const std::string hint_id = option.id + "-hint";
  Attr by = described;
  if (!option.description.empty()) by = {"aria-describedby", hint_id};
  const Html hint = option.description.empty()
                        ? Html()
                        : el("div", {{"class", "sas-option__hint"}, {"id", hint_id}}, {Html(option.description)});
  return el("div", {{"class", "sas-option"}},
            {empty_el("input", {{"class", "sas-option__input"},
                                {"type", std::string(option.type)},
                                {"id", option.id},
                                {"name", option.name},
                                {"value", option.value},
                                when(option.ticked == Ticked::yes, flag("checked")),
                                by,
                                wrong}),
             el("label", {{"class", "sas-option__label"}, {"for", option.id}}, {option.label}), hint});
}

Html option_lines(std::string_view type, const Field& field, const std::vector<Choice>& choices,
                  const std::vector<std::string>& selected) {
  const Attr none{"aria-describedby", "", Attr::Form::absent};
  Html lines;
  int number = 0;
  for (const Choice& choice : choices) {
    const bool on = std::ranges::find(selected, choice.value) != selected.end();
    // aria-invalid is not for radios (WAI-ARIA 1.2); the fieldset names the error.
    const Option option{type,
                        field.name + "-" + std::to_string(++number),
                        field.name,
                        choice.value,
                        Html(choice.label),
                        choice.description,
                        on ? Ticked::yes : Ticked::no};
    lines += option_line(option, none, when(type == "checkbox", invalid(field)));
  }
  return lines;
}

/// A short input with its own label inside a group.
struct Part {
  std::string suffix;
  std::string label;
  std::string value;
  std::string autocomplete;
  std::string mode;
  std::string width;
};

Html part_input(const Field& field, const Part& part) {
  const std::string id = field.name + "-" + part.suffix;
  return el("div", {{"class", "sas-part"}},
            {el("label", {{"class", "sas-part__label"}, {"for", id}}, {Html(part.label)}),
             empty_el("input", {{"class", std::string("utrecht-textbox utrecht-textbox--html-input sas-width-") +
                                              part.width + (field.error.empty() ? "" : " utrecht-textbox--invalid")},
                                {"type", "text"},
                                {"id", id},
                                {"name", id},
                                {"value", part.value},
                                when(!part.mode.empty(), {"inputmode", part.mode}),
                                when(!part.autocomplete.empty(), {"autocomplete", part.autocomplete}),
                                invalid(field)})});
}

Html parts_row(const Field& field, const std::vector<Part>& parts) {
  Html row;
  for (const Part& part : parts) row += part_input(field, part);
  return el("div", {{"class", "sas-parts"}}, {row});
}

}  // namespace

Html fieldset(const Field& field, const Html& content) {
  return el(
      "fieldset",
      {{"class", "utrecht-form-fieldset utrecht-form-fieldset--html-fieldset sas-field"}, described_by(field)},
      {el("legend",
          {{"class", "utrecht-form-fieldset__legend utrecht-form-fieldset__legend--html-legend utrecht-form-label"}},
          {Html(field.label)}),
       field.description.empty()
           ? Html()
           : el("div", {{"class", "utrecht-form-field-description"}, {"id", field.name + "-description"}},
                {Html(field.description)}),
       content});
}

Html radio_group(const Say& say, const Field& field, const std::vector<Choice>& choices, std::string_view selected) {
  std::vector<std::string> chosen;
  if (!selected.empty()) chosen.emplace_back(selected);
  return group_frame(say, field, option_lines("radio", field, choices, chosen));
}

Html checkbox_group(const Say& say, const Field& field, const std::vector<Choice>& choices,
                    const std::vector<std::string>& selected) {
  return group_frame(say, field, option_lines("checkbox", field, choices, selected));
}

Html checkbox(const Say& say, const Field& field, Ticked ticked) {
  const Html error = field.error.empty()
                         ? Html()
                         : el("div", {{"class", "utrecht-form-field-error-message"}, {"id", field.name + "-error"}},
                              {hidden_text(say("html.error.prefix") + " "), Html(field.error)});
  const std::string hint_id = field.name + "-hint";
  std::string ids = field.description.empty() ? "" : hint_id;
  if (!field.error.empty()) ids += (ids.empty() ? "" : " ") + field.name + "-error";
  const Html input = empty_el("input", {{"class", "sas-option__input"},
                                        {"type", "checkbox"},
                                        {"id", field.name},
                                        {"name", field.name},
                                        {"value", "ja"},
                                        when(ticked == Ticked::yes, flag("checked")),
                                        when(!ids.empty(), {"aria-describedby", ids}),
                                        invalid(field)});
  const Html hint = field.description.empty()
                        ? Html()
                        : el("div", {{"class", "sas-option__hint"}, {"id", hint_id}}, {Html(field.description)});
  return el(
      "div",
      {{"class",
        std::string("utrecht-form-field sas-field") + (field.error.empty() ? "" : " utrecht-form-field--invalid")}},
      {error, el("div", {{"class", "sas-option"}},
                 {input, el("label", {{"class", "sas-option__label"}, {"for", field.name}}, {label_text(say, field)}),
                  hint})});
}

Html yes_no_field(const Say& say, const Field& field, std::string_view selected) {
  return radio_group(say, field, {{"ja", say("html.yes"), ""}, {"nee", say("html.no"), ""}}, selected);
}

Html date_field(const Say& say, const Field& field, const DateInput& input) {
  const bool birth = input.kind == DateInput::Kind::birth;
  const auto fill = [birth](const char* name) { return birth ? std::string(name) : std::string(); };
  return group_frame(
      say, field,
      parts_row(field, {{"day", say("html.date.day"), input.day, fill("bday-day"), "numeric", "2"},
                        // Names of months are taken too, so no numeric keyboard is forced on people.
                        {"month", say("html.date.month"), input.month, fill("bday-month"), "", "4"},
                        {"year", say("html.date.year"), input.year, fill("bday-year"), "numeric", "4"}}));
}

Html address_field(const Say& say, const Field& field, const AddressInput& input) {
  const std::string postcode_fill = input.whose == AddressInput::Whose::own ? "postal-code" : "off";
  return group_frame(
      say, field,
      parts_row(field, {{"postcode", say("html.address.postcode"), input.postcode, postcode_fill, "", "postcode"},
                        {"number", say("html.address.number"), input.number, "off", "numeric", "4"},
                        {"letter", say("html.address.letter"), input.letter, "off", "", "2"},
                        {"addition", say("html.address.addition"), input.addition, "off", "", "4"}}));
}

}  // namespace sas::html
