#include "showcase/showcase.h"

#include "base/strong_id.h"
#include "embedded/showcase_migrations.h"

namespace sas::showcase {
namespace {

constexpr std::string_view reuse_columns =
    "SELECT id, dataset, title, url, made_by, summary, proposed_at, agreed_at FROM reuse ";

Reuse reuse_from(const store::Row& row) {
  Reuse out;
  out.id = row.text(0);
  out.what = {row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)};
  out.proposed_at = from_millis(row.integer(6));
  if (const auto at = row.integer_if(7)) out.agreed_at = from_millis(*at);
  return out;
}

std::vector<Reuse> reuses_from(const std::vector<store::Row>& rows) {
  std::vector<Reuse> out;
  for (const store::Row& row : rows) out.push_back(reuse_from(row));
  return out;
}

// Which set and what was done with it; the words of the maker stay out of the log.
void tell(store::WriteTx& tx, const ShowcaseParts& parts, const Reuse& reuse, std::string kind,
          const std::string& acting) {
  ledger::NewEvent event;
  event.kind = std::move(kind);
  event.subject = "reuse:" + reuse.id;
  event.acting = acting;
  event.facts = {{"dataset", reuse.what.dataset}};
  parts.ledger.append(tx, event);
}

Result<Reuse> find(store::ReadTx& tx, const std::string& id) {
  const auto row = tx.query_one(std::string(reuse_columns) + "WHERE id = $1", {id});
  if (!row) return fail(ErrorKind::not_found, "reuse-unknown");
  return reuse_from(*row);
}

}  // namespace

Result<Done> propose(const ShowcaseParts& parts, const Proposal& typed) {
  auto proposal = checked(typed);
  if (!proposal) return fail(std::move(proposal));
  const auto catalogue = parts.reader.catalogue();
  const auto* history = catalogue->find(proposal->dataset);
  if (history == nullptr || history->current() == nullptr) return fail(ErrorKind::not_found, "dataset-unknown");
  return parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
    const Proposal& p = *proposal;
    if (tx.query_one("SELECT 1 FROM reuse WHERE dataset = $1 AND url = $2", {p.dataset, p.url})) return Done{};
    const auto waiting = tx.query_one("SELECT count(*) FROM reuse WHERE agreed_at IS NULL");
    if (waiting->integer(0) >= most_waiting) return fail(ErrorKind::too_many, "reuses-waiting");
    const Reuse reuse{new_uuid(parts.clock, parts.random), p, parts.clock.now(), {}};
    tx.execute(
        "INSERT INTO reuse (id, dataset, title, url, made_by, summary, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, "
        "$7)",
        {reuse.id, p.dataset, p.title, p.url, p.made_by, p.summary, to_millis(reuse.proposed_at)});
    tell(tx, parts, reuse, "reuse.proposed", "visitor");
    return Done{};
  });
}

Result<std::vector<Reuse>> all(store::Store& records) {
  return records.read([](store::ReadTx& tx) -> Result<std::vector<Reuse>> {
    std::vector<Reuse> out =
        reuses_from(tx.query(std::string(reuse_columns) + "WHERE agreed_at IS NULL ORDER BY proposed_at, id"));
    const auto agreed = reuses_from(
        tx.query(std::string(reuse_columns) + "WHERE agreed_at IS NOT NULL ORDER BY agreed_at DESC, id LIMIT 500"));
    out.insert(out.end(), agreed.begin(), agreed.end());
    return out;
  });
}

Result<std::vector<Reuse>> shown(store::Store& records, std::string_view dataset) {
  return records.read([&](store::ReadTx& tx) -> Result<std::vector<Reuse>> {
    return reuses_from(tx.query(std::string(reuse_columns) + "WHERE dataset = $1 AND agreed_at IS NOT NULL "
                                                             "ORDER BY agreed_at DESC, id LIMIT 50",
                                {std::string(dataset)}));
  });
}

Result<Done> agree(const ShowcaseParts& parts, const std::string& id, const std::string& acting) {
  return parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
    const auto reuse = find(tx, id);
    if (!reuse) return fail(Error(reuse.error()));
    if (reuse->agreed_at) return Done{};
    tx.execute("UPDATE reuse SET agreed_at = $2 WHERE id = $1", {id, to_millis(parts.clock.now())});
    tell(tx, parts, *reuse, "reuse.agreed", acting);
    return Done{};
  });
}

Result<Done> remove(const ShowcaseParts& parts, const std::string& id, const std::string& acting) {
  return parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
    const auto reuse = find(tx, id);
    if (!reuse) return fail(Error(reuse.error()));
    tx.execute("DELETE FROM reuse WHERE id = $1", {id});
    tell(tx, parts, *reuse, "reuse.removed", acting);
    return Done{};
  });
}

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::showcase_migrations());
}

}  // namespace sas::showcase
