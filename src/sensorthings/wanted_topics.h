#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sensorthings/resource_path.h"
#include "sensorthings/updates.h"

/// Topics that are another way to name one that is told: with chosen properties, "v1.1/Observations?$select=result", or
/// by way of other entities, "v1.1/Things(1)/Datastreams(2)/Observations" (18-088 clause 14.2). To a broker they are
/// names like any other, so what goes out on the plain topic goes out on those that somebody asked for as well.
namespace sas::sensorthings {

/// What a topic of that kind means.
struct WantedTopic {
  /// The topic that is told: "v1.1/Observations", "v1.1/Datastreams(2)/Observations". Empty for a way over an entity
  /// whose number only the register knows: "v1.1/Datastreams(1)/Thing".
  std::string plain;
  std::vector<std::string> members;  ///< of the entity, to tell; all of them when it is empty
  friend bool operator==(const WantedTopic&, const WantedTopic&) = default;
};
/// None for a topic that is plain itself or that names what is not there.
[[nodiscard]] std::optional<WantedTopic> wanted_topic(std::string_view topic);

/// Those that somebody subscribed to. A session that the broker keeps outlives this program, and the broker does not
/// say again what is subscribed in it; so they are kept in a file. Nothing of who subscribed is kept. Thread-safe.
class WantedTopics {
 public:
  static constexpr std::size_t most = 2'000;  ///< in all; the one that was asked for longest ago makes room
  /// Of one plain topic, because each is a message more for every value.
  static constexpr std::size_t most_of_one = 50;
  /// Of those whose way only the register knows, because each is looked up after every change of it.
  static constexpr std::size_t most_ways = 500;

  /// `file` need not exist; what cannot be read or written of it is as if nobody had asked.
  explicit WantedTopics(std::string file);
  WantedTopics(const WantedTopics&) = delete;
  WantedTopics& operator=(const WantedTopics&) = delete;

  /// Of any topic that somebody subscribed to; what wanted_topic() knows nothing of is left alone.
  void add(std::string_view topic);
  /// The updates, and each of them again as it is wanted.
  [[nodiscard]] std::vector<Update> with_wanted(std::vector<Update> updates) const;

  /// The plain topic at the end of a way, empty when it leads nowhere. After an error the answer before it holds.
  using LeadsTo = std::function<Result<std::string>(const ResourcePath& way)>;
  /// Looks where the ways lead now that only the register knows.
  void follow(const LeadsTo& leads_to);
  /// True when there is one that was never followed.
  [[nodiscard]] bool has_new_way() const;

 private:
  struct Alias {
    std::string topic;
    std::vector<std::string> members;
  };
  struct Way {
    std::string topic;
    ResourcePath path;
    std::string plain;  ///< where it led when it was last followed
    std::vector<std::string> members;
    bool is_new = true;
  };
  bool keep(std::string_view topic);
  void forget(const std::string& topic);
  void add_alias(const std::string& plain, Alias alias);
  void drop_alias(const std::string& plain, std::string_view topic);
  void write() const;

  std::string file_;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Alias>, std::less<>> by_plain_;
  std::vector<Way> ways_;
  std::deque<std::string> order_;
};

/// The changes of the register since the call before, told on the plain topics and on those that are wanted. On the
/// thread of `changes`; errors as RegisterUpdates::next().
[[nodiscard]] Result<std::vector<Update>> next_wanted(RegisterUpdates& changes, WantedTopics& wanted);

}  // namespace sas::sensorthings
