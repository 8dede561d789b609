#include "sensing/event_history.h"

#include "lake/moment.h"

namespace sas::sensing {
namespace {

constexpr std::int64_t at_once = 10'000;
constexpr std::string_view erased = "personal.erased";

bool is_about_case(std::string_view kind) {
  return kind.starts_with("case.");
}

std::optional<lake::Code> fact(const ledger::Event& event, std::string_view name) {
  return lake::Code::from(json::text_at(event.facts, name));
}

}  // namespace

std::optional<lake::Event> history_of(const ledger::Event& event, const lake::PseudonymKey& key) {
  const auto kind = lake::Code::from(event.kind);
  if (!kind) return std::nullopt;
  lake::Event out{.seq = event.seq,
                  .time = lake::moment_of(event.at),
                  .kind = *kind,
                  .about = {},
                  .product = fact(event, "product"),
                  .channel = fact(event, "channel"),
                  .status = fact(event, "code"),
                  .result = fact(event, "result"),
                  .promised = {}};
  // What is about a person or a login has no pseudonym at all: it would tell what somebody does on this site.
  if (is_about_case(event.kind)) out.about = key.of(event.subject);
  if (const auto day = parse_iso_date(json::text_at(event.facts, "promised"))) out.promised = *day;
  return out;
}

std::optional<lake::Pseudonym> forgotten_by(const ledger::Event& event, const lake::PseudonymKey& key) {
  if (event.kind != erased) return std::nullopt;
  return key.of(event.subject);
}

Result<Done> EventHistory::catch_up() {
  const std::lock_guard lock(mutex_);
  const auto other = follows_another();
  if (!other) return fail(Error(other.error()));
  if (*other)
    if (auto anew = parts_.lake.events().start_anew(parts_.key.fingerprint()); !anew) return anew;
  bool told_again = false;
  for (;;) {
    const auto taken = take_next();
    if (taken && *taken < at_once) return Done{};
    if (taken) continue;
    // The ledger has everything: what cannot be read is told again, once.
    if (taken.error().code != "lake-events-damaged" || told_again) return fail(Error(taken.error()));
    told_again = true;
    if (auto anew = parts_.lake.events().start_anew(parts_.key.fingerprint()); !anew) return anew;
  }
}

Result<bool> EventHistory::follows_another() const {
  const lake::EventPosition position = parts_.lake.events().position();
  if (position.key != parts_.key.fingerprint()) return true;
  if (position.seq == 0) return false;
  return parts_.records.read([&](store::ReadTx& tx) -> Result<bool> {
    const auto last = parts_.ledger.event(tx, position.seq);
    return !last || lake::moment_of(last->at) != position.time;
  });
}

/// How many events there were.
Result<std::int64_t> EventHistory::take_next() const {
  const std::int64_t seq = parts_.lake.events().position().seq;
  const auto events = parts_.records.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
    return parts_.ledger.read_after(tx, seq, at_once);
  });
  if (!events) return fail(Error(events.error()));
  lake::EventBatch batch;
  for (const ledger::Event& event : *events) {
    if (auto row = history_of(event, parts_.key)) batch.events.push_back(std::move(*row));
    if (auto about = forgotten_by(event, parts_.key)) batch.forgotten.push_back(std::move(*about));
    batch.last_seq = event.seq;
    batch.last_time = lake::moment_of(event.at);
  }
  if (auto taken = parts_.lake.events().take(batch); !taken) return fail(std::move(taken));
  return static_cast<std::int64_t>(events->size());
}

}  // namespace sas::sensing
