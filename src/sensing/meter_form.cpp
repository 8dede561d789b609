#include "sensing/meter_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/identifiers.h"
#include "base/text.h"
#include "html/components.h"
#include "sensing/typed_fields.h"

namespace sas::sensing {
namespace {

using html::Html;
using std::chrono::minutes;

constexpr std::array<std::string_view, 5> retentions{"P1M", "P1Y", "P2Y", "P5Y", "keep"};
struct Licence {
  std::string_view word, uri;
};
constexpr std::array<Licence, 3> licences{{{"geen", ""},
                                           {"cc0", "https://creativecommons.org/publicdomain/zero/1.0/"},
                                           {"ccby", "https://creativecommons.org/licenses/by/4.0/"}}};

/// Reads field after field and remembers what is wrong.
class Typed {
 public:
  explicit Typed(const http::Fields& fields) : fields_(fields) {}

  [[nodiscard]] std::string text(const char* name) { return std::string(trim(fields_.get(name))); }
  [[nodiscard]] std::string needed(const char* name) {
    std::string out = text(name);
    if (out.empty() || out.size() > 500 || !is_utf8(out)) wrong(name);
    return out;
  }
  [[nodiscard]] std::optional<double> number(const char* name) {
    const std::string typed = text(name);
    if (typed.empty()) return std::nullopt;
    const auto out = typed_number(typed);
    if (!out) wrong(name);
    return out;
  }
  [[nodiscard]] std::optional<std::chrono::seconds> in_minutes(const char* name) {
    const std::string typed = text(name);
    if (typed.empty()) return std::nullopt;
    const auto out = parse_int(typed);
    if (!out || *out < 1 || *out > 60 * 24 * 366) {
      wrong(name);
      return std::nullopt;
    }
    return minutes{*out};
  }
  void wrong(const char* name) { error_.fields.push_back({name, "meter-" + std::string(name)}); }
  [[nodiscard]] bool is_well() const { return error_.fields.empty(); }
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  const http::Fields& fields_;
  Error error_{ErrorKind::invalid, "meter-invalid", {}, {}};
};

SeriesTerms terms_in(Typed& typed, MeterScope scope) {
  SeriesTerms out;
  const std::string seen = typed.text("zicht"), licence = typed.text("licentie");
  if (seen != "open" && seen != "binnen") typed.wrong("zicht");
  out.exposure = seen == "open" ? Exposure::open : Exposure::inside;
  out.retention = typed.text("bewaren");
  if (std::find(retentions.begin(), retentions.end(), out.retention) == retentions.end()) typed.wrong("bewaren");
  const auto known =
      std::find_if(licences.begin(), licences.end(), [&](const auto& one) { return one.word == licence; });
  if (known == licences.end())
    typed.wrong("licentie");
  else
    out.licence = known->uri;
  if (scope == MeterScope::feed) return out;
  out.rules.min = typed.number("laagst");
  out.rules.max = typed.number("hoogst");
  if (out.rules.min && out.rules.max && *out.rules.min > *out.rules.max) typed.wrong("hoogst");
  out.rules.capacity = typed.number("plaatsen");
  out.rules.max_step_per_hour = typed.number("sprong");
  out.rules.expected_every = typed.in_minutes("elke");
  out.rules.frozen_after = typed.in_minutes("stil");
  return out;
}

Declaration declaration_in(Typed& typed, const http::Fields& fields, Date today) {
  Declaration out;
  out.purpose = typed.needed("waarvoor");
  out.legal_basis = typed.needed("grond");
  out.leaves_device = typed.needed("verlaat");
  out.contact = typed.text("contact");
  if (!parse_email(out.contact)) typed.wrong("contact");
  out.dpia_url = typed.text("dpia");
  if (!out.dpia_url.empty() && !out.dpia_url.starts_with("https://")) typed.wrong("dpia");
  out.starts = today;
  const bool is_typed =
      !typed.text("einde-day").empty() || !typed.text("einde-month").empty() || !typed.text("einde-year").empty();
  out.ends = typed_date(fields, "einde");
  if (is_typed && (!out.ends || *out.ends < today)) typed.wrong("einde");
  return out;
}

html::Field field(const people::Visit& visit, const Error* error, const std::string& name) {
  constexpr std::array<std::string_view, 8> may_be_empty{"dpia",     "einde",  "laagst", "hoogst",
                                                         "plaatsen", "sprong", "elke",   "stil"};
  html::Field out;
  out.name = name;
  out.label = visit.say("sensing.meter.field." + name);
  out.description = visit.say("sensing.meter.about." + name);
  if (std::find(may_be_empty.begin(), may_be_empty.end(), name) != may_be_empty.end())
    out.need = html::Field::Need::optional;
  if (error != nullptr) out.error = html::message_for(visit.say, *error, name);
  return out;
}

template <typename List>
std::vector<html::Choice> choices(const people::Visit& visit, const std::string& name, const List& words) {
  std::vector<html::Choice> out;
  for (const auto& word : words)
    out.push_back({std::string(word), visit.say("sensing.meter." + name + "." + std::string(word)), ""});
  return out;
}

std::string plain(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : std::string();
}

std::string plain(const std::optional<std::chrono::seconds>& value) {
  return value ? std::to_string(std::chrono::ceil<minutes>(*value).count()) : std::string();
}

}  // namespace

Result<MeterForm> read_meter_form(const http::Fields& fields, MeterScope scope, Date today) {
  Typed typed(fields);
  MeterForm out{terms_in(typed, scope), declaration_in(typed, fields, today)};
  if (!typed.is_well()) return fail(Error(typed.error()));
  return out;
}

http::Fields typed_of(const SeriesTerms& terms, const std::optional<Declaration>& declaration) {
  const Declaration d = declaration.value_or(Declaration{});
  const auto licence =
      std::find_if(licences.begin(), licences.end(), [&](const auto& one) { return one.uri == terms.licence; });
  std::vector<std::pair<std::string, std::string>> out{
      {"zicht", terms.exposure == Exposure::open ? "open" : "binnen"},
      {"bewaren", terms.retention},
      {"licentie", licence == licences.end() ? std::string() : std::string(licence->word)},
      {"laagst", plain(terms.rules.min)},
      {"hoogst", plain(terms.rules.max)},
      {"plaatsen", plain(terms.rules.capacity)},
      {"sprong", plain(terms.rules.max_step_per_hour)},
      {"elke", plain(terms.rules.expected_every)},
      {"stil", plain(terms.rules.frozen_after)},
      {"waarvoor", d.purpose},
      {"grond", d.legal_basis},
      {"verlaat", d.leaves_device},
      {"contact", d.contact},
      {"dpia", d.dpia_url}};
  if (d.ends) {
    const std::string day = format_iso_date(*d.ends);
    out.insert(out.end(),
               {{"einde-year", day.substr(0, 4)}, {"einde-month", day.substr(5, 2)}, {"einde-day", day.substr(8)}});
  }
  return http::Fields(std::move(out));
}

Html meter_fields(const people::Visit& visit, const http::Fields& typed, MeterScope scope, const Error* error) {
  const auto line = [&](const char* name, html::InputKind kind, html::InputWidth width) {
    return html::text_field(visit.say, field(visit, error, name), {typed.get(name), kind, width, "off"});
  };
  std::array<std::string_view, licences.size()> words;
  std::transform(licences.begin(), licences.end(), words.begin(), [](const Licence& one) { return one.word; });
  using enum html::InputKind;
  constexpr auto full = html::InputWidth::full, brief = html::InputWidth::short_text;
  Html out = html::radio_group(visit.say, field(visit, error, "zicht"),
                               choices(visit, "zicht", std::array<std::string_view, 2>{"binnen", "open"}),
                               typed.get("zicht")) +
             html::select_field(visit.say, field(visit, error, "bewaren"), choices(visit, "bewaren", retentions),
                                typed.get("bewaren")) +
             html::select_field(visit.say, field(visit, error, "licentie"), choices(visit, "licentie", words),
                                typed.get("licentie"));
  if (scope == MeterScope::series)
    out += html::heading(2, visit.say("sensing.meter.rules")) + line("laagst", text, brief) +
           line("hoogst", text, brief) + line("plaatsen", text, brief) + line("sprong", text, brief) +
           line("elke", whole_number, brief) + line("stil", whole_number, brief);
  const html::DateInput end{typed.get("einde-day"), typed.get("einde-month"), typed.get("einde-year")};
  return out + html::heading(2, visit.say("sensing.meter.register")) + line("waarvoor", text, full) +
         line("grond", text, full) + line("verlaat", text, full) + line("contact", email, full) +
         html::date_field(visit.say, field(visit, error, "einde"), end) + line("dpia", text, full);
}

}  // namespace sas::sensing
