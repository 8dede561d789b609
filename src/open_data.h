#pragma once
#include <memory>

#include "http/router.h"
#include "settings.h"
#include "site_frame.h"

namespace sas {

/// The rooms for open data, wired by hand: the public store and the portal over it.
class OpenData {
 public:
  struct Parts {
    const Settings& settings;
    const Clock& clock;
    const crypto::SigningKey& signing;
    const portal::Frame& frame;
  };
  /// Errors `data-folder`, `file-unreadable`. All parts must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<OpenData>> open(const Parts& parts);
  ~OpenData();
  OpenData(const OpenData&) = delete;
  OpenData& operator=(const OpenData&) = delete;

  void add_routes(http::Router& router);

 private:
  OpenData();
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace sas
