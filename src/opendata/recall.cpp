#include "opendata/recall.h"

#include <set>

#include "base/strong_id.h"
#include "opendata/gate_records.h"
#include "opendata/withdraw_for.h"

namespace sas::opendata {
namespace {

ledger::NewEvent event_of(const Withdrawal& withdrawal, std::int64_t number, const json::Array& rules) {
  ledger::NewEvent event;
  event.kind = "opendata.withdrawn";
  event.subject = "dataset:" + withdrawal.dataset;
  event.acting = withdrawal.acting;
  event.facts = {{"number", number}, {"reason", withdrawal.reason.nl}, {"by", withdrawal.role}};
  if (!rules.empty()) event.facts["rules"] = rules;
  return event;
}

void tell_subscribers(store::WriteTx& tx, const jobs::Outbox& outbox, const releases::Tombstone& tombstone) {
  for (const store::Row& row : tx.query(
           "SELECT id FROM opendata_subscriber WHERE dataset = $1 OR dataset = '*' ORDER BY id", {tombstone.dataset})) {
    json::Object payload{{"subscriber", row.text(0)},
                         {"dataset", tombstone.dataset},
                         {"number", tombstone.number},
                         {"at", format_iso_instant(tombstone.at)},
                         {"reason", json::Object{{"nl", tombstone.reason.nl}, {"en", tombstone.reason.en}}}};
    outbox.enqueue(tx, {"opendata.notice", std::move(payload), {}, {}});
  }
}

// The ledger first, as with a release; then the tombstone and the bytes; then those who asked to hear of it.
Result<Done> finish(const RecallParts& parts, const releases::Tombstone& tombstone) {
  if (auto done = parts.writer.withdraw(tombstone); !done) return done;
  return parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
    settle_withdrawal(tx, tombstone.ledger_seq);
    hold(tx, tombstone.dataset, parts.clock.now());
    tell_subscribers(tx, parts.outbox, tombstone);
    return Done{};
  });
}

Result<Done> withdraw_one(const RecallParts& parts, const Withdrawal& withdrawal, std::int64_t number,
                          const json::Array& rules) {
  const auto tombstone = parts.records.write([&](store::WriteTx& tx) -> Result<releases::Tombstone> {
    releases::Tombstone out{withdrawal.dataset, number, parts.clock.now(), withdrawal.reason, withdrawal.role, 0};
    out.ledger_seq = parts.ledger.append(tx, event_of(withdrawal, number, rules));
    put_withdrawal(tx, out);
    return out;
  });
  if (!tombstone) return fail(Error(tombstone.error()));
  return finish(parts, *tombstone);
}

bool is_on_this_machine(std::string_view url) {
  return url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:");
}

}  // namespace

Result<int> withdraw(const RecallParts& parts, const Withdrawal& withdrawal) {
  int done = 0;
  for (const releases::Release& release : parts.writer.standing(withdrawal.dataset)) {
    if (withdrawal.number != 0 && release.number != withdrawal.number) continue;
    if (auto gone = withdraw_one(parts, withdrawal, release.number, {}); !gone) return fail(std::move(gone));
    ++done;
  }
  if (done == 0) return fail(ErrorKind::not_found, "release-unknown", withdrawal.dataset);
  return done;
}

Result<Done> withdraw_for(const RecallParts& parts, const Withdrawal& withdrawal, const json::Array& rules) {
  return withdraw_one(parts, withdrawal, withdrawal.number, rules);
}

Result<int> recover_withdrawals(const RecallParts& parts) {
  const auto waiting = parts.records.read(
      [](store::ReadTx& tx) -> Result<std::vector<releases::Tombstone>> { return waiting_withdrawals(tx); });
  if (!waiting) return fail(Error(waiting.error()));
  for (const releases::Tombstone& tombstone : *waiting)
    if (auto done = finish(parts, tombstone); !done) return fail(std::move(done));
  return static_cast<int>(waiting->size());
}

Result<std::string> subscribe(store::WriteTx& tx, const Clock& clock, Random& random, const std::string& dataset,
                              const std::string& url) {
  if (!url.starts_with("https://") && !is_on_this_machine(url))
    return fail(Error{ErrorKind::invalid,
                      "subscriber-url",
                      "give an address that begins with https://",
                      {{"url", "subscriber-url"}}});
  std::string id = new_uuid(clock, random);
  tx.execute("INSERT INTO opendata_subscriber (id, dataset, url, since) VALUES ($1, $2, $3, $4)",
             {id, dataset, url, to_millis(clock.now())});
  return id;
}

void unsubscribe(store::WriteTx& tx, const std::string& id) {
  tx.execute("DELETE FROM opendata_subscriber WHERE id = $1", {id});
}

Result<Done> deliver_notice(store::Store& records, const http::Client& client, const jobs::Job& job) {
  const std::string id = json::text_at(job.payload, "subscriber");
  const auto url = records.read([&](store::ReadTx& tx) -> Result<std::string> {
    const auto row = tx.query_one("SELECT url FROM opendata_subscriber WHERE id = $1", {id});
    return row ? row->text(0) : std::string();
  });
  if (!url) return fail(Error(url.error()));
  if (url->empty()) return Done{};  // no longer wants to hear
  json::Object notice = job.payload;
  notice.erase("subscriber");
  notice["kind"] = "sassenpoort.withdrawal.1";
  http::ClientRequest request;
  request.method = http::Method::post;
  request.url = *url;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = json::write(notice);
  const auto answer = client.send(request);
  if (!answer) return fail(Error(answer.error()));
  if (answer->status < 200 || answer->status > 299)
    return fail(ErrorKind::unavailable, "notice-not-taken", "status " + std::to_string(answer->status));
  return Done{};
}

}  // namespace sas::opendata
