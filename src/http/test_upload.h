#pragma once
#include <memory>
#include <stdexcept>
#include <string_view>

#include "http/body_intake.h"

/// For tests of handlers that take files: what the server does with a body, without a server.
namespace sas::http::testing {

/// Puts the whole body in the spool and in `request.body`, as it comes in on a route with a spool. Throws
/// std::runtime_error with the code of what was wrong.
inline void receive_body(Request& request, Spool& spool, std::string_view body) {
  detail::BodyIntake intake(request, spool.enter(0).value(), 64 * 1024, [] { return Result<Done>(Done{}); });
  auto taken = intake.take(body);
  if (taken) taken = intake.finish();
  if (!taken) throw std::runtime_error(taken.error().code);
}

}  // namespace sas::http::testing
