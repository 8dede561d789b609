#include "followers/hooks.h"

#include <algorithm>
#include <array>

#include "base/strong_id.h"
#include "base/text.h"
#include "followers/followers.h"
#include "followers/hook_message.h"
#include "followers/news.h"

namespace sas::followers {
namespace {

constexpr std::size_t secret_bytes = 32;
constexpr std::string_view message_kind = "followers.hook";
constexpr std::string_view hook_columns =
    "SELECT id, dataset, url, secret, code, asked_at, confirmed_at, told_release, told_withdrawn, given_up FROM hook ";

Hook hook_from(const store::Row& row) {
  Hook out;
  out.id = row.text(0);
  out.dataset = row.text(1);
  out.url = row.text(2);
  out.secret = from_hex(row.text(3)).value_or(std::string());
  out.code = row.text(4);
  out.asked_at = from_millis(row.integer(5));
  if (const auto at = row.integer_if(6)) out.confirmed_at = from_millis(*at);
  out.told_release = row.integer(7);
  out.told_withdrawn = row.integer(8);
  out.given_up = row.integer(9);
  return out;
}

std::optional<Hook> one_where(store::ReadTx& tx, std::string_view condition, const std::string& value) {
  const auto row = tx.query_one(std::string(hook_columns) + std::string(condition), {value});
  return row ? std::optional(hook_from(*row)) : std::nullopt;
}

void put_message(store::WriteTx& tx, const HookParts& parts, const std::string& hook, std::string_view what) {
  parts.outbox.enqueue(tx, {std::string(message_kind), {{"hook", hook}, {"what", what}}, {}, {}});
}

Hook new_hook(const HookParts& parts, const std::string& dataset, const std::string& url, const News& news) {
  std::array<std::byte, secret_bytes> secret{};
  parts.random.fill(secret);
  Hook out;
  out.id = new_uuid(parts.clock, parts.random);
  out.dataset = dataset;
  out.url = url;
  out.secret.assign(reinterpret_cast<const char*>(secret.data()), secret.size());
  out.code = random_token(parts.random);
  out.asked_at = parts.clock.now();
  out.told_release = news.release;
  out.told_withdrawn = news.withdrawn;
  return out;
}

Result<Done> put(store::WriteTx& tx, const HookParts& parts, const Hook& hook) {
  if (tx.query_one("SELECT 1 FROM hook WHERE dataset = $1 AND url = $2", {hook.dataset, hook.url}))
    return fail(ErrorKind::conflict, "hook-known");
  if (tx.query_one("SELECT count(*) FROM hook WHERE dataset = $1", {hook.dataset})->integer(0) >= most_hooks)
    return fail(ErrorKind::too_many, "hooks-full");
  tx.execute(
      "INSERT INTO hook (id, dataset, url, secret, code, asked_at, told_release, told_withdrawn, given_up) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
      {hook.id, hook.dataset, hook.url, hex(hook.secret), hook.code, to_millis(hook.asked_at), hook.told_release,
       hook.told_withdrawn});
  put_message(tx, parts, hook.id, "question");
  return Done{};
}

/// Sends the messages of the outbox.
class Messenger {
 public:
  explicit Messenger(HookParts parts) : parts_(std::move(parts)) {}

  [[nodiscard]] Result<Done> send(const jobs::Job& job) const {
    const std::string id = json::text_at(job.payload, "hook");
    const auto hook = parts_.records.read(
        [&](store::ReadTx& tx) -> Result<std::optional<Hook>> { return one_where(tx, "WHERE id = $1", id); });
    if (!hook) return fail(Error(hook.error()));
    if (!*hook) return Done{};  // stopped meanwhile
    const std::string what = json::text_at(job.payload, "what");
    const auto body = body_of(**hook, what, job.id);
    if (!body) return Done{};  // nothing to tell any more
    const auto answer =
        parts_.outside.send(signed_message((*hook)->url, (*hook)->secret, job.id, parts_.clock.now(), *body));
    if (!answer && answer.error().kind == ErrorKind::invalid) return forget(id);  // it leads where nothing may go
    if (answer && answer->status == 410) return forget(id);  // it wants no more (Standard Webhooks, Operational)
    const bool arrived =
        answer && answer->status / 100 == 2 && (what != "question" || answer->body.find(job.id) != std::string::npos);
    if (arrived) return what == "question" ? confirm(id) : note(id, 0);
    if (job.attempt < most_attempts) return fail(ErrorKind::unavailable, "hook-not-answered");
    // Nobody at the desk can mend the program of a stranger, so it goes to nobody.
    return (*hook)->given_up + 1 >= most_given_up ? forget(id) : note(id, (*hook)->given_up + 1);
  }

