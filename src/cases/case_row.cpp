#include "cases/case_row.h"

#include "cases/start_day.h"

namespace sas::cases {
namespace {

catalogue::ChannelKind channel_from(std::string_view text) {
  using enum catalogue::ChannelKind;
  return text == "phone" ? phone : text == "desk" ? desk : text == "post" ? post : digital;
}

std::optional<Date> day_if(const store::Row& row, std::size_t column) {
  const auto days = row.integer_if(column);
  if (!days) return std::nullopt;
  return from_days(static_cast<int>(*days));
}

Date day(const store::Row& row, std::size_t column) {
  return from_days(static_cast<int>(row.integer(column)));
}

}  // namespace

std::string_view case_columns() {
  return "c.id, c.number, c.product, c.channel, c.language, c.received_at, c.received_day, c.promise_version, "
         "c.promised_day, c.promised_why_nl, "
         "c.promised_why_en, c.legal_day, c.extended, c.extension_reason, c.suspended_since, c.status_code, "
         "c.result_code, c.closed_at, c.closed_day, "
         "c.archive_day, c.archive_nomination, c.confidentiality, c.person_id, c.handler_id, c.area, c.answers, "
         "c.contact, c.version, c.start_day, c.start_cause, "
         "(SELECT s.ground FROM case_suspension s WHERE s.case_id = c.id AND s.until_day IS NULL)";
}

Case case_from(const store::Row& row) {
  Case c;
  c.id = CaseId(row.text(0));
  c.number = row.text(1);
  c.product = ProductId(row.text(2));
  c.channel = channel_from(row.text(3));
  c.language = row.text(4) == "en" ? Language::en : Language::nl;
  c.received_at = from_millis(row.integer(5));
  c.received_day = day(row, 6);
  c.promise_version = static_cast<int>(row.integer(7));
  c.promised_day = day(row, 8);
  c.promised_why_nl = row.text(9);
  c.promised_why_en = row.text(10);
  c.legal_day = day(row, 11);
  c.extended = row.integer(12) != 0;
  c.extension_reason = row.text(13);
  c.suspended_since = day_if(row, 14);
  c.status_code = row.text(15);
  c.result_code = row.text_or_empty(16);
  if (const auto at = row.integer_if(17)) c.closed_at = from_millis(*at);
  c.closed_day = day_if(row, 18);
  c.archive_day = day_if(row, 19);
  c.archive_nomination = row.text_or_empty(20);
  c.confidentiality = row.text(21);
  c.person = PersonId(row.text_or_empty(22));
  c.handler = StaffId(row.text_or_empty(23));
  c.area = row.text(24);
  if (const auto answers = json::parse(row.text(25)); answers && answers->is_array()) c.answers = answers->get_array();
  if (const auto contact = json::parse(row.text(26)); contact && contact->is_object()) {
    const json::Object& o = contact->get_object();
    c.contact = {json::text_at(o, "name"), json::text_at(o, "email"), json::text_at(o, "phone")};
  }
  c.version = row.integer(27);
  // A case from before there were later starts counts from its receipt.
  c.start = {day_if(row, 28).value_or(c.received_day), start_from(row.text(29))};
  if (c.suspended_since) c.pause_ground = calendar::parse_ground(row.text_or_empty(30));
  return c;
}

}  // namespace sas::cases
