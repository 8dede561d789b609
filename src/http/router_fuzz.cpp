#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/path.h"
#include "http/router.h"

// From the bytes of a target to a route: no crash, and never a redirect to another site.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sas::http::Router router = [] {
    sas::http::Router made;
    for (const char* pattern : {"/", "/a", "/a/{b}", "/a/{b}.json", "/a/{b}/c", "/{x}/{y}/{z}", "/{x}-{y}"}) {
      sas::http::Route route;
      route.pattern = pattern;
      try {
        made.add(route);
      } catch (const std::logic_error&) {
        continue;  // the last one is malformed on purpose
      }
    }
    return made;
  }();
  const auto target = sas::http::parse_target({reinterpret_cast<const char*>(data), size});
  if (!target) return 0;
  if (target->path.find("/../") != std::string::npos || target->path.find('\0') != std::string::npos) std::abort();
  const auto match = router.match(sas::http::Method::get, target->path);
  if (match.outcome == sas::http::Outcome::moved && (match.path.starts_with("//") || match.path.ends_with('/')))
    std::abort();
  return 0;
}
