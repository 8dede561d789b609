#include "forms/answers.h"

#include <algorithm>
#include <array>

#include "base/identifiers.h"
#include "base/money.h"
#include "html/dates.h"

namespace sas::forms {
namespace {

using std::chrono::days;

tl::unexpected<Error> wrong(std::string_view field, std::string_view code) {
  return fail(Error{ErrorKind::invalid, "form-invalid", "", {{std::string(field), std::string(code)}}});
}

Result<json::Value> with_code(std::string_view field, Result<std::string> parsed) {
  if (!parsed) return wrong(field, parsed.error().code);
  return json::Value(*parsed);
}

std::string typed(const http::Fields& fields, std::string_view name) {
  return without_controls(trim(fields.get(name)));
}

// "1.234,50", "1234.5" or "€ 12" as cents.
std::optional<std::int64_t> cents_of(std::string_view text) {
  std::string plain;
  for (const char c : text)
    if (c != ' ' && static_cast<unsigned char>(c) < 0x80) plain += c;
  std::size_t mark = plain.find_last_of(",.");
  if (mark != std::string::npos && plain.size() - mark - 1 == 3) mark = std::string::npos;  // a thousands mark
  std::string whole = plain.substr(0, mark), part = mark == std::string::npos ? "" : plain.substr(mark + 1);
  whole.erase(std::remove_if(whole.begin(), whole.end(), [](char c) { return c == '.' || c == ','; }), whole.end());
  if (part.size() == 1) part += '0';
  const auto euros = parse_int(whole), rest = part.empty() ? std::optional<std::int64_t>(0) : parse_int(part);
  if (!euros || !rest || part.size() > 2 || *euros > 1'000'000'000) return std::nullopt;
  return *euros * 100 + *rest;
}

Result<json::Value> read_text(const Question& q, const http::Fields& fields) {
  std::string text = typed(fields, q.id);
  if (text.empty()) return wrong(q.id, "required");
  if (utf8_length(text) > q.max_length) return wrong(q.id, "too-long");
  return json::Value(text);
}

Result<json::Value> read_number(const Question& q, const http::Fields& fields) {
  const std::string text = typed(fields, q.id);
  if (text.empty()) return wrong(q.id, "required");
  const auto value = q.kind == Kind::money ? cents_of(text) : parse_int(text);
  if (!value) return wrong(q.id, q.kind == Kind::money ? "amount-invalid" : "number-invalid");
  if (q.min && *value < *q.min) return wrong(q.id, "too-small");
  if (q.max && *value > *q.max) return wrong(q.id, "too-large");
  return json::Value(*value);
}

Result<json::Value> read_choice(const Question& q, const http::Fields& fields) {
  const std::string value = fields.get(q.id);
  const bool known = q.kind == Kind::yes_no ? value == "yes" || value == "no"
                                            : std::any_of(q.options.begin(), q.options.end(),
                                                          [&](const Option& o) { return o.value == value; });
  if (!known) return wrong(q.id, "choose-one");
  return json::Value(value);
}

Result<json::Value> read_choices(const Question& q, const http::Fields& fields) {
  json::Array out;
  const auto chosen = fields.all(q.id);
  for (const Option& option : q.options)
    if (std::find(chosen.begin(), chosen.end(), option.value) != chosen.end()) out.emplace_back(option.value);
  if (out.empty()) return wrong(q.id, "choose-one");
  return json::Value(out);
}

Result<json::Value> read_day(const Question& q, const http::Fields& fields, Date today) {
  const auto date = read_date(q.id, typed(fields, q.id + "-day"), typed(fields, q.id + "-month"),
                              typed(fields, q.id + "-year"), today);
  if (!date) return fail(Error(date.error()));
  if (q.min && *date < today + days{*q.min}) return wrong(q.id, "date-too-early");
  if (q.max && *date > today + days{*q.max}) return wrong(q.id, "date-too-late");
  return json::Value(format_iso_date(*date));
}

Result<json::Value> read_address(const Question& q, const http::Fields& fields) {
  const auto postcode = parse_postcode(fields.get(q.id + "-postcode"));
  const auto number = parse_int(typed(fields, q.id + "-number"));
  const std::string letter = typed(fields, q.id + "-letter"), addition = typed(fields, q.id + "-addition");
  if (typed(fields, q.id + "-postcode").empty()) return wrong(q.id, "address-incomplete");
  if (!postcode) return wrong(q.id, "postcode-invalid");
  if (!number || *number < 1 || *number > 99999) return wrong(q.id, "house-number-invalid");
  if (letter.size() > 1 || utf8_length(addition) > 10) return wrong(q.id, "house-number-invalid");
  json::Object address{{"postcode", *postcode}, {"number", *number}, {"letter", letter}, {"addition", addition}};
  const std::string street = typed(fields, q.id + "-street"), city = typed(fields, q.id + "-city");
  if (utf8_length(street) > 100 || utf8_length(city) > 100) return wrong(q.id, "too-long");
  if (!street.empty()) address["street"] = street;
  if (!city.empty()) address["city"] = city;
  return json::Value(address);
}

Result<json::Value> read_contact(const Question& q, const http::Fields& fields) {
  Error error{ErrorKind::invalid, "form-invalid", "", {}};
  json::Object out;
  const std::string name = typed(fields, "contact-name"), mail = typed(fields, "contact-email"),
                    phone = typed(fields, "contact-phone");
  if (!q.required && name.empty() && mail.empty() && phone.empty()) return json::Value(nullptr);
  if (name.empty()) error.fields.push_back({"contact-name", "name-required"});
  if (utf8_length(name) > 200) error.fields.push_back({"contact-name", "too-long"});
  out["name"] = name;
  out["email"] = "";
  out["phone"] = "";
  if (mail.empty() && phone.empty()) error.fields.push_back({"contact-email", "mail-or-phone"});
  if (!mail.empty()) {
    if (const auto parsed = parse_email(mail))
      out["email"] = *parsed;
    else
      error.fields.push_back({"contact-email", parsed.error().code});
  }
  if (!phone.empty()) {
    if (const auto parsed = parse_phone(phone))
      out["phone"] = *parsed;
    else
      error.fields.push_back({"contact-phone", parsed.error().code});
  }
  if (!error.fields.empty()) return fail(std::move(error));
  return json::Value(out);
}

bool is_empty(const Question& q, const http::Fields& fields) {
  if (q.kind == Kind::date)
    return typed(fields, q.id + "-day").empty() && typed(fields, q.id + "-month").empty() &&
           typed(fields, q.id + "-year").empty();
  if (q.kind == Kind::address)
    return typed(fields, q.id + "-postcode").empty() && typed(fields, q.id + "-number").empty();
  return typed(fields, q.id).empty();
}

std::optional<unsigned> month_of(std::string_view text) {
  if (const auto number = parse_int(text))
    return *number >= 1 && *number <= 12 ? std::optional<unsigned>(static_cast<unsigned>(*number)) : std::nullopt;
  static constexpr std::array<std::pair<std::string_view, unsigned>, 15> beginnings{{{"jan", 1},
                                                                                     {"feb", 2},
                                                                                     {"maa", 3},
                                                                                     {"mar", 3},
                                                                                     {"mrt", 3},
                                                                                     {"apr", 4},
                                                                                     {"mei", 5},
                                                                                     {"may", 5},
                                                                                     {"jun", 6},
                                                                                     {"jul", 7},
                                                                                     {"aug", 8},
                                                                                     {"sep", 9},
                                                                                     {"okt", 10},
                                                                                     {"oct", 10},
                                                                                     {"nov", 11}}};
  const std::string word = fold(text);
  if (word.starts_with("dec")) return 12;
  for (const auto& [beginning, month] : beginnings)
    if (word.starts_with(beginning)) return month;
  return std::nullopt;
}

std::string address_shown(const json::Object& a) {
  std::string line = json::text_at(a, "street");
  if (!line.empty()) line += ' ';
  line += std::to_string(json::int_at(a, "number")) + json::text_at(a, "letter");
  if (const std::string addition = json::text_at(a, "addition"); !addition.empty()) line += "-" + addition;
  std::string postcode = json::text_at(a, "postcode");
  if (postcode.size() == 6) postcode.insert(4, " ");
  line += ", " + postcode;
  if (const std::string city = json::text_at(a, "city"); !city.empty()) line += " " + city;
  return line;
}

std::string label_of(const Question& q, std::string_view value, Language language) {
  if (q.kind == Kind::yes_no)
    return value == "yes" ? (language == Language::nl ? "Ja" : "Yes") : (language == Language::nl ? "Nee" : "No");
  for (const Option& option : q.options)
    if (option.value == value) return option.label.in(language);
  return std::string(value);
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() || part.empty() ? "" : ", ") + part;
  return out;
}

std::string list_shown(const Question& q, const json::Array& items, Language language) {
  std::vector<std::string> parts;
  for (const json::Value& item : items) {
    if (item.is_string())
      parts.push_back(label_of(q, std::string_view(item.get_string()), language));
    else if (item.is_object())
      parts.push_back(json::text_at(item.get_object(), "filename"));
  }
  return joined(parts);
}

std::string object_shown(const Question& q, const json::Object& object, Language language) {
  if (q.kind == Kind::address) return address_shown(object);
  if (q.kind == Kind::contact)
    return joined({json::text_at(object, "name"), json::text_at(object, "email"), json::text_at(object, "phone")});
  if (q.kind == Kind::appointment) return html::long_moment(from_millis(json::int_at(object, "start")), language);
  return {};
}

}  // namespace

Result<Date> read_date(std::string_view field, std::string_view day, std::string_view month, std::string_view year,
                       Date today) {
  if (day.empty() || month.empty() || year.empty()) return wrong(field, "date-incomplete");
  const auto d = parse_int(day), y = parse_int(year);
  const auto m = month_of(month);
  if (!d || !m || !y || (year.size() != 2 && year.size() != 4)) return wrong(field, "date-invalid");
  int full = static_cast<int>(*y);
  if (year.size() == 2) {
    const int now = static_cast<int>(std::chrono::year_month_day{today}.year());
    full += now / 100 * 100;
    if (full > now + 20) full -= 100;
  }
  const std::chrono::year_month_day ymd{std::chrono::year{full}, std::chrono::month{*m},
                                        std::chrono::day{static_cast<unsigned>(*d)}};
  if (*d > 31 || !ymd.ok() || full < 1583) return wrong(field, "date-invalid");
  return Date{ymd};
}

Result<json::Value> read_answer(const Question& q, const http::Fields& fields, Date today) {
  if (!q.required && q.kind != Kind::contact && is_empty(q, fields)) return json::Value(nullptr);
  switch (q.kind) {
    case Kind::text:
    case Kind::long_text:
      return read_text(q, fields);
    case Kind::number:
    case Kind::money:
      return read_number(q, fields);
    case Kind::choice:
    case Kind::yes_no:
      return read_choice(q, fields);
    case Kind::choices:
      return read_choices(q, fields);
    case Kind::date:
      return read_day(q, fields, today);
    case Kind::address:
      return read_address(q, fields);
    case Kind::contact:
      return read_contact(q, fields);
    case Kind::file:
    case Kind::appointment:
      return wrong(q.id, "choose-one");
    default:
      break;
  }
  const std::string text = typed(fields, q.id);
  if (text.empty()) return wrong(q.id, "required");
  switch (q.kind) {
    case Kind::email:
      return with_code(q.id, parse_email(text));
    case Kind::phone:
      return with_code(q.id, parse_phone(text));
    case Kind::licence_plate:
      return with_code(q.id, parse_licence_plate(text));
    case Kind::iban:
      return with_code(q.id, parse_iban(text));
    default:
      return with_code(q.id, parse_kvk_number(text));
  }
}

bool is_asked(const Definition& definition, const Question& question, const Answers& answers) {
  if (!question.show_if) return true;
  const Question* other = definition.find(question.show_if->question);
  // A question behind a question that is itself not asked is not asked either.
  if (other == nullptr || !is_asked(definition, *other, answers)) return false;
  const json::Value* answer = answers.if_contains(other->id);
  if (answer == nullptr) return false;
  const auto wanted = [&](const json::Value& value) {
    return value.is_string() && std::find(question.show_if->values.begin(), question.show_if->values.end(),
                                          std::string_view(value.get_string())) != question.show_if->values.end();
  };
  if (const auto* list = answer->if_array()) return std::any_of(list->begin(), list->end(), wanted);
  return wanted(*answer);
}

std::vector<const Question*> asked(const Definition& definition, const Answers& answers) {
  std::vector<const Question*> out;
  for (const Question& q : definition.questions)
    if (is_asked(definition, q, answers)) out.push_back(&q);
  return out;
}

bool is_done(const Question& question, const Answers& answers) {
  const json::Value* answer = answers.if_contains(question.id);
  if (answer == nullptr) return false;
  // What we filled in ourselves is only answered once the person has seen it.
  if (const auto* object = answer->if_object(); object != nullptr && object->if_contains("unconfirmed") != nullptr)
    return false;
  if (!question.required) return true;
  if (answer->is_null()) return false;
  return !(answer->is_array() && answer->get_array().empty());
}

const Question* first_open(const Definition& definition, const Answers& answers) {
  for (const Question* q : asked(definition, answers))
    if (!is_done(*q, answers)) return q;
  return nullptr;
}

const Question* after(const Definition& definition, const Question& question, const Answers& answers) {
  const auto all = asked(definition, answers);
  const auto at = std::find(all.begin(), all.end(), &question);
  return at == all.end() || at + 1 == all.end() ? nullptr : *(at + 1);
}

const Question* before(const Definition& definition, const Question& question, const Answers& answers) {
  const auto all = asked(definition, answers);
  const auto at = std::find(all.begin(), all.end(), &question);
  return at == all.end() || at == all.begin() ? nullptr : *(at - 1);
}

std::string shown(const Question& q, const json::Value& answer, Language language) {
  if (const auto* list = answer.if_array(); list != nullptr && !list->empty()) return list_shown(q, *list, language);
  if (const auto* object = answer.if_object()) return object_shown(q, *object, language);
  if (answer.is_int64())
    return q.kind == Kind::money ? format_money(Cents{answer.get_int64()}, language)
                                 : html::number(answer.get_int64(), language);
  if (!answer.is_string()) return "—";
  const std::string_view text{answer.get_string()};
  if (q.kind == Kind::date) {
    const auto date = parse_iso_date(text);
    return date ? html::long_date(*date, language) : std::string(text);
  }
  return label_of(q, text, language);
}

bool warns(const Question& q, const json::Value& answer) {
  if (!q.warn_if) return false;
  const auto hit = [&](const json::Value& v) {
    return v.is_string() && std::find(q.warn_if->values.begin(), q.warn_if->values.end(),
                                      std::string_view(v.get_string())) != q.warn_if->values.end();
  };
  if (const auto* list = answer.if_array()) return std::any_of(list->begin(), list->end(), hit);
  return hit(answer);
}

json::Array for_case(const Definition& definition, const Answers& answers) {
  json::Array out;
  for (const Question* q : asked(definition, answers)) {
    const json::Value* answer = answers.if_contains(q->id);
    if (answer == nullptr || q->kind == Kind::contact) continue;
    // The code that opens the appointment is for the applicant alone.
    json::Value kept = *answer;
    if (q->kind == Kind::appointment && kept.is_object()) kept.get_object().erase("code");
    out.push_back(json::Object{{"id", q->id},
                               {"label_nl", q->short_name.nl},
                               {"label_en", q->short_name.en},
                               {"value", kept},
                               {"shown_nl", shown(*q, *answer, Language::nl)},
                               {"shown_en", shown(*q, *answer, Language::en)}});
  }
  return out;
}

}  // namespace sas::forms
