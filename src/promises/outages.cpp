#include "promises/outages.h"

#include <array>

#include "base/strong_id.h"

namespace sas::promises {
namespace {

constexpr std::array<std::string_view, 3> evidence_names{"probe", "gap", "report"};
constexpr const char* columns = "SELECT id, channel, from_at, until_at, evidence, recorded_at FROM outage ";

Outage outage_from(const store::Row& row) {
  Outage out;
  out.id = row.text(0);
  out.channel = parse_channel(row.text(1)).value_or(Channel::site);
  out.from = from_millis(row.integer(2));
  if (const auto until = row.integer_if(3)) out.until = from_millis(*until);
  for (std::size_t i = 0; i < evidence_names.size(); ++i)
    if (evidence_names[i] == row.text(4)) out.evidence = static_cast<Evidence>(i);
  out.recorded_at = from_millis(row.integer(5));
  return out;
}

Error wrong(std::string field, std::string code) {
  Error error{ErrorKind::invalid, "outage-invalid", {}, {}};
  error.fields.push_back({std::move(field), std::move(code)});
  return error;
}

Result<Done> check_end(Instant from, Instant until, Instant now) {
  if (until > now) return fail(wrong("tot", "outage-until-later"));
  if (until <= from) return fail(wrong("tot", "outage-until-before"));
  return Done{};
}

store::Value moment_or_null(const std::optional<Instant>& moment) {
  if (!moment) return nullptr;
  return to_millis(*moment);
}

}  // namespace

std::string_view to_text(Evidence evidence) { return evidence_names[static_cast<std::size_t>(evidence)]; }

bool blocks_residents(Channel channel) {
  return channel == Channel::site || channel == Channel::login || channel == Channel::digid || channel == Channel::eherkenning ||
         channel == Channel::mailbox;
}

Result<Outage> Outages::record(store::WriteTx& tx, const NewOutage& fresh, const people::Viewer& viewer) const {
  const Instant now = clock_.now();
  if (fresh.from > now) return fail(wrong("van", "outage-from-later"));
  if (fresh.until)
    if (auto checked = check_end(fresh.from, *fresh.until, now); !checked) return fail(std::move(checked));
  const std::string channel(to_text(fresh.channel)), evidence(to_text(fresh.evidence));
  if (tx.query_one("SELECT id FROM outage WHERE channel = $1 AND evidence = $2 AND until_at IS NULL", {channel, evidence}))
    return fail(ErrorKind::conflict, "outage-double");
  Outage out{new_uuid(clock_, random_), fresh.channel, fresh.from, fresh.until, fresh.evidence, now};
  tx.execute("INSERT INTO outage (id, channel, from_at, until_at, evidence, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)",
             {out.id, channel, to_millis(out.from), moment_or_null(out.until), evidence, to_millis(now)});
  ledger::NewEvent event;
  event.kind = "outage.recorded";
  event.subject = out.id;
  event.acting = viewer.acting_text();
  event.facts = {{"outage", out.id}, {"channel", channel}, {"from", format_iso_instant(out.from)}, {"evidence", evidence}};
  if (out.until) event.facts["until"] = format_iso_instant(*out.until);
  ledger_.append(tx, event);
  return out;
}

Result<Outage> Outages::end(store::WriteTx& tx, const std::string& id, Instant until, const people::Viewer& viewer) const {
  auto found = find_outage(tx, id);
  if (!found) return fail(ErrorKind::not_found, "outage-unknown");
  if (found->until) return fail(ErrorKind::conflict, "outage-ended");
  if (auto checked = check_end(found->from, until, clock_.now()); !checked) return fail(std::move(checked));
  found->until = until;
  tx.execute("UPDATE outage SET until_at = $2 WHERE id = $1 AND until_at IS NULL", {id, to_millis(until)});
  ledger::NewEvent event;
  event.kind = "outage.ended";
  event.subject = id;
  event.acting = viewer.acting_text();
  event.facts = {{"outage", id}, {"until", format_iso_instant(until)}};
  ledger_.append(tx, event);
  return std::move(*found);
}

std::vector<Outage> list_outages(store::ReadTx& tx, std::size_t limit) {
  std::vector<Outage> out;
  for (const store::Row& row : tx.query(std::string(columns) + "ORDER BY from_at DESC, id LIMIT $1", {static_cast<std::int64_t>(limit)}))
    out.push_back(outage_from(row));
  return out;
}

std::optional<Outage> find_outage(store::ReadTx& tx, const std::string& id) {
  const auto row = tx.query_one(std::string(columns) + "WHERE id = $1", {id});
  if (!row) return std::nullopt;
  return outage_from(*row);
}

Result<std::optional<Outage>> Probes::note(store::WriteTx& tx, Channel channel, Seen seen) const {
  const people::Viewer system = people::system_viewer();
  const std::string name(to_text(channel));
  const Instant now = clock_.now();
  const auto before = tx.query_one("SELECT ok_at, failures FROM channel_probe WHERE channel = $1", {name});
  const Instant ok_at = before ? from_millis(before->integer(0)) : now;
  const std::int64_t failures = before ? before->integer(1) : 0;
  const auto lasting = tx.query_one("SELECT id FROM outage WHERE channel = $1 AND evidence = 'probe' AND until_at IS NULL", {name});
  std::optional<Outage> ended;
  if (seen == Seen::answered && lasting) {
    auto done = outages_.end(tx, lasting->text(0), now, system);
    if (!done) return fail(std::move(done));
    ended = std::move(*done);
  } else if (seen == Seen::answered && channel == Channel::site && now - ok_at > longest_gap) {
    auto done = outages_.record(tx, {channel, ok_at, now, Evidence::gap}, system);
    if (!done) return fail(std::move(done));
    ended = std::move(*done);
  } else if (seen == Seen::silent && failures >= 1 && !lasting) {
    if (auto begun = outages_.record(tx, {channel, ok_at, {}, Evidence::probe}, system); !begun) return fail(std::move(begun));
  }
  tx.execute("INSERT INTO channel_probe (channel, ok_at, failures) VALUES ($1, $2, $3) ON CONFLICT (channel) DO UPDATE SET "
             "ok_at = excluded.ok_at, failures = excluded.failures",
             {name, to_millis(seen == Seen::answered ? now : ok_at), seen == Seen::answered ? std::int64_t{0} : failures + 1});
  return ended;
}

}  // namespace sas::promises
