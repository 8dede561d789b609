#include "html/field_frame.h"

#include "html/content.h"

namespace sas::html {
namespace {

Html description_of(const Field& field) {
  if (field.description.empty()) return {};
  return el("div",
            {{"class", "utrecht-form-field-description utrecht-form-field__description"},
             {"id", field.name + "-description"}},
            {Html(field.description)});
}

Html error_of(const Say& say, const Field& field) {
  if (field.error.empty()) return {};
  return el(
      "div",
      {{"class", "utrecht-form-field-error-message utrecht-form-field__error-message"}, {"id", field.name + "-error"}},
      {hidden_text(say("html.error.prefix") + " "), Html(field.error)});
}

std::string state_class(const Field& field) {
  return field.error.empty() ? "" : " utrecht-form-field--invalid";
}

/// As the only question of a page the label is its h1 too, so that people do not read the same line twice.
Html as_heading(const Field& field, const Html& content) {
  if (field.label_as == Field::LabelAs::label) return content;
  return el("h1", {{"class", "nl-heading nl-heading--level-1"}}, {content});
}

}  // namespace

Attr described_by(const Field& field, std::string_view more) {
  std::string ids;
  const auto add = [&ids](std::string_view id) {
    if (id.empty()) return;
    if (!ids.empty()) ids += ' ';
    ids += id;
  };
  if (!field.description.empty()) add(field.name + "-description");
  if (!field.error.empty()) add(field.name + "-error");
  add(more);
  return when(!ids.empty(), {"aria-describedby", ids});
}

Attr invalid(const Field& field) {
  return when(!field.error.empty(), {"aria-invalid", "true"});
}

Html label_text(const Say& say, const Field& field) {
  if (field.need == Field::Need::required) return Html(field.label);
  return Html(field.label) + Html(" ") + el("span", {{"class", "sas-optional"}}, {Html(say("html.field.optional"))});
}

Html field_frame(const Say& say, const Field& field, std::string_view kind, const Html& input) {
  const Html label = el("label", {{"class", "utrecht-form-label"}, {"for", field.name}}, {label_text(say, field)});
  return el("div",
            {{"class", "utrecht-form-field sas-field utrecht-form-field--" + std::string(kind) + state_class(field)}},
            {el("div", {{"class", "utrecht-form-field__label"}}, {as_heading(field, label)}), description_of(field),
             error_of(say, field), el("div", {{"class", "utrecht-form-field__input"}}, {input})});
}

Html group_frame(const Say& say, const Field& field, const Html& inputs) {
  const Html legend =
      el("legend",
         {{"class", "utrecht-form-fieldset__legend utrecht-form-fieldset__legend--html-legend utrecht-form-label"}},
         {as_heading(field, label_text(say, field))});
  return el("div", {{"class", "utrecht-form-field sas-field" + state_class(field)}},
            {el("fieldset",
                {{"class", "utrecht-form-fieldset utrecht-form-fieldset--html-fieldset"},
                 {"id", field.name},
                 {"tabindex", "-1"},
                 described_by(field)},
                {legend, description_of(field), error_of(say, field),
                 el("div", {{"class", "utrecht-form-field__input sas-group"}}, {inputs})})});
}

}  // namespace sas::html
