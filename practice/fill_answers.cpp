#include "practice/fill_answers.h"

#include <algorithm>
#include <array>

namespace sas::practice {
namespace {

using forms::Kind;
using forms::Question;

constexpr std::array<std::string_view, 8> sentences{"Dit speelt al een paar weken.",           "Ik hoor graag wat u hiervan vindt.",
                                                    "Kunt u mij laten weten wat ik moet doen?", "Het is vooral in het weekend een probleem.",
                                                    "De buren hebben er ook last van.",         "Ik heb hierover al eens gebeld.",
                                                    "Ik stuur u graag meer informatie als dat nodig is.", "Alvast bedankt voor de moeite."};

std::int64_t within(const Question& q, std::uint64_t drawn) {
  const std::int64_t low = q.min.value_or(1);
  const std::int64_t high = std::max(low, std::min(q.max.value_or(low + 9), low + 60));
  return low + static_cast<std::int64_t>(drawn % static_cast<std::uint64_t>(high - low + 1));
}

class Answering {
 public:
  Answering(const PlannedCase& planned, const Town& town, Date day) : planned_(planned), town_(town), day_(day), random_(planned.taste) {}

  json::Value answer(const Question& q) {
    const std::uint64_t drawn = random_.next();
    switch (q.kind) {
      case Kind::text:
      case Kind::long_text: return json::Value(std::string(sentences[drawn % sentences.size()]).substr(0, q.max_length));
      case Kind::email: return json::Value("iemand@example.nl");
      case Kind::phone: return json::Value("+31612345678");
      case Kind::date: return json::Value(format_iso_date(day_ + std::chrono::days{std::clamp<std::int64_t>(within(q, drawn), -3650, 3650)}));
      case Kind::choice: return q.options.empty() ? json::Value(nullptr) : json::Value(q.options[drawn % q.options.size()].value);
      case Kind::choices: return q.options.empty() ? json::Value(json::Array{}) : json::Value(json::Array{json::Value(q.options[drawn % q.options.size()].value)});
      case Kind::yes_no: return json::Value(drawn % 10 < 7 ? "yes" : "no");
      case Kind::number:
      case Kind::money: return json::Value(within(q, drawn));
      case Kind::licence_plate: return json::Value(plate());
      case Kind::iban: return json::Value("NL91ABNA0417164300");
      case Kind::kvk: return json::Value(planned_.company ? town_.companies()[*planned_.company].kvk : std::string("99000017"));
      case Kind::address: return json::Value(address_of(home()));
      case Kind::file:
      case Kind::appointment:
      case Kind::contact: break;
    }
    return json::Value(nullptr);
  }

 private:
  const Home& home() {
    if (planned_.inhabitant) return town_.home_of(town_.inhabitants()[*planned_.inhabitant]);
    if (planned_.company) return town_.homes()[town_.companies()[*planned_.company].home];
    return town_.homes()[random_.below(town_.homes().size())];
  }
  std::string plate() const {
    if (!planned_.inhabitant) return "X123YZ";
    const std::string& own = town_.inhabitants()[*planned_.inhabitant].licence_plate;
    return own.empty() ? "X123YZ" : own;
  }

  const PlannedCase& planned_;
  const Town& town_;
  Date day_;
  SeededRandom random_;
};

}  // namespace

forms::Answers answers_of(const forms::Definition& definition, const PlannedCase& planned, const Town& town, Date day) {
  Answering answering(planned, town, day);
  forms::Answers answers;
  for (const Question& q : definition.questions)
    if (q.kind != Kind::contact) answers[q.id] = answering.answer(q);
  return answers;
}

}  // namespace sas::practice
