#include "messages/letter.h"

#include "html/components.h"

namespace sas::messages {

using html::Html;

std::vector<std::string> address_lines(const json::Object& address) {
  const json::Value* number = address.if_contains("number");
  if (number == nullptr) return {};
  std::string house =
      number->is_string() ? std::string(number->get_string()) : std::to_string(json::int_at(address, "number"));
  house += json::text_at(address, "letter");
  if (const std::string addition = json::text_at(address, "addition"); !addition.empty()) house += "-" + addition;
  std::string postcode = json::text_at(address, "postcode");
  if (postcode.size() == 6) postcode.insert(4, " ");
  return {json::text_at(address, "street") + " " + house, postcode + " " + json::text_at(address, "city")};
}

Html decision_letter(const html::Say& say, const cases::Case& c, const catalogue::Product& product,
                     const DecisionLetter& letter) {
  const Language l = say.language;
  const std::string name = product.name.in(l);
  const auto* result = product.result(letter.result_code);
  html::Letter out;
  out.sender = letter.sender;
  out.sender_address = letter.sender_address;
  if (!c.contact.name.empty()) out.recipient.push_back(c.contact.name);
  if (letter.person) {
    if (out.recipient.empty()) out.recipient.push_back(letter.person->name);
    for (std::string& line : address_lines(letter.person->address)) out.recipient.push_back(std::move(line));
  }
  out.date = html::short_date(letter.day, l);
  out.reference = c.number;
  out.subject = say("messages.letter.subject", {{"product", name}});
  Html body = html::paragraph(say("messages.letter.hello",
                                  {{"name", c.contact.name.empty() ? say("messages.letter.reader") : c.contact.name}}));
  body +=
      html::paragraph(say("messages.letter.asked", {{"date", html::short_date(c.received_day, l)}, {"product", name}}));
  body += html::section("besluit", say("messages.letter.decision"),
                        html::paragraph(html::strong(result == nullptr ? letter.result_code : result->name.in(l))));
  body +=
      html::section("waarom", say("messages.letter.why"), html::markdown(letter.reasons, html::HeadingStart::third));
  if (letter.objection_until) {
    Html how =
        html::paragraph(say("messages.letter.objection-how", {{"date", html::long_date(*letter.objection_until, l)},
                                                              {"number", c.number},
                                                              {"address", letter.sender_address}}));
    if (!letter.objection_why.empty())
      how += html::paragraph(say("messages.letter.objection-why", {{"why", letter.objection_why}}));
    body += html::section("bezwaar", say("messages.letter.objection"), how);
  }
  body += html::paragraph(say("messages.letter.questions", {{"number", c.number}}));
  body += html::paragraph(say("messages.letter.bye")) +
          html::paragraph(product.case_type.team.in(l) + ", " + letter.sender);
  out.body = std::move(body);
  out.heading_level = letter.heading_level;
  return html::letter(say, out);
}

}  // namespace sas::messages
