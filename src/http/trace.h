#pragma once
#include <string>
#include <string_view>

#include "base/random.h"

namespace sas::http {

/// A place in a trace (W3C Trace Context, clause 3.2).
struct Trace {
  std::string trace_id;  ///< 32 hexadecimal digits, not all nought
  std::string span_id;   ///< 16 hexadecimal digits, not all nought: ours
  /// "00-<trace>-<span>-01": what is sent back and passed on.
  [[nodiscard]] std::string header() const { return "00-" + trace_id + "-" + span_id + "-01"; }
};

/// Goes on with the caller's trace when `traceparent` is well-formed; begins a new one otherwise.
[[nodiscard]] Trace continue_trace(std::string_view traceparent, Random& random);

}  // namespace sas::http
