#pragma once
#include <string>

#include "cases/case.h"
#include "catalogue/product.h"
#include "html/texts.h"
#include "ledger/ledger.h"

namespace sas::site {

/// Where a case stands, in whole sentences: "U hebt dit aangevraagd op 3 mei. U krijgt uiterlijk 12 mei antwoord."
[[nodiscard]] std::string status_sentence(const html::Say& say, const cases::Case& c, const catalogue::Product& product,
                                          Date today);

/// What an event means to the person it concerns; empty for events that only colleagues need.
[[nodiscard]] std::string sentence_of(const html::Say& say, const ledger::Event& event);

}  // namespace sas::site
