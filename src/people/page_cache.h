#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/time.h"
#include "http/conditional.h"
#include "people/gate.h"

namespace sas::people {

/// Pages that are the same for every visitor who is not logged in, kept for ten seconds with an ETag, so that they are
/// made and compressed once. Whoever has a session gets a page of their own. Thread-safe.
class PageCache {
 public:
  explicit PageCache(const Clock& clock) : clock_(clock) {}

  /// `state` numbers what the page is made from: a page made from another one is made again.
  template <typename Make>
  Result<http::Response> get(const Visit& visit, const Make& make, std::int64_t state = 0) {
    if (visit.viewer.kind != ViewerKind::visitor || !visit.request.query.items().empty()) return make();
    const std::string key = std::string(visit.request.prefix()) + visit.request.path;
    const Instant now = clock_.now();
    {
      const std::lock_guard lock(mutex_);
      const auto kept = pages_.find(key);
      if (kept != pages_.end() && kept->second.state == state && now - kept->second.made < std::chrono::seconds{10})
        return kept->second.response;
    }
    Result<http::Response> fresh = make();
    if (!fresh || fresh->status != 200) return fresh;
    // no-cache: a browser may keep it, but asks each time whether it is still the same.
    *fresh = http::with_etag(std::move(*fresh).with("Cache-Control", "no-cache"));
    const std::lock_guard lock(mutex_);
    pages_[key] = {*fresh, now, state};
    return fresh;
  }

 private:
  struct Kept {
    http::Response response;
    Instant made;
    std::int64_t state = 0;
  };
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Kept> pages_;  // as many as there are public pages: the key is an address that exists
};

}  // namespace sas::people
