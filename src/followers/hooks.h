#pragma once
#include <optional>
#include <string>

#include "base/random.h"
#include "http/client.h"
#include "jobs/runner.h"
#include "releases/public_reader.h"
#include "store/store.h"

/// Programs that want to be told when a set has a new version or one was taken back. A program is asked first: only
/// one that gives back what the question holds gets messages, so nobody can aim them at somebody else.
namespace sas::followers {

struct Hook {
  std::string id, dataset;
  std::string url;     ///< may hold a secret of its owner: never in logs, events or jobs
  std::string secret;  ///< 32 bytes; signs what is sent
  std::string code;
  Instant asked_at;
  std::optional<Instant> confirmed_at;
  std::int64_t told_release = 0, told_withdrawn = 0;
  std::int64_t given_up = 0;  ///< messages in a row that did not arrive
};

/// All outlive it. Thread-safe as far as `random` is.
struct HookParts {
  store::Store& records;
  const jobs::Outbox& outbox;
  releases::PublicReader& reader;
  const http::Client& outside;  ///< that reaches public addresses only: strangers say where to go
  const Clock& clock;
  Random& random;
  std::string public_url;  ///< without a slash at the end
};

/// A message is tried this often, in an hour and a half; a program that missed this many in a row is forgotten.
inline constexpr int most_attempts = 10;
inline constexpr std::int64_t most_given_up = 3;
/// Of one set.
inline constexpr std::int64_t most_hooks = 500;

/// Keeps the address and puts the question in the outbox. What comes back holds the secret, which is shown once. Errors
/// `hook-url-invalid`, `dataset-unknown`, `hook-known` (conflict: this address hears of this set already), `hooks-full`
/// (too_many).
[[nodiscard]] Result<Hook> add_hook(const HookParts& parts, const std::string& dataset, const std::string& url);
[[nodiscard]] Result<std::optional<Hook>> find_hook(const HookParts& parts, const std::string& code);
/// Forgets it; a code that is not known has been used before.
[[nodiscard]] Result<Done> stop_hook(const HookParts& parts, const std::string& code);

/// Puts a message in the outbox for every program that has not heard yet, and forgets which never answered. Returns how
/// many messages.
[[nodiscard]] Result<int> look_for_hooks(const HookParts& parts);
/// `followers.hooks` every five minutes, and `followers.hook`.
void add_hook_jobs(jobs::Runner& runner, const HookParts& parts);

}  // namespace sas::followers
