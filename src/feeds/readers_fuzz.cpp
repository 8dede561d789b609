#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "feeds/air.h"
#include "feeds/dino.h"
#include "feeds/footfall.h"
#include "feeds/knmi.h"
#include "feeds/lines.h"
#include "feeds/luchtmeetnet.h"
#include "feeds/parking.h"
#include "feeds/samen_meten.h"
#include "feeds/ttn_file.h"
#include "feeds/wiski.h"

using namespace sas;
using namespace sas::feeds;

namespace {

/// Holds every reading to what the lake asks: a number that is one, or a text, and a slot that was declared.
class Strict final : public Sink {
 public:
  Slot declare(const sensing::SeriesDescription& description) override { return all_.declare(description); }
  Result<Done> accept(std::span<const Reading> readings) override {
    for (const Reading& r : readings) {
      if (static_cast<std::size_t>(r.slot) >= all_.series.size()) std::abort();
      if (r.value.has_value() == !r.text.empty()) std::abort();
      if (r.value && !std::isfinite(*r.value)) std::abort();
      if (r.until && *r.until < r.time) std::abort();
    }
    return Done{};
  }
  void reject(Rejection rejection) override {
    if (rejection.reason.empty() || rejection.line < 1) std::abort();
  }

 private:
  Collected all_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  using LineReader = Result<Done> (*)(Lines&, Sink&);
  constexpr LineReader by_line[] = {
      read_parking_history, read_knmi_days,          read_knmi_hours, read_knmi_rain, read_dino,       read_wiski,
      read_footfall_leeds,  read_footfall_melbourne, read_pm10_days,  read_basel_air, read_ttn_uplinks};
  using TextReader = Result<Done> (*)(std::string_view, Sink&);
  constexpr TextReader whole[] = {read_parking_state, read_footfall_melbourne_api, read_luchtmeetnet, read_samen_meten};
  Strict sink;
  const std::size_t which = data[0] % (std::size(by_line) + std::size(whole));
  if (which < std::size(by_line)) {
    (void)by_line[which](*lines_of(text), sink);
  } else {
    (void)whole[which - std::size(by_line)](text, sink);
  }
  return 0;
}
