#include "withdraw_job.h"

namespace sas {

jobs::NewJob withdraw_job(const opendata::Withdrawal& asked) {
  return {std::string(withdraw_job_kind),
          {{"dataset", asked.dataset},
           {"number", asked.number},
           {"nl", asked.reason.nl},
           {"en", asked.reason.en},
           {"role", asked.role},
           {"acting", asked.acting}},
          std::nullopt,
          {}};
}

opendata::Withdrawal withdrawal_from(const json::Object& payload) {
  return {json::text_at(payload, "dataset"),
          json::int_at(payload, "number"),
          {json::text_at(payload, "nl"), json::text_at(payload, "en")},
          json::text_at(payload, "role"),
          json::text_at(payload, "acting")};
}

}  // namespace sas
