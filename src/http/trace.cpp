#include "http/trace.h"

#include <array>

#include "base/text.h"

namespace sas::http {
namespace {

bool is_lower_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}
bool is_nought(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

// Version 00 is exactly 55 characters; a later version may be longer but begins the same (clause 4.3).
bool is_traceparent(std::string_view text) {
  if (text.size() < 55 || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  const std::string_view version = text.substr(0, 2);
  if (!is_lower_hex(version) || version == "ff" || (version == "00" && text.size() != 55)) return false;
  if (text.size() > 55 && text[55] != '-') return false;
  const std::string_view trace = text.substr(3, 32), span = text.substr(36, 16);
  return is_lower_hex(trace) && is_lower_hex(span) && is_lower_hex(text.substr(53, 2)) && !is_nought(trace) &&
         !is_nought(span);
}

}  // namespace

Trace continue_trace(std::string_view traceparent, Random& random) {
  std::array<std::byte, 24> raw{};
  random.fill(raw);
  raw[0] |= std::byte{1};  // never all nought
  raw[16] |= std::byte{1};
  const std::string digits = hex({reinterpret_cast<const char*>(raw.data()), raw.size()});
  Trace trace{digits.substr(0, 32), digits.substr(32)};
  if (is_traceparent(traceparent)) trace.trace_id = std::string(traceparent.substr(3, 32));
  return trace;
}

}  // namespace sas::http
