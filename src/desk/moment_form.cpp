#include "desk/moment_form.h"

#include "base/text.h"
#include "html/components.h"

namespace sas::desk {

using html::Html;

Html moment_fields(const html::Say& say, const Attempt* attempt) {
  std::vector<html::Choice> channels, outcomes;
  for (const char* channel : {"phone", "desk", "mail", "post"})
    channels.push_back({channel, say("desk.channel." + std::string(channel)), ""});
  for (const char* outcome : {"answered", "forwarded", "call-back"})
    outcomes.push_back({outcome, say("desk.outcome." + std::string(outcome)), ""});
  html::Field answer = field_of(say, attempt, "answer", "answer");
  answer.need = html::Field::Need::optional;
  html::Field days = field_of(say, attempt, "call_back_days", "call-back-days");
  days.need = html::Field::Need::optional;
  Html out = html::radio_group(say, field_of(say, attempt, "channel", "channel"), channels,
                               typed(attempt, "channel", "phone"));
  out +=
      html::textarea_field(say, field_of(say, attempt, "question", "question"), {typed(attempt, "question"), 3, 4000});
  out += html::textarea_field(say, answer, {typed(attempt, "answer"), 3, 4000});
  out += html::radio_group(say, field_of(say, attempt, "outcome", "outcome"), outcomes,
                           typed(attempt, "outcome", "answered"));
  out += html::number_field(say, days, typed(attempt, "call_back_days", "1"));
  return out;
}

Result<contact::NewMoment> read_moment(const http::Fields& fields) {
  const auto channel = contact::moment_channel_from(fields.get("channel"));
  const auto outcome = contact::outcome_from(fields.get("outcome"));
  if (!channel) return fail(Error{ErrorKind::invalid, "form-invalid", "", {{"channel", "choose-one"}}});
  if (!outcome) return fail(Error{ErrorKind::invalid, "form-invalid", "", {{"outcome", "choose-one"}}});
  contact::NewMoment fresh;
  fresh.channel = *channel;
  fresh.outcome = *outcome;
  fresh.question = fields.get("question");
  fresh.answer = fields.get("answer");
  const auto days = parse_int(trim(fields.get("call_back_days")));
  fresh.call_back_days = days && *days <= contact::Moments::most_call_back_days ? static_cast<int>(*days) : 0;
  return fresh;
}

Html moment_summary(const html::Say& say, const contact::Moment& moment) {
  Html out = html::strong(html::short_moment(moment.at, say.language) + ", " +
                          say("desk.channel." + std::string(contact::to_text(moment.channel))));
  out += html::paragraph(moment.question);
  if (!moment.answer.empty()) out += html::paragraph(moment.answer);
  std::string state = say("desk.outcome." + std::string(contact::to_text(moment.outcome)));
  if (moment.call_back_by && !moment.called_back_at)
    state = say("desk.contact.call-by", {{"date", html::short_date(*moment.call_back_by, say.language)}});
  if (moment.called_back_at)
    state = say("desk.contact.called-at", {{"moment", html::short_moment(*moment.called_back_at, say.language)}});
  return out + html::badge(state);
}

}  // namespace sas::desk
