#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "forms/definition.h"
#include "http/message.h"

namespace sas::forms {

/// What was answered, by question: text, number, list or object, as `read_answer` made it.
using Answers = json::Object;

/// Reads and checks one answer as it was posted. Text-like answers come in their normal form. Errors are of kind
/// invalid with the name of the input and a key of the message catalogue: `required`, `too-long`, `date-incomplete`,
/// `date-invalid`, `date-too-early`, `date-too-late`, `number-invalid`, `too-small`, `too-large`, `choose-one`, and the
/// codes of base/identifiers.h. An optional question left empty gives null. Addresses are read as typed; looking them
/// up is done by the pages. Files and appointments are not read here.
[[nodiscard]] Result<json::Value> read_answer(const Question& question, const http::Fields& fields, Date today);

/// Three fields as a date; month names in Dutch and English and two-digit years are taken (19xx or 20xx, whichever lies
/// in the last hundred years, or the coming twenty).
[[nodiscard]] Result<Date> read_date(std::string_view field, std::string_view day, std::string_view month,
                                     std::string_view year, Date today);

/// Whether the question is asked, given the answers so far.
[[nodiscard]] bool is_asked(const Definition& definition, const Question& question, const Answers& answers);
/// All questions that are asked, in order.
[[nodiscard]] std::vector<const Question*> asked(const Definition& definition, const Answers& answers);
/// Answered, or optional and passed by.
[[nodiscard]] bool is_done(const Question& question, const Answers& answers);
/// The first question that still waits; null when the check page is next.
[[nodiscard]] const Question* first_open(const Definition& definition, const Answers& answers);
/// The one after `question`, or null for the check page.
[[nodiscard]] const Question* after(const Definition& definition, const Question& question, const Answers& answers);
[[nodiscard]] const Question* before(const Definition& definition, const Question& question, const Answers& answers);

/// The answer as people read it; "—" for an optional question that was passed by.
[[nodiscard]] std::string shown(const Question& question, const json::Value& answer, Language language);
/// Whether the warning of the question belongs to this answer.
[[nodiscard]] bool warns(const Question& question, const json::Value& answer);
/// [{id, label_nl, label_en, value, shown_nl, shown_en}] of all that is asked: what the case keeps.
[[nodiscard]] json::Array for_case(const Definition& definition, const Answers& answers);

}  // namespace sas::forms
