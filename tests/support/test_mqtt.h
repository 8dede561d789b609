#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lake/observation.h"

/// For tests of what subscribers are told: a real mosquitto on this machine, the publisher of the house and one
/// subscriber.
namespace sas::test {

class Subscriber {
 public:
  struct Message {
    std::string topic;
    std::string body;
  };
  struct Told {
    std::function<std::vector<Message>(const lake::Observation&)> of_value;
    std::function<std::vector<Message>()> others;
    std::function<void(std::string_view topic)> subscribed;  ///< somebody did, as the broker says
  };
  /// Stands subscribed to these topics when it returns.
  Subscriber(Told told, const std::vector<std::string>& topics);
  ~Subscriber();

  /// For lake::Lake::on_commit.
  void committed(std::span<const lake::Observation> observations);
  /// Bodies heard on the topic, once there are as many as `count`, or when ten seconds have passed.
  [[nodiscard]] std::vector<std::string> heard(const std::string& topic, std::size_t count) const;
  /// Topics of all that was heard, in order and once each.
  [[nodiscard]] std::vector<std::string> topics() const;
  /// Everything that was there to tell before the call has been heard after it.
  void settle();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sas::test
