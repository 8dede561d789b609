#include "lake/moment.h"

#include <fmt/format.h>

namespace sas::lake {

std::string format_moment(Moment moment) {
  using namespace std::chrono;
  const auto day = floor<days>(moment);
  const year_month_day date{day};
  const hh_mm_ss time{moment - day};
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                time.hours().count(), time.minutes().count(), time.seconds().count());
  if (const auto fraction = time.subseconds().count(); fraction != 0) {
    out += fmt::format(".{:06}", fraction);
    while (out.back() == '0') out.pop_back();
  }
  return out + "Z";
}

}  // namespace sas::lake
