#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "catalogue/product.h"
#include "promises/keys.h"
#include "store/store.h"

/// Ledger events as far as this room needs them. Reads the ledger's table and nothing else.
namespace sas::promises {

enum class Kind : std::uint8_t {
  received,
  start_changed,
  assigned,
  due_changed,
  completion_asked,
  completed,
  paused,
  resumed,
  partner_asked,
  partner_answered,
  appointment,            ///< booked or moved
  appointment_cancelled,
  decided,
  withdrawn,
  feedback_invited,
  feedback_given,
  outage_recorded,
  outage_ended,
};
/// "case.received" and the like; none for events that tell this room nothing.
[[nodiscard]] std::optional<Kind> kind_from(std::string_view text);

/// One event. What it does not tell is empty.
struct Entry {
  std::int64_t seq = 0;
  std::int64_t at = 0;                       ///< milliseconds since 1970
  Kind kind = Kind::received;
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
  int number = 0;                            ///< version of the promise, or the mark
  Key subject;                               ///< the case; zero when the subject is no UUID
  Key about;                                 ///< the appointment, feedback or outage
  std::optional<Date> received, promised, legal, from, until, day, start;
  std::optional<std::int64_t> moment, end;   ///< of a visit or an outage, milliseconds since 1970
  std::string product, area;
  std::string name;                          ///< partner, cause of the start, or channel that is out
};

/// The facts of an event. Canonical JSON of texts and numbers is read without making a tree; anything else goes through the JSON
/// library. Throws std::runtime_error when it is no JSON object: then the ledger is damaged.
void read_facts(Entry& entry, std::string_view facts);

/// The events (from, until] that tell this room something, in order. Kinds are chosen in SQL: most events of a real ledger (documents,
/// messages, logins) are not read at all.
[[nodiscard]] std::vector<Entry> read_entries(store::ReadTx& tx, std::int64_t from, std::int64_t until);
/// The newest event of any kind; 0 for an empty ledger.
[[nodiscard]] std::int64_t newest_seq(store::ReadTx& tx);

/// The channel of that name; digital for anything else.
[[nodiscard]] catalogue::ChannelKind channel_from(std::string_view text);

}  // namespace sas::promises
