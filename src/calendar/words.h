#pragma once
#include <string>

#include "base/money.h"
#include "base/text.h"
#include "calendar/term.h"

/// The words the sentences of this room are made of; for this room only.
namespace sas::calendar {

/// One text in both languages.
struct Words {
  std::string_view nl, en;
  [[nodiscard]] std::string_view in(Language l) const { return l == Language::nl ? nl : en; }
};

/// Each appends to `out`: "8", "3 april 2026", "vrijdag 3 april 2026", "8 weken", "9:05 uur", "€ 23".
void number(std::string& out, int value);
void long_date(std::string& out, Date date, Language language);
void day_and_date(std::string& out, Date date, Language language);
void describe_to(std::string& out, const Length& length, Counting counting, Language language);
void clock_time(std::string& out, Instant moment, Language language);
void money(std::string& out, Cents amount, Language language);

}  // namespace sas::calendar