 private:
  [[nodiscard]] std::optional<std::string> body_of(const Hook& hook, std::string_view what,
                                                   const std::string& challenge) const {
    const Instant now = parts_.clock.now();
    if (what == "question")
      return hook.confirmed_at ? std::nullopt : std::optional(question_body(hook.dataset, challenge, now));
    const auto catalogue = parts_.reader.catalogue();
    const releases::DataSetHistory* history = catalogue->find(hook.dataset);
    if (history == nullptr) return std::nullopt;
    if (what == "withdrawn") return withdrawn_body(*history, parts_.public_url, now);
    const auto current = history->current();
    return current == nullptr ? std::nullopt : std::optional(release_body(*current, parts_.public_url, now));
  }

  [[nodiscard]] Result<Done> confirm(const std::string& id) const {
    return parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
      tx.execute("UPDATE hook SET confirmed_at = $2 WHERE id = $1", {id, to_millis(parts_.clock.now())});
      return Done{};
    });
  }
  [[nodiscard]] Result<Done> note(const std::string& id, std::int64_t given_up) const {
    return parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
      tx.execute("UPDATE hook SET given_up = $2 WHERE id = $1", {id, given_up});
      return Done{};
    });
  }
  [[nodiscard]] Result<Done> forget(const std::string& id) const {
    return parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
      tx.execute("DELETE FROM hook WHERE id = $1", {id});
      return Done{};
    });
  }

  HookParts parts_;
};

}  // namespace

Result<Hook> add_hook(const HookParts& parts, const std::string& dataset, const std::string& url) {
  const auto address = checked_hook_url(url);
  if (!address) return fail(Error(address.error()));
  const auto catalogue = parts.reader.catalogue();
  const auto* history = catalogue->find(dataset);
  if (history == nullptr || history->current() == nullptr) return fail(ErrorKind::not_found, "dataset-unknown");
  const News news = news_of(*history);
  auto made = parts.records.write([&](store::WriteTx& tx) -> Result<Hook> {
    Hook hook = new_hook(parts, dataset, *address, news);
    if (auto done = put(tx, parts, hook); !done) return fail(std::move(done));
    return hook;
  });
  parts.outbox.bell()->ring();
  return made;
}

Result<std::optional<Hook>> find_hook(const HookParts& parts, const std::string& code) {
  return parts.records.read([&](store::ReadTx& tx) -> Result<std::optional<Hook>> {
    return is_utf8(code) ? one_where(tx, "WHERE code = $1", code) : std::nullopt;
  });
}

Result<Done> stop_hook(const HookParts& parts, const std::string& code) {
  if (!is_utf8(code)) return Done{};
  return parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
    tx.execute("DELETE FROM hook WHERE code = $1", {code});
    return Done{};
  });
}

Result<int> look_for_hooks(const HookParts& parts) {
  const auto catalogue = parts.reader.catalogue();
  const Instant too_old = parts.clock.now() - answer_within;
  return parts.records.write([&](store::WriteTx& tx) -> Result<int> {
    tx.execute("DELETE FROM hook WHERE confirmed_at IS NULL AND asked_at < $1", {to_millis(too_old)});
    int messages = 0;
    for (const releases::DataSetHistory& history : catalogue->sets) {
      const News news = news_of(history);
      for (const store::Row& row : tx.query(
               std::string(hook_columns) +
                   "WHERE dataset = $1 AND confirmed_at IS NOT NULL AND (told_release < $2 OR told_withdrawn < $3)",
               {history.dataset, news.release, news.withdrawn})) {
        const Hook one = hook_from(row);
        // A withdrawal goes first: whoever holds a copy must stop using it.
        if (one.told_withdrawn < news.withdrawn) put_message(tx, parts, one.id, "withdrawn"), ++messages;
        if (one.told_release < news.release) put_message(tx, parts, one.id, "release"), ++messages;
        tx.execute("UPDATE hook SET told_release = $2, told_withdrawn = $3 WHERE id = $1",
                   {one.id, std::max(news.release, one.told_release), news.withdrawn});
      }
    }
    return messages;
  });
}

void add_hook_jobs(jobs::Runner& runner, const HookParts& parts) {
  runner.every("followers.hooks", std::chrono::minutes{5}, [parts](const jobs::Job&) -> Result<Done> {
    const auto messages = look_for_hooks(parts);
    if (!messages) return fail(Error(messages.error()));
    if (*messages > 0) parts.outbox.bell()->ring();
    return Done{};
  });
  runner.handle(std::string(message_kind),
                [messenger = Messenger(parts)](const jobs::Job& job) { return messenger.send(job); });
}

}  // namespace sas::followers
