#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sensorthings/evaluate.h"
#include "sensorthings/model.h"
#include "sensorthings/options.h"
#include "sensorthings/paths.h"
#include "sensorthings/resource_path.h"

// Addresses as anybody may send them: whatever is read is reckoned with as well.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sas::sensorthings;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t mark = text.find('?');
  (void)parse_resource_path(text.substr(0, mark));
  const auto options = parse_options(mark == std::string_view::npos ? text : text.substr(mark + 1));
  if (!options || !options->filter || !check_calls(*options->filter)) return 0;
  const Lookup lookup = [](const Expression& path) -> Value {
    (void)meaning_of(entity(Type::observation), path);
    if (path.path.size() % 2 == 0) return std::int64_t{7};
    return std::string("text");
  };
  (void)matches(*options->filter, lookup, moment(1'775'000'000'000'000));
  return 0;
}
