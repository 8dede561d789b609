#pragma once
#include "http/router.h"
#include "practice/town.h"

namespace sas::practice {

/// Plays the base registries over the town: POST /brp/personen (RaadpleegMetBurgerservicenummer, with `fields`), GET /bag/adressen and
/// GET /kvk/v1/basisprofielen/{kvk}. `town` outlives the router.
void add_registers(http::Router& router, const Town& town);

}  // namespace sas::practice
