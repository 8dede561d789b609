#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cases/case.h"
#include "catalogue/product.h"
#include "html/html.h"
#include "html/texts.h"
#include "people/person.h"

namespace sas::messages {

/// What a letter with a decision says: the one maker of it, for the applicant, the employee and the printer.
struct DecisionLetter {
  std::string sender;
  std::string sender_address;
  std::optional<people::Person> person;  ///< for the address in the window of the envelope
  std::string result_code;
  std::string reasons;  ///< Markdown, as the employee wrote it
  Date day;
  std::optional<Date> objection_until;
  std::string objection_why;  ///< how that day was reckoned, one sentence without a full stop; may be empty
  int heading_level = 1;  ///< 2 when the page around it has a heading of its own
};

/// The letter in the language of `say`, which is the language of the case.
[[nodiscard]] html::Html decision_letter(const html::Say& say, const cases::Case& c, const catalogue::Product& product,
                                         const DecisionLetter& letter);
/// "Sassenstraat 33a" and "8011 PC Zwolle"; empty when no address is known.
[[nodiscard]] std::vector<std::string> address_lines(const json::Object& address);

}  // namespace sas::messages
