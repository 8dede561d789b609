#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "sensorthings/batch.h"
#include "sensorthings/json_patch.h"
#include "sensorthings/observation_body.h"
#include "sensorthings/observation_json.h"

// Bodies as anybody may send them. The cursor must never take for JSON what the parser of the house does not.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sas;
  using namespace sas::sensorthings;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  JsonCursor cursor(text);
  std::string_view value;
  const bool taken = cursor.value(value) && cursor.at_end();
  const auto parsed = json::parse(text);
  if (taken && !parsed) std::abort();
  if (parsed) (void)patched(json::Object{{"a", json::Array{1, 2}}}, *parsed);

  // A batch in parts: what was read can be answered.
  if (const auto items = read_mixed("multipart/mixed; boundary=b", text))
    (void)write_mixed(*items, std::vector<BatchOutcome>(items->size()), "c");

  JsonCursor body_cursor(text);
  const auto body = read_observation_body(body_cursor);
  if (!body) return 0;
  for (const auto kind : {sensing::SeriesDescription::Kind::measurement, sensing::SeriesDescription::Kind::truth,
                          sensing::SeriesDescription::Kind::category, sensing::SeriesDescription::Kind::json}) {
    sensing::Series series;
    series.id = lake::SeriesId{1};
    series.kind = kind;
    const auto observation = to_observation(*body, series, lake::Moment{});
    // What was taken in is written as JSON again.
    if (observation && !json::parse(observation_json(*observation, form_of(series), "https://sta.example.nl")))
      std::abort();
  }
  return 0;
}
