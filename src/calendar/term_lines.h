#pragma once
#include <string>
#include <string_view>

namespace sas::calendar {

/// Answers one line of `sassenpoort term`: a JSON object in, a JSON object out, appended to `out` with a newline. A bad
/// line gives
/// {"id", "error": {"code", "detail"}} and never throws. The format is in docs/term-lines.md.
void answer_line(std::string_view line, std::string& out);

}  // namespace sas::calendar
