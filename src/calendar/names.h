#pragma once
#include <string_view>

#include "base/text.h"
#include "base/time.h"

namespace sas::calendar {

/// "januari", "January".
[[nodiscard]] std::string_view month_name(Date date, Language language);
/// "maandag", "Monday".
[[nodiscard]] std::string_view weekday_name(Date date, Language language);

}  // namespace sas::calendar
