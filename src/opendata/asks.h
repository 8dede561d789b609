#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "html/fields.h"
#include "http/message.h"
#include "people/gate.h"

/// Questions about a JSON object, as fields of a form and back. One list says what is asked, what it is called and
/// where the answer stands. Of this room only; pure.
namespace sas::opendata {

struct Ask {
  enum class Kind {
    text,     ///< a line
    area,     ///< some lines of prose
    radio,    ///< one word, all seen at once
    choice,   ///< one word from a list
    several,  ///< an array of words
    lines,    ///< an array of texts, one on each line
    pairs,    ///< an array of {nl, en}, one on each line: "bomen = trees"
    truth,    ///< yes or no
    number,   ///< a whole number
    tick,     ///< the only word, when the box is ticked; never ticked beforehand, so that nobody says it by silence
  };
  /// `words`: labelled by the text `opendata.word.<field>.<word>`. `names`: by themselves.
  enum class Labels { words, names };
  std::string field;  ///< in the form; its label is the text `opendata.ask.<field>`
  std::string path;   ///< in the object: "title", or "title.nl"
  Kind kind = Kind::text;
  html::Field::Need need = html::Field::Need::required;
  std::vector<std::string> words = {};  ///< what may be chosen
  Labels labels = Labels::words;
};

/// The fields with what the object holds, and what is wrong with them.
[[nodiscard]] html::Html ask_fields(const people::Visit& visit, std::span<const Ask> asks, const json::Object& object,
                                    const Error& error);
/// The object with the answers of a form in it. An answer that is empty takes the key away.
[[nodiscard]] json::Object answered(json::Object object, std::span<const Ask> asks, const http::Fields& fields);
/// What must be answered and is not (`draft-required`), a word that cannot be chosen (`draft-choice`), a line without
/// "=" (`draft-pairs`), no whole number (`draft-number`).
[[nodiscard]] std::vector<FieldError> wrong_answers(const json::Object& object, std::span<const Ask> asks);
/// The answer as people read it; "—" for none.
[[nodiscard]] std::string answer_text(const people::Visit& visit, const Ask& ask, const json::Object& object);

}  // namespace sas::opendata
