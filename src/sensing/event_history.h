#pragma once
#include <mutex>

#include "lake/event.h"
#include "lake/lake.h"
#include "ledger/ledger.h"

/// The ledger as a table of the lake: what happened, when, and about which pseudonym of a case.
namespace sas::sensing {

/// What the lake may know of an event: its kind, moment and a few facts that are words of our own vocabularies. Who did
/// it, whom it concerns and its personal part are not even looked at. None when the kind is no such word. Pure.
[[nodiscard]] std::optional<lake::Event> history_of(const ledger::Event& event, const lake::PseudonymKey& key);
/// The case of which nothing may stay after this event (AVG art. 17, Archiefwet); none for any other event. Pure.
[[nodiscard]] std::optional<lake::Pseudonym> forgotten_by(const ledger::Event& event, const lake::PseudonymKey& key);

/// Brings the table up to the newest event. How far it is stands in the list of the table itself and changes with its
/// rows in one step: what a crash interrupts is done again and nothing is there twice. When another ledger stands in
/// the place of the one it followed (a restored backup), or the key is another, it begins anew. Thread-safe.
class EventHistory {
 public:
  struct Parts {
    store::Store& records;
    const ledger::Ledger& ledger;
    lake::Lake& lake;
    lake::PseudonymKey key;
  };
  explicit EventHistory(Parts parts) : parts_(std::move(parts)) {}
  /// Errors of the stores.
  [[nodiscard]] Result<Done> catch_up();

 private:
  [[nodiscard]] Result<bool> follows_another() const;
  [[nodiscard]] Result<std::int64_t> take_next() const;

  const Parts parts_;
  std::mutex mutex_;
};

}  // namespace sas::sensing
