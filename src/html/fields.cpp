#include "html/fields.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "html/content.h"
#include "html/dates.h"
#include "html/field_frame.h"

namespace sas::html {
namespace {

struct KindTraits {
  std::string_view type;
  std::string_view mode;
  std::string_view autocomplete;
  std::string_view spellcheck;
};

/// Autocomplete names are those of WCAG 1.3.5; the type stays text where a browser's own check or stepper would get in
/// the way.
KindTraits traits_of(InputKind kind) {
  switch (kind) {
    case InputKind::text:
      return {"text", "", "", ""};
    case InputKind::name:
      return {"text", "", "name", "false"};
    case InputKind::email:
      return {"email", "email", "email", "false"};
    case InputKind::phone:
      return {"tel", "tel", "tel", ""};
    case InputKind::whole_number:
      return {"text", "numeric", "", ""};
    case InputKind::amount:
      return {"text", "decimal", "", ""};
    case InputKind::postcode:
      return {"text", "", "postal-code", "false"};
    case InputKind::iban:
      return {"text", "", "off", "false"};
    case InputKind::licence_plate:
      return {"text", "", "off", "false"};
    case InputKind::code:
      return {"text", "numeric", "one-time-code", "false"};
    case InputKind::password:
      return {"password", "", "current-password", "false"};
  }
  throw std::logic_error("html: unknown input kind");
}

std::string width_class(InputWidth width) {
  static constexpr std::array<std::string_view, 4> names{"full", "half", "short", "number"};
  return " sas-width-" + std::string(names.at(static_cast<std::size_t>(width)));
}

std::string textbox_class(const Field& field, InputWidth width) {
  return std::string("utrecht-textbox utrecht-textbox--html-input") +
         (field.error.empty() ? "" : " utrecht-textbox--invalid") + width_class(width);
}

Html text_input(const Field& field, const TextInput& input) {
  const KindTraits traits = traits_of(input.kind);
  const std::string autocomplete = input.autocomplete.empty() ? std::string(traits.autocomplete) : input.autocomplete;
  return empty_el("input", {{"class", textbox_class(field, input.width)},
                            {"type", std::string(traits.type)},
                            {"id", field.name},
                            {"name", field.name},
                            when(input.kind != InputKind::password, {"value", input.value}),
                            when(!traits.mode.empty(), {"inputmode", std::string(traits.mode)}),
                            when(!autocomplete.empty(), {"autocomplete", autocomplete}),
                            when(!traits.spellcheck.empty(), {"spellcheck", std::string(traits.spellcheck)}),
                            described_by(field),
                            invalid(field)});
}

}  // namespace

Html text_field(const Say& say, const Field& field, const TextInput& input) {
  return field_frame(say, field, "text", text_input(field, input));
}

Html email_field(const Say& say, const Field& field, std::string_view value) {
  return text_field(say, field, {.value = std::string(value), .kind = InputKind::email});
}

Html phone_field(const Say& say, const Field& field, std::string_view value) {
  return text_field(say, field, {.value = std::string(value), .kind = InputKind::phone, .width = InputWidth::half});
}

Html number_field(const Say& say, const Field& field, std::string_view value) {
  return text_field(say, field,
                    {.value = std::string(value), .kind = InputKind::whole_number, .width = InputWidth::number});
}

Html textarea_field(const Say& say, const Field& field, const TextArea& area) {
  const std::string most = std::to_string(area.max_length);
  const std::string left = say("html.count.left", {{"n", "{n}"}});
  const std::string over = say("html.count.over", {{"n", "{n}"}});
  const bool counted = area.max_length > 0;
  const Html input = el("textarea",
                        {{"class", std::string("utrecht-textarea utrecht-textarea--html-textarea") +
                                       (field.error.empty() ? "" : " utrecht-textarea--invalid")},
                         {"id", field.name},
                         {"name", field.name},
                         {"rows", std::to_string(area.rows)},
                         described_by(field, counted ? field.name + "-count" : ""),
                         invalid(field),
                         when(counted, {"data-sas-count", most}),
                         when(counted, {"data-sas-left", left}),
                         when(counted, {"data-sas-over", over})},
                        // A browser drops the first newline of a textarea, so one is put before it (HTML, 13.1.2.5).
                        {Html("\n"), Html(area.value)});
  const Html count = !counted
                         ? Html()
                         : el("p", {{"class", "sas-count"}, {"id", field.name + "-count"}},
                              {Html(say("html.count.most",
                                        {{"n", number(static_cast<std::int64_t>(area.max_length), say.language)}}))});
  return field_frame(say, field, "textarea", input + count);
}

Html select_field(const Say& say, const Field& field, const std::vector<Choice>& choices, std::string_view selected) {
  Html options = el("option", {{"value", ""}}, {Html(say("html.select.choose"))});
  for (const Choice& choice : choices) {
    Attr chosen = flag("selected");
    options += el("option", {{"value", choice.value}, when(choice.value == selected, chosen)}, {Html(choice.label)});
  }
  const Html input = el("select",
                        {{"class", std::string("utrecht-select utrecht-select--html-select") +
                                       (field.error.empty() ? "" : " utrecht-select--invalid")},
                         {"id", field.name},
                         {"name", field.name},
                         described_by(field),
                         invalid(field)},
                        {options});
  return field_frame(say, field, "select", input);
}

Html file_field(const Say& say, const Field& field, const FileInput& input) {
  Html rules;
  if (!input.kinds.empty()) rules += Html(say("html.file.kinds", {{"kinds", input.kinds}}) + " ");
  if (input.max_bytes > 0) rules += Html(say("html.file.most", {{"size", file_size(input.max_bytes, say.language)}}));
  const Html current =
      input.current_name.empty()
          ? Html()
          : el("p", {{"class", "sas-file__current"}}, {Html(say("html.file.current", {{"name", input.current_name}}))});
  const bool ruled = !rules.empty();
  const Html control = empty_el("input", {{"class", "sas-file__input"},
                                          {"type", "file"},
                                          {"id", field.name},
                                          {"name", field.name},
                                          when(!input.accept.empty(), {"accept", input.accept}),
                                          when(input.number == FileInput::Number::several, flag("multiple")),
                                          when(input.max_bytes > 0, {"data-sas-most", std::to_string(input.max_bytes)}),
                                          {"data-sas-busy", say("html.file.busy", {{"n", "{n}"}})},
                                          {"data-sas-too-large", say("html.file.too-large")},
                                          described_by(field, ruled ? field.name + "-rules" : ""),
                                          invalid(field)});
  const Html rule_text =
      ruled ? el("p", {{"class", "sas-file__rules"}, {"id", field.name + "-rules"}}, {rules}) : Html();
  return field_frame(say, field, "file", el("div", {{"class", "sas-file"}}, {current, control, rule_text}));
}

Html hidden(std::string_view name, std::string_view value) {
  return empty_el("input", {{"type", "hidden"}, {"name", std::string(name)}, {"value", std::string(value)}});
}

Html form(const FormSpec& spec, const Html& content) {
  return el("form",
            {{"class", "sas-form"},
             {"method", "post"},
             {"action", spec.action},
             when(spec.encoding == FormSpec::Encoding::files, {"enctype", "multipart/form-data"}),
             flag("novalidate")},
            {hidden(csrf_field, spec.csrf_token), content});
}

Html query_form(std::string_view action, const Html& content) {
  return el("form", {{"class", "sas-form"}, {"method", "get"}, {"action", std::string(action)}, flag("novalidate")},
            {content});
}

}  // namespace sas::html
