#include "forms/question_page.h"

#include <algorithm>

#include <fmt/format.h>

namespace sas::forms {
namespace {

using html::Field;
using html::Html;
using html::Say;

class Fields {
 public:
  Fields(const Say& say, const Question& question, const json::Value& answer, const Attempt* attempt)
      : say_(say), q_(question), answer_(answer), attempt_(attempt) {}

  Html of_kind(const std::vector<Instant>& free) const {
    switch (q_.kind) {
      case Kind::long_text:
        return html::textarea_field(say_, field(), {text(), 6, q_.max_length});
      case Kind::email:
        return html::email_field(say_, field(), text());
      case Kind::phone:
        return html::phone_field(say_, field(), text());
      case Kind::number:
        return html::number_field(say_, field(), number());
      case Kind::money:
        return html::text_field(say_, field(), {amount(), html::InputKind::amount, html::InputWidth::short_text});
      case Kind::licence_plate:
        return html::text_field(say_, field(), {text(), html::InputKind::licence_plate, html::InputWidth::short_text});
      case Kind::iban:
        return html::text_field(say_, field(), {text(), html::InputKind::iban, html::InputWidth::half});
      case Kind::kvk:
        return html::text_field(say_, field(), {text(), html::InputKind::whole_number, html::InputWidth::short_text});
      case Kind::choice:
        return html::radio_group(say_, field(), options(), text());
      case Kind::yes_no:
        return html::radio_group(say_, field(), {{"yes", say_("forms.yes")}, {"no", say_("forms.no")}}, text());
      case Kind::choices:
        return html::checkbox_group(say_, field(), options(), list());
      case Kind::date:
        return date();
      case Kind::address:
        return address();
      case Kind::file:
        return file();
      case Kind::appointment:
        return appointment(free);
      case Kind::contact:
        return contact();
      case Kind::text:
        break;
    }
    return html::text_field(say_, field(), {text(), html::InputKind::text, html::InputWidth::full, "", q_.max_length});
  }

 private:
  std::string error(std::string_view name) const {
    return attempt_ == nullptr ? std::string() : html::message_for(say_, attempt_->error, name);
  }

  Field field() const {
    Field f;
    f.name = q_.id;
    f.label = q_.label.in(say_.language);
    f.description = q_.hint.in(say_.language);
    f.error = error(q_.id);
    f.need = q_.required ? Field::Need::required : Field::Need::optional;
    f.label_as = Field::LabelAs::page_heading;
    return f;
  }

  Field part(std::string name, std::string label, Field::Need need, std::string description = {}) const {
    Field f;
    f.error = error(name);
    f.name = std::move(name);
    f.label = std::move(label);
    f.description = std::move(description);
    f.need = need;
    return f;
  }

  std::string typed(const std::string& name) const {
    return attempt_ == nullptr ? std::string() : attempt_->fields.get(name);
  }
  std::string text() const {
    return attempt_ != nullptr   ? attempt_->fields.get(q_.id)
           : answer_.is_string() ? std::string(answer_.get_string())
                                 : std::string();
  }
  std::string number() const {
    return attempt_ != nullptr  ? attempt_->fields.get(q_.id)
           : answer_.is_int64() ? std::to_string(answer_.get_int64())
                                : std::string();
  }
  std::string amount() const {
    if (attempt_ != nullptr) return attempt_->fields.get(q_.id);
    if (!answer_.is_int64()) return {};
    const std::int64_t cents = answer_.get_int64();
    return fmt::format("{}{}{:02}", cents / 100, say_.language == Language::nl ? ',' : '.', cents % 100);
  }
  std::vector<std::string> list() const {
    if (attempt_ != nullptr) return attempt_->fields.all(q_.id);
    std::vector<std::string> out;
    if (const auto* items = answer_.if_array())
      for (const json::Value& item : *items)
        if (item.is_string()) out.emplace_back(item.get_string());
    return out;
  }
  std::vector<html::Choice> options() const {
    std::vector<html::Choice> out;
    for (const Option& o : q_.options) out.push_back({o.value, o.label.in(say_.language), ""});
    return out;
  }

