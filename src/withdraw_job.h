#pragma once
#include "jobs/jobs.h"
#include "opendata/recall.h"

namespace sas {

/// Asks the program that has the public store to withdraw: the command line cannot while the site runs.
inline constexpr std::string_view withdraw_job_kind = "opendata.withdraw";
[[nodiscard]] jobs::NewJob withdraw_job(const opendata::Withdrawal& asked);
[[nodiscard]] opendata::Withdrawal withdrawal_from(const json::Object& payload);

}  // namespace sas
