#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/text.h"
#include "base/time.h"
#include "jobs/runner.h"
#include "messages/mailer.h"
#include "releases/public_reader.h"
#include "store/store.h"

/// People who want mail when a set has a new version or one was taken back. Nobody gets more than one question before
/// the answer to it (double opt-in), and every mail holds the link that ends them.
namespace sas::followers {

struct Follower {
  std::string id, dataset;
  std::string mail;  ///< personal data: never in logs, events or the public store
  Language language = Language::nl;
  std::string code;
  Instant asked_at;
  std::optional<Instant> confirmed_at;
  std::int64_t told_release = 0, told_withdrawn = 0;
};

/// All outlive it. Thread-safe as far as `random` is.
struct FollowerParts {
  store::Store& records;
  const jobs::Outbox& outbox;
  releases::PublicReader& reader;
  const messages::Mailer& mailer;
  const Clock& clock;
  Random& random;
  std::string public_url;  ///< without a slash at the end
};

/// Who never answered is forgotten after this time.
inline constexpr std::chrono::days answer_within{7};

/// Puts the question in the mail, also when the address follows already: the answer does not tell who follows what.
/// Asking again within a day sends nothing. Errors `email-invalid`, `dataset-unknown`.
[[nodiscard]] Result<Done> ask(const FollowerParts& parts, const std::string& dataset, const std::string& mail,
                               Language language);
/// By the code of a mail; error `code-unknown`. Doing it again does nothing.
[[nodiscard]] Result<Follower> confirm(const FollowerParts& parts, const std::string& code);
/// Forgets the follower; a code that is not known has been used before.
[[nodiscard]] Result<Done> stop(const FollowerParts& parts, const std::string& code);
[[nodiscard]] Result<std::optional<Follower>> find(const FollowerParts& parts, const std::string& code);

/// Puts a mail in the outbox for everybody who has not heard of the newest version or of a withdrawal, and forgets who
/// never answered. Returns how many mails.
[[nodiscard]] Result<int> look(const FollowerParts& parts);
/// `followers.look` every ten minutes, and `followers.mail`.
void add_follower_jobs(jobs::Runner& runner, const FollowerParts& parts);

/// Schema steps 157 and 158.
[[nodiscard]] std::vector<store::Migration> migrations();

}  // namespace sas::followers