  Html date() const {
    html::DateInput input;
    if (attempt_ != nullptr)
      input = {typed(q_.id + "-day"), typed(q_.id + "-month"), typed(q_.id + "-year")};
    else if (answer_.is_string())
      if (const auto day = parse_iso_date(std::string_view(answer_.get_string()))) {
        const std::chrono::year_month_day ymd{*day};
        input = {std::to_string(static_cast<unsigned>(ymd.day())), std::to_string(static_cast<unsigned>(ymd.month())),
                 std::to_string(static_cast<int>(ymd.year()))};
      }
    if (q_.prefill == "person.birth_date") input.kind = html::DateInput::Kind::birth;
    return html::date_field(say_, field(), input);
  }

  std::string of_answer(std::string_view key) const {
    const auto* object = answer_.if_object();
    if (object == nullptr) return {};
    if (const json::Value* value = object->if_contains(key); value != nullptr && value->is_int64())
      return std::to_string(value->get_int64());
    return json::text_at(*object, key);
  }
  std::string either(const std::string& name, std::string_view key) const {
    return attempt_ != nullptr ? attempt_->fields.get(name) : of_answer(key);
  }

  Html address() const {
    const html::AddressInput input{either(q_.id + "-postcode", "postcode"), either(q_.id + "-number", "number"),
                                   either(q_.id + "-letter", "letter"), either(q_.id + "-addition", "addition")};
    Html out = html::address_field(say_, field(), input);
    if (attempt_ != nullptr && !attempt_->choices.empty()) {
      std::vector<html::Choice> choices;
      for (const auto& a : attempt_->choices) choices.push_back({a.designation_id, registries::one_line(a), ""});
      out += html::radio_group(say_, part(q_.id + "-choice", say_("forms.address.which"), Field::Need::required),
                               choices, "");
    }
    if (attempt_ != nullptr && attempt_->address_by == Attempt::AddressBy::hand) {
      out += html::text_field(say_, part(q_.id + "-street", say_("forms.address.street"), Field::Need::required),
                              {typed(q_.id + "-street")});
      out += html::text_field(say_, part(q_.id + "-city", say_("forms.address.city"), Field::Need::required),
                              {typed(q_.id + "-city")});
    }
    return out;
  }

  Html file() const {
    std::string accept, kinds;
    for (const std::string& kind : q_.accept) {
      accept += (accept.empty() ? "." : ",.") + kind + (kind == "jpg" ? ",.jpeg" : "");
      kinds += (kinds.empty() ? "" : &kind == &q_.accept.back() ? " " + say_("forms.or") + " " : ", ") + kind;
    }
    return html::file_field(say_, field(), {accept, kinds, q_.max_bytes, html::FileInput::Number::one, ""});
  }

  Html appointment(const std::vector<Instant>& free) const {
    html::SlotPicker picker;
    picker.name = q_.id;
    picker.question = say_("forms.appointment.choose");
    picker.error = error(q_.id);
    if (const auto* object = answer_.if_object()) picker.selected = std::to_string(json::int_at(*object, "start"));
    for (const Instant start : free) {
      const Date day = local_date(start);
      if (picker.days.empty() || picker.days.back().day != day) {
        if (picker.days.size() == 5) break;
        picker.days.push_back({day, {}});
      }
      picker.days.back().slots.push_back({std::to_string(to_millis(start)), local_minute_of_day(start), ""});
    }
    return html::heading(1, q_.label.in(say_.language)) + html::slot_picker(say_, picker);
  }

  Html contact() const {
    Html out = html::heading(1, q_.label.in(say_.language)) + html::paragraph(say_("forms.contact.why"));
    out += html::text_field(say_, part("contact-name", say_("forms.contact.name"), Field::Need::required),
                            {either("contact-name", "name"), html::InputKind::name});
    out += html::email_field(
        say_,
        part("contact-email", say_("forms.contact.email"), Field::Need::optional, say_("forms.contact.email.hint")),
        either("contact-email", "email"));
    out += html::phone_field(say_, part("contact-phone", say_("forms.contact.phone"), Field::Need::optional),
                             either("contact-phone", "phone"));
    return out;
  }

  const Say& say_;
  const Question& q_;
  const json::Value& answer_;
  const Attempt* attempt_;
};

}  // namespace

Html question_fields(const Say& say, const Question& question, const json::Value& answer, const Attempt* attempt,
                     const std::vector<Instant>& free) {
  return Fields(say, question, answer, attempt).of_kind(free);
}

}  // namespace sas::forms
