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
    say(back ? Words{" terug vanaf ", " back from "}
        : term_.after == After::objection_term
            ? Words{" na het einde van de bezwaartermijn op ", " after the term to object ended on "}
            : Words{" vanaf ", " from "});
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

constexpr std::array<Words, 7> rule_articles{
    {{"de regeling die de termijn stelt", "the rule that sets the term"},
     {"", ""},
     {"artikel 4:15 Awb", "section 4:15 Awb"},
     {"artikel 2 Algemene termijnenwet", "section 2 Algemene termijnenwet"},
     {"artikel 1 Algemene termijnenwet", "section 1 Algemene termijnenwet"},
     {"de belofte van de gemeente", "the promise of the municipality"},
     {"artikel 1 lid 2 Algemene termijnenwet", "section 1(2) Algemene termijnenwet"}}};

std::string_view article_of(const Step& step, Language language) {
  if (step.rule == Rule::extension)
    return article_of(step.extension_ground.value_or(ExtensionGround::own_law), language);
  if (step.rule == Rule::suspension && step.ground) return article_of(*step.ground, language);
  return rule_articles[static_cast<std::size_t>(step.rule)].in(language);
}

void why_to(std::string& out, const Term& term, const Outcome& outcome, const Step& step, Language language) {
  const auto say = [&](const Words& words) { out += words.in(language); };
  switch (step.rule) {
    case Rule::length:
    case Rule::working_days:
    case Rule::backward:
      describe_to(out, term.length, term.counting, language);
      return say(step.rule == Rule::backward ? Words{", teruggeteld", ", counted back"}
                                             : Words{", de eerste dag is de dag erna", ", day one is the day after"});
    case Rule::extension:
      return say({"de termijn is verlengd", "the term was extended"});
    case Rule::suspension:
      describe_to(out, Length{step.days, Unit::day}, Counting::calendar_days, language);
      return say({" waarop de termijn stilstond", " on which the term stood still"});
    case Rule::atw_2:
      return say({"een termijn van drie dagen of meer heeft ten minste twee gewone dagen",
                  "a term of three days or more has at least two ordinary days"});
    case Rule::atw_1:
      if (outcome.rolled_from)
        out += name_of(*outcome.rolled_from, language);
      else
        day_and_date(out, step.from, language);
      return say({" is geen gewone dag", " is no ordinary day"});
  }
}

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

std::vector<ExplainedStep> explain_steps(const Term& term, const Outcome& outcome, Language language) {
  std::vector<ExplainedStep> out;
  for (const Step& step : outcome.trace()) {
    ExplainedStep one{to_text(step.rule), std::string(article_of(step, language)), step.from, step.to, {}};
    why_to(one.why, term, outcome, step, language);
    out.push_back(std::move(one));
  }
  return out;
}

std::string_view to_text(Rule rule) {
  return rule_names[static_cast<std::size_t>(rule)];
}

}  // namespace sas::calendar
