#include "followers/followers.h"

#include <algorithm>

#include "base/identifiers.h"
#include "base/strong_id.h"
#include "embedded/followers_migrations.h"
#include "followers/follower_mails.h"
#include "followers/news.h"

namespace sas::followers {
namespace {

constexpr std::string_view follower_columns =
    "SELECT id, dataset, mail, language, code, asked_at, confirmed_at, told_release, told_withdrawn FROM follower ";

Follower follower_from(const store::Row& row) {
  Follower out;
  out.id = row.text(0);
  out.dataset = row.text(1);
  out.mail = row.text(2);
  out.language = row.text(3) == "en" ? Language::en : Language::nl;
  out.code = row.text(4);
  out.asked_at = from_millis(row.integer(5));
  if (const auto at = row.integer_if(6)) out.confirmed_at = from_millis(*at);
  out.told_release = row.integer(7);
  out.told_withdrawn = row.integer(8);
  return out;
}

std::optional<Follower> one_where(store::ReadTx& tx, std::string_view condition,
                                  std::initializer_list<store::Value> params) {
  const auto row = tx.query_one(std::string(follower_columns) + std::string(condition), params);
  return row ? std::optional(follower_from(*row)) : std::nullopt;
}

void put_mail(store::WriteTx& tx, const FollowerParts& parts, const std::string& follower, std::string_view what) {
  parts.outbox.enqueue(tx, {"followers.mail", {{"follower", follower}, {"what", what}}, {}, {}});
}

Follower new_follower(const FollowerParts& parts, const std::string& dataset, const std::string& mail,
                      Language language, const News& news) {
  Follower out;
  out.id = new_uuid(parts.clock, parts.random);
  out.dataset = dataset;
  out.mail = mail;
  out.language = language;
  out.code = random_token(parts.random);
  out.asked_at = parts.clock.now();
  out.told_release = news.release;
  out.told_withdrawn = news.withdrawn;
  return out;
}

void put(store::WriteTx& tx, const Follower& f) {
  tx.execute(
      "INSERT INTO follower (id, dataset, mail, language, code, asked_at, told_release, told_withdrawn) VALUES ($1, "
      "$2, "
      "$3, $4, $5, $6, $7, $8)",
      {f.id, f.dataset, f.mail, std::string(f.language == Language::en ? "en" : "nl"), f.code, to_millis(f.asked_at),
       f.told_release, f.told_withdrawn});
}

Result<Done> send(const FollowerParts& parts, const jobs::Job& job) {
  const std::string id = json::text_at(job.payload, "follower");
  const auto follower = parts.records.read(
      [&](store::ReadTx& tx) -> Result<std::optional<Follower>> { return one_where(tx, "WHERE id = $1", {id}); });
  if (!follower) return fail(Error(follower.error()));
  if (!*follower) return Done{};  // no longer wants to hear
  const auto catalogue = parts.reader.catalogue();
  const auto mail = mail_of(**follower, json::text_at(job.payload, "what"), catalogue->find((*follower)->dataset),
                            {job.id, parts.public_url});
  return mail ? parts.mailer.send(*mail) : Result<Done>(Done{});
}

}  // namespace

Result<Done> ask(const FollowerParts& parts, const std::string& dataset, const std::string& mail, Language language) {
  auto address = parse_email(mail);
  if (!address) return fail(Error{ErrorKind::invalid, "email-invalid", "", {{"mail", "email-invalid"}}});
  const auto catalogue = parts.reader.catalogue();
  const auto* history = catalogue->find(dataset);
  if (history == nullptr || history->current() == nullptr) return fail(ErrorKind::not_found, "dataset-unknown");
  const News news = news_of(*history);
  const auto asked = parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
    const auto known = one_where(tx, "WHERE dataset = $1 AND mail = $2", {dataset, *address});
    const Instant now = parts.clock.now();
    if (known && now - known->asked_at < std::chrono::hours{24}) return Done{};
    if (known) tx.execute("UPDATE follower SET asked_at = $2 WHERE id = $1", {known->id, to_millis(now)});
    const Follower follower = known ? *known : new_follower(parts, dataset, *address, language, news);
    if (!known) put(tx, follower);
    put_mail(tx, parts, follower.id, "question");
    return Done{};
  });
  parts.outbox.bell()->ring();
  return asked;
}

Result<std::optional<Follower>> find(const FollowerParts& parts, const std::string& code) {
  return parts.records.read([&](store::ReadTx& tx) -> Result<std::optional<Follower>> {
    return is_utf8(code) ? one_where(tx, "WHERE code = $1", {code}) : std::nullopt;
  });
}

Result<Follower> confirm(const FollowerParts& parts, const std::string& code) {
  const auto known = find(parts, code);
  if (!known) return fail(Error(known.error()));
  if (!*known) return fail(ErrorKind::not_found, "code-unknown");
  Follower out = **known;
  if (!out.confirmed_at) out.confirmed_at = parts.clock.now();
  return parts.records.write([&](store::WriteTx& tx) -> Result<Follower> {
    tx.execute("UPDATE follower SET confirmed_at = $2 WHERE id = $1", {out.id, to_millis(*out.confirmed_at)});
    return out;
  });
}

Result<Done> stop(const FollowerParts& parts, const std::string& code) {
  if (!is_utf8(code)) return Done{};
  return parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
    tx.execute("DELETE FROM follower WHERE code = $1", {code});
    return Done{};
  });
}

Result<int> look(const FollowerParts& parts) {
  const auto catalogue = parts.reader.catalogue();
  const Instant too_old = parts.clock.now() - answer_within;
  return parts.records.write([&](store::WriteTx& tx) -> Result<int> {
    tx.execute("DELETE FROM follower WHERE confirmed_at IS NULL AND asked_at < $1", {to_millis(too_old)});
    int mails = 0;
    for (const releases::DataSetHistory& history : catalogue->sets) {
      const News news = news_of(history);
      for (const store::Row& row : tx.query(
               std::string(follower_columns) +
                   "WHERE dataset = $1 AND confirmed_at IS NOT NULL AND (told_release < $2 OR told_withdrawn < $3)",
               {history.dataset, news.release, news.withdrawn})) {
        const Follower one = follower_from(row);
        // A withdrawal is told first and by itself: whoever holds a copy must stop using it.
        if (one.told_withdrawn < news.withdrawn) put_mail(tx, parts, one.id, "withdrawn"), ++mails;
        if (one.told_release < news.release) put_mail(tx, parts, one.id, "release"), ++mails;
        tx.execute("UPDATE follower SET told_release = $2, told_withdrawn = $3 WHERE id = $1",
                   {one.id, std::max(news.release, one.told_release), news.withdrawn});
      }
    }
    return mails;
  });
}

void add_follower_jobs(jobs::Runner& runner, const FollowerParts& parts) {
  runner.every("followers.look", std::chrono::minutes{10}, [parts](const jobs::Job&) -> Result<Done> {
    const auto mails = look(parts);
    if (!mails) return fail(Error(mails.error()));
    if (*mails > 0) parts.outbox.bell()->ring();
    return Done{};
  });
  runner.handle("followers.mail", [parts](const jobs::Job& job) { return send(parts, job); });
}

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::followers_migrations());
}

}  // namespace sas::followers
