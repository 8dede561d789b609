#include "calendar/explain.h"

#include <array>

#include "calendar/words.h"

namespace sas::calendar {
namespace {

constexpr std::array<std::string_view, 7> rule_names{"length", "extension",    "suspension", "atw-2",
                                                     "atw-1",  "working-days", "backward"};

class Sentence {
 public:
  Sentence(std::string& out, const Term& term, const Outcome& outcome, Language language)
      : out_(out), term_(term), outcome_(outcome), language_(language) {}

  void write() {
    const bool back = term_.direction == Direction::backward;
    describe_to(out_, term_.length, term_.counting, language_);
    say(back ? Words{" terug vanaf ", " back from "} : Words{" vanaf ", " from "});
    long_date(out_, term_.start, language_);
    if (!back) extensions();
    std::optional<Date> before_roll;
    for (const Step& step : outcome_.trace()) {
      if (step.rule == Rule::suspension) suspended(step);
      if (step.rule == Rule::atw_2) minimum();
      if (step.rule == Rule::atw_1) before_roll = step.from;
    }
    if (before_roll)
      rolled(*before_roll);
    else {
      say({", eindigt op ", ", ends on "});
      day_and_date(out_, outcome_.end, language_);
      provisional();
    }
  }

 private:
  void say(const Words& words) { out_ += words.in(language_); }

  void extensions() {
    for (const Extension& extension : term_.extensions) {
      say({", verlengd met ", ", extended by "});
      describe_to(out_, extension.length, term_.counting, language_);
    }
  }

  void suspended(const Step& step) {
    out_ += ", ";
    describe_to(out_, Length{step.days, Unit::day}, Counting::calendar_days, language_);
    say({" opgeschort (", " suspended ("});
    out_ +=
        step.ground ? article_of(*step.ground, language_) : Words{"artikel 4:15 Awb", "section 4:15 Awb"}.in(language_);
    out_ += ')';
  }

  void minimum() {
    say({", met ten minste twee gewone dagen (artikel 2 Algemene termijnenwet)",
         ", with at least two ordinary days (section 2 Algemene termijnenwet)"});
  }

  // One word, and only on a day such as decrees have chosen until now: most dates stay as they are.
  void provisional() {
    if (outcome_.certainty == Certainty::provisional && is_bridge_day(outcome_.end))
      say({" (voorlopig)", " (provisional)"});
  }

  void rolled(Date before) {
    say({", eindigt op ", ", ends on "});
    if (outcome_.rolled_from)
      out_ += name_of(*outcome_.rolled_from, language_);
    else
      day_and_date(out_, before, language_);
    say({", dus ", ", so "});
    day_and_date(out_, outcome_.end, language_);
    provisional();
    say({" (artikel 1 Algemene termijnenwet)", " (section 1 Algemene termijnenwet)"});
  }

  std::string& out_;
  const Term& term_;
  const Outcome& outcome_;
  Language language_;
};

}  // namespace

void explain_to(std::string& out, const Term& term, const Outcome& outcome, Language language) {
  Sentence(out, term, outcome, language).write();
}

std::string explain(const Term& term, const Outcome& outcome, Language language) {
  std::string out;
  explain_to(out, term, outcome, language);
  return out;
}

std::string describe(const Length& length, Counting counting, Language language) {
  std::string out;
  describe_to(out, length, counting, language);
  return out;
}

std::string_view to_text(Rule rule) {
  return rule_names[static_cast<std::size_t>(rule)];
}

}  // namespace sas::calendar
