#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "feeds/byte_decoder.h"
#include "feeds/mapping.h"

using namespace sas;
using namespace sas::feeds;

namespace {

const Mapping& mapping() {
  static const Mapping one =
      mapping_from(R"({"name":"m","title":"M","source":"s","time_column":"t","time_shape":"iso","thing_column":"d",
        "x_column":"x","y_column":"y","columns":[{"column":"a","property":"a","unit":"mm"},
        {"column":"b","property":"b","kind":"category"}]})")
          .value();
  return one;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Collected out;
  switch (data[0] % 4) {
    case 0: {
      const auto read = mapping_from(text);
      if (read && to_json(mapping_from(to_json(*read)).value()) != to_json(*read)) std::abort();
      break;
    }
    case 1:
      (void)read_mapped_csv(mapping(), *lines_of("t;d;x;y;a;b\n" + std::string(text)), out);
      break;
    case 2:
      (void)read_mapped_json(mapping(), text, out);
      break;
    default: {
      const std::size_t cut = text.find('\n');
      const auto decoder = byte_decoder_from(text.substr(0, cut));
      if (decoder && cut != std::string_view::npos) (void)decode(*decoder, text.substr(cut + 1));
    }
  }
  return 0;
}
