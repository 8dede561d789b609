#include "opendata/column_form.h"

#include <algorithm>

#include "html/components.h"
#include "opendata/draft_asks.h"

namespace sas::opendata {
namespace {

using html::Html;

bool is_one_of(std::string_view field, std::initializer_list<std::string_view> fields) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

bool follows(const json::Object& column, std::string_view field) {
  const std::string openness = json::text_at(column, "class"), kind = json::text_at(column, "kind");
  if (field == "grond") return !openness.empty() && openness != "open";
  if (field == "precisie") return kind == "location";
  if (field == "gelezen" && json::text_at(column, "type") == "shape") return true;
  if (field == "gelezen" || field == "woordenlijst") return kind == "free-text";
  const std::string counts = json::text_at(column, "counts");
  return field == "telt" && is_one_of(counts, {"persons", "households"});
}

bool is_persons_to_decide(const json::Object& column, const Ask& ask, const std::vector<FieldError>& unanswered) {
  if (is_one_of(ask.field, {"betekenis-nl", "betekenis-en", "openheid", "rol"})) return true;
  const bool is_open_end =
      std::any_of(unanswered.begin(), unanswered.end(), [&](const FieldError& one) { return one.field == ask.field; });
  return is_open_end || follows(column, ask.field);
}

Html seen_part(const people::Visit& visit, const std::vector<Ask>& seen, const json::Object& column) {
  std::vector<html::Term> terms;
  for (const Ask& ask : seen)
    if (std::string text = answer_text(visit, ask, column); text != "—")
      terms.push_back({visit.say("opendata.ask." + ask.field), Html(text)});
  const Html fields = ask_fields(visit, seen, column, {});
  return html::section("gezien", visit.say("opendata.draft.seen"),
                       (terms.empty() ? Html() : html::data_list(terms)) +
                           html::details(visit.say("opendata.draft.change-seen"), fields));
}

}  // namespace

ColumnGroups grouped(const json::Object& column, const Error& error) {
  const std::vector<Ask> asks = column_asks();
  std::vector<FieldError> unanswered = wrong_answers(column, asks);
  unanswered.insert(unanswered.end(), error.fields.begin(), error.fields.end());
  ColumnGroups out;
  for (const Ask& ask : asks) (is_persons_to_decide(column, ask, unanswered) ? out.to_decide : out.seen).push_back(ask);
  return out;
}

Html column_fields(const people::Visit& visit, const json::Object& column, const Error& error) {
  const ColumnGroups groups = grouped(column, error);
  Html out = ask_fields(visit, groups.to_decide, column, error);
  if (!groups.seen.empty()) out += seen_part(visit, groups.seen, column);
  return out;
}

}  // namespace sas::opendata
