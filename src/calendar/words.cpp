#include "calendar/words.h"

#include <array>

#include "calendar/names.h"

namespace sas::calendar {
namespace {

using std::chrono::year_month_day;

constexpr std::array<Words, 5> one{
    {{"dag", "day"}, {"week", "week"}, {"maand", "month"}, {"jaar", "year"}, {"uur", "hour"}}};
constexpr std::array<Words, 5> many{
    {{"dagen", "days"}, {"weken", "weeks"}, {"maanden", "months"}, {"jaar", "years"}, {"uur", "hours"}}};

}  // namespace

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

void clock_time(std::string& out, Instant moment, Language language) {
  const int minute = local_minute_of_day(moment);
  number(out, minute / 60);
  out += minute % 60 < 10 ? ":0" : ":";
  number(out, minute % 60);
  if (language == Language::nl) out += " uur";
}

void money(std::string& out, Cents amount, Language language) {
  const bool whole = amount.count() % 100 == 0;
  std::string text = format_money(amount, language);
  if (whole) text.resize(text.size() - 3);
  out += text;
}

}  // namespace sas::calendar
