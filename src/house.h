#pragma once
#include <memory>

#include "settings.h"

namespace sas {

/// All rooms of one running program, wired by hand in the order of the floors. Built by `open`; members are destroyed
/// in reverse.
class House {
 public:
  /// Opens store, catalogue, theme and texts, and adds every route. Errors are of the configuration: the detail says
  /// what to mend.
  [[nodiscard]] static Result<std::unique_ptr<House>> open(const Settings& settings);
  ~House();
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  /// Listens and starts the jobs. Throws std::system_error when the port is taken.
  void start();
  [[nodiscard]] std::uint16_t port() const;
  /// Finishes what was accepted, then the jobs that are busy.
  void stop();

 private:
  House();
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace sas
