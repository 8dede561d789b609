#pragma once
#include "people/gate.h"

namespace sas::people {

/// The answer to the header of an upload (http::Route::spool) by somebody the gate let in: `handler` makes the page for
/// that person once the body is there, also when the session ended meanwhile. The gate outlives the request.
[[nodiscard]] http::Response receive_body(const Gate& gate, const Visit& visit, PageHandler handler);

}  // namespace sas::people
