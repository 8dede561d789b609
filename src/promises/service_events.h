#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "ledger/ledger.h"
#include "store/store.h"

/// Figures of other systems (telephone exchange, ticket machine, mail handling, civil registry) as events in the ledger, so that service
/// promises about them can be counted. No personal data: a reference is kept as a hash.
namespace sas::promises {

/// The kinds of files, with their columns:
///   phone             moment, waited_s, answered (yes or no)
///   desk              moment, waited_s, appointment (yes or no)
///   messages          reference, channel (mail, digital or post), received, answered (may be empty)
///   source-documents  reference, received, answered (may be empty)
///   births            reference, certified, registered (may be empty)
///   reminders         moment, days_before
enum class ServiceRecord { phone, desk, messages, source_documents, births, reminders };
[[nodiscard]] std::optional<ServiceRecord> service_record_from(std::string_view name);
/// "phone, desk, messages, …"
[[nodiscard]] std::string service_record_names();

/// An event that is about to be written down.
struct ServiceEvent {
  std::string kind;       ///< "phone.call"
  std::string subject;    ///< the same for the same row, so that a row is taken in once
  Instant at;
  json::Object facts;
};

/// Reads a file: the first row names the columns, in any order. A moment is "2026-03-01 09:15" (Dutch time) or RFC 3339. Error
/// `import-row` names the row, the column and the remedy; `import-columns` what is missing; `csv-quote`.
[[nodiscard]] Result<std::vector<ServiceEvent>> read_service_csv(ServiceRecord what, std::string_view text, Instant now);

struct Imported {
  std::size_t added = 0;
  std::size_t known = 0;  ///< were in the ledger already
};
/// Appends what is not there yet, in transactions of a thousand. Errors are those of the store; what was added before stays.
Result<Imported> add_service_events(store::Store& store, const ledger::Ledger& ledger, std::span<const ServiceEvent> events);

}  // namespace sas::promises
