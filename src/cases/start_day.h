#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "cases/case.h"
#include "catalogue/product.h"

/// Where the clock of a case starts; for the files of this room only.
namespace sas::cases {

/// The start of a case by its promise: never before the day of receipt. Without a later day in the answers, or without
/// a visit, it is the day of receipt.
[[nodiscard]] catalogue::StartDay start_of(const catalogue::Promise& promise, Date received, const json::Array& answers,
                                           std::optional<Date> visit);
/// Where the legal term counts from, by these rules. An application that has to be made in person is made at the visit;
/// the time to decide on an objection begins when the time to object has ended. Error `rules-too-old`.
[[nodiscard]] Result<Date> legal_start(const catalogue::Product& product, const Case& c, const json::Array& answers,
                                       const calendar::Rules& rules);
/// "resident", "appointment", or empty for receipt: in the records and in the ledger.
[[nodiscard]] std::string cause_of(const catalogue::StartDay& start);
[[nodiscard]] catalogue::StartFrom start_from(std::string_view cause);

}  // namespace sas::cases
