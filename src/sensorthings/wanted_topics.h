#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sensorthings/updates.h"

/// Topics that are another way to name one that is told: with chosen properties, "v1.1/Observations?$select=result", or
/// by way of other entities, "v1.1/Things(1)/Datastreams(2)/Observations" (18-088 clause 14.2). To a broker they are
/// names like any other, so what goes out on the plain topic goes out on those that somebody asked for as well.
namespace sas::sensorthings {

/// What a topic of that kind means.
struct WantedTopic {
  std::string plain;  ///< the topic that is told: "v1.1/Observations", "v1.1/Datastreams(2)/Observations"
  std::vector<std::string> members;  ///< of the entity, to tell; all of them when it is empty
  friend bool operator==(const WantedTopic&, const WantedTopic&) = default;
};
/// None for a topic that is plain itself, that names what is not there, or that leads to an entity whose number only
/// the register knows ("v1.1/Datastreams(1)/Thing").
[[nodiscard]] std::optional<WantedTopic> wanted_topic(std::string_view topic);

/// Those that somebody subscribed to. A session that the broker keeps outlives this program, and the broker does not
/// say again what is subscribed in it; so they are kept in a file. Nothing of who subscribed is kept. Thread-safe.
class WantedTopics {
 public:
  static constexpr std::size_t most = 2'000;  ///< in all; the one that was asked for longest ago makes room
  static constexpr std::size_t most_of_one =
      50;  ///< of one plain topic, because each is a message more for every value

  /// `file` need not exist; what cannot be read or written of it is as if nobody had asked.
  explicit WantedTopics(std::string file);
  WantedTopics(const WantedTopics&) = delete;
  WantedTopics& operator=(const WantedTopics&) = delete;

  /// Of any topic that somebody subscribed to; what wanted_topic() knows nothing of is left alone.
  void add(std::string_view topic);
  /// The updates, and each of them again as it is wanted.
  [[nodiscard]] std::vector<Update> with_wanted(std::vector<Update> updates) const;

 private:
  struct Alias {
    std::string topic;
    std::vector<std::string> members;
  };
  bool keep(std::string_view topic);
  void forget(const std::string& topic);
  void write() const;

  std::string file_;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Alias>, std::less<>> by_plain_;
  std::deque<std::string> order_;
};

}  // namespace sas::sensorthings
