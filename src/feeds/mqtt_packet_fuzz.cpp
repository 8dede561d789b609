#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "feeds/mqtt_packet.h"

using namespace sas::feeds::mqtt;

namespace {

// What was read as a publication must be written as one that reads the same.
void check_round_trip(Version version, const Publish& publish) {
  PacketReader reader(version);
  reader.add(encode(version, publish));
  const auto again = reader.next();
  if (!again || !*again) std::abort();
  const auto* same = std::get_if<Publish>(&**again);
  if (same == nullptr || same->topic != publish.topic || same->payload != publish.payload ||
      same->packet_id != publish.packet_id || same->qos != publish.qos)
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Version version = (data[0] & 1U) != 0 ? Version::v5 : Version::v3_1_1;
  const std::size_t step = 1 + (data[0] >> 1U);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  PacketReader reader(version, 4096);
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    reader.add(bytes.substr(at, step));
    for (;;) {
      const auto packet = reader.next();
      if (!packet) return 0;
      if (!*packet) break;
      if (const auto* publish = std::get_if<Publish>(&**packet)) check_round_trip(version, *publish);
    }
  }
  return 0;
}
