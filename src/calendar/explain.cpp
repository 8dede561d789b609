#include "calendar/explain.h"

#include <array>

#include "calendar/names.h"

namespace sas::calendar {
namespace {

using std::chrono::year_month_day;

struct Words {
  std::string_view nl, en;
  [[nodiscard]] std::string_view in(Language l) const { return l == Language::nl ? nl : en; }
};

constexpr std::array<Words, 5> one{
    {{"dag", "day"}, {"week", "week"}, {"maand", "month"}, {"jaar", "year"}, {"uur", "hour"}}};
constexpr std::array<Words, 5> many{
    {{"dagen", "days"}, {"weken", "weeks"}, {"maanden", "months"}, {"jaar", "years"}, {"uur", "hours"}}};
constexpr std::array<std::string_view, 7> rule_names{"length", "extension",    "suspension", "atw-2",
                                                     "atw-1",  "working-days", "backward"};

void number(std::string& out, int value) {
  std::array<char, 12> digits{};
  std::size_t n = 0;
  do {
    digits[n++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value > 0);
  while (n > 0) out += digits[--n];
}

void long_date(std::string& out, Date date, Language language) {
  const year_month_day ymd{date};
  number(out, static_cast<int>(static_cast<unsigned>(ymd.day())));
  out += ' ';
  out += month_name(date, language);
  out += ' ';
  number(out, static_cast<int>(ymd.year()));
}

void day_and_date(std::string& out, Date date, Language language) {
  out += weekday_name(date, language);
  out += ' ';
  long_date(out, date, language);
}

void describe_to(std::string& out, const Length& length, Counting counting, Language language) {
  number(out, length.count);
  out += ' ';
  if (counting == Counting::working_days) {
    out += length.count == 1 ? Words{"werkdag", "working day"}.in(language)
                             : Words{"werkdagen", "working days"}.in(language);
    return;
  }
  const auto unit = static_cast<std::size_t>(length.unit);
  out += (length.count == 1 ? one[unit] : many[unit]).in(language);
}

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
    }
  }

 private:
  void say(const Words& words) { out_ += words.in(language_); }

  void extensions() {
    for (const Length& extension : term_.extensions) {
      say({", verlengd met ", ", extended by "});
      describe_to(out_, extension, term_.counting, language_);
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

  void rolled(Date before) {
    say({", eindigt op ", ", ends on "});
    if (outcome_.rolled_from)
      out_ += name_of(*outcome_.rolled_from, language_);
    else
      day_and_date(out_, before, language_);
    say({", dus ", ", so "});
    day_and_date(out_, outcome_.end, language_);
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
