#pragma once
#include <memory>

#include "settings.h"

namespace sas {

/// Open data and nothing else, as a process of its own: it reads the public store that the gate writes, and has no
/// handle on records, lake, ledger or keys. A user of the system who may read `<data>/public` and
/// `<data>/open-data-key.txt` alone can run it; with `<data>/reading-secret.txt` it makes keys for reading as well.
class PublicSide {
 public:
  /// Errors are of the configuration: the detail says what to mend.
  [[nodiscard]] static Result<std::unique_ptr<PublicSide>> open(const Settings& settings);
  ~PublicSide();
  PublicSide(const PublicSide&) = delete;
  PublicSide& operator=(const PublicSide&) = delete;

  /// Listens. Throws std::system_error when the port is taken.
  void start();
  /// Finishes what was accepted.
  void stop();

 private:
  PublicSide();
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace sas
