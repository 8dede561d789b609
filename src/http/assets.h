#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/embedded.h"
#include "http/router.h"

namespace sas::http {

/// Files of the binary, each under an address that holds a hash of its content, so that browsers may keep it for ever
/// (RFC 8246, immutable). Immutable; thread-safe.
class Assets {
 public:
  explicit Assets(std::span<const embedded::File> files);
  ~Assets();
  Assets(Assets&&) noexcept;

  /// "/assets/3f9a0c12d4b7-site.css"; throws std::out_of_range when there is no such file, so that a wrong name cannot
  /// ship.
  [[nodiscard]] const std::string& url(std::string_view name) const;
  /// Adds GET /assets/{file}. The route keeps what it needs: this object may end.
  void add_to(Router& router) const;

 private:
  struct Table;
  std::shared_ptr<const Table> table_;
};

/// The media type by the name's extension; application/octet-stream for an unknown one.
[[nodiscard]] std::string_view media_type_of(std::string_view filename);

}  // namespace sas::http
