#pragma once
#include <string>

#include "base/json.h"
#include "base/result.h"

/// What a line of `sassenpoort term` can ask beside a term in days; for this room only. Each appends the fields after
/// "id" and the closing brace to `out`, or gives an error and appends nothing.
namespace sas::calendar {

/// A start with a time and a length in hours, in opening hours when the line gives them.
[[nodiscard]] Result<Done> answer_hours(const json::Object& line, std::string& out);
/// "ask": "penalty".
[[nodiscard]] Result<Done> answer_penalty(const json::Object& line, std::string& out);
/// "ask": "objection".
[[nodiscard]] Result<Done> answer_objection(const json::Object& line, std::string& out);
/// "ask": "tacit".
[[nodiscard]] Result<Done> answer_tacit(const json::Object& line, std::string& out);

}  // namespace sas::calendar
