#include "calendar/names.h"

#include <array>

namespace sas::calendar {
namespace {

struct Words {
  std::string_view nl, en;
  [[nodiscard]] std::string_view in(Language l) const { return l == Language::nl ? nl : en; }
};

constexpr std::array<Words, 12> month_names{{{"januari", "January"},
                                             {"februari", "February"},
                                             {"maart", "March"},
                                             {"april", "April"},
                                             {"mei", "May"},
                                             {"juni", "June"},
                                             {"juli", "July"},
                                             {"augustus", "August"},
                                             {"september", "September"},
                                             {"oktober", "October"},
                                             {"november", "November"},
                                             {"december", "December"}}};
constexpr std::array<Words, 7> day_names{{{"zondag", "Sunday"},
                                          {"maandag", "Monday"},
                                          {"dinsdag", "Tuesday"},
                                          {"woensdag", "Wednesday"},
                                          {"donderdag", "Thursday"},
                                          {"vrijdag", "Friday"},
                                          {"zaterdag", "Saturday"}}};

}  // namespace

std::string_view month_name(Date date, Language language) {
  return month_names[static_cast<unsigned>(std::chrono::year_month_day{date}.month()) - 1].in(language);
}

std::string_view weekday_name(Date date, Language language) {
  return day_names[std::chrono::weekday{date}.c_encoding()].in(language);
}

}  // namespace sas::calendar
