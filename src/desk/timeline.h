#pragma once
#include <map>
#include <string>
#include <vector>

#include "catalogue/product.h"
#include "html/service.h"
#include "ledger/ledger.h"

namespace sas::desk {

/// Names of employees by id.
using StaffNames = std::map<std::string, std::string, std::less<>>;

/// Who did something, for colleagues: an employee by name, the applicant, who acts for the applicant, or the system.
[[nodiscard]] std::string who_of(const html::Say& say, std::string_view acting, std::string_view concerned,
                                 const StaffNames& names);

/// One event of a case as a sentence for colleagues. An event that this program has no words for is shown by its name,
/// so that nothing in the log is hidden from who must answer for it.
[[nodiscard]] std::string sentence_of(const html::Say& say, const ledger::Event& event,
                                      const catalogue::Product& product, const StaffNames& names);
/// Whether the applicant does not see it.
[[nodiscard]] bool is_internal(const ledger::Event& event);

/// The events of a case, newest first; what the applicant does not see is marked.
[[nodiscard]] std::vector<html::TimelineEntry> timeline_of(const html::Say& say,
                                                           const std::vector<ledger::Event>& events,
                                                           const catalogue::Product& product, const StaffNames& names);

}  // namespace sas::desk
