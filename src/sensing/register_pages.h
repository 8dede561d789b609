#pragma once
#include "http/router.h"
#include "lake/lake.h"
#include "people/gate.h"
#include "sensing/cards.h"

namespace sas::sensing {

struct RegisterParts {
  const people::Gate& gate;
  store::Store& records;
  lake::Lake& lake;
  const Clock& clock;
};

/// The sensor register for everybody: /stad/sensoren with its twins, and a page for each open series,
/// /stad/sensoren/{number}, with what it measured, how good that was, and how to get it.
void add_register_pages(http::Router& router, const RegisterParts& parts);

}  // namespace sas::sensing
