#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "feeds/uplink_readings.h"

namespace sas::feeds {

/// Where a value stands in the bytes of a simple device, as data: enough for most, and nothing can run away.
struct ByteField {
  std::string name;        ///< "temperature"
  std::size_t offset = 0;  ///< in bytes, from 0
  std::size_t length = 1;  ///< 1 to 8 bytes
  enum class Form { whole, whole_signed } form = Form::whole;
  enum class Order { big, little } order = Order::big;
  unsigned first_bit = 0;              ///< of the number, counted from the least significant
  unsigned bits = 0;                   ///< 0: all
  double scale = 1;                    ///< value = number / scale … divided, so that tenths stay tenths
  double plus = 0;                     ///< added after that
  std::string unit;                    ///< as unit_of() knows it; empty: a bare number
  std::vector<std::uint64_t> missing;  ///< raw numbers that mean "no value", e.g. 0x0FFFFF
};

/// A device type: what its messages look like.
struct ByteDecoder {
  std::string name;            ///< "dragino-lgt-92"
  std::string device_prefix;   ///< of device_id
  int f_port = 0;              ///< 0: any
  std::size_t min_length = 0;  ///< shorter payloads are no message of it
  std::vector<ByteField> fields;
};

/// Reads the description of a device type from JSON (decoders/README.md shows the form). Error `decoder-invalid` with
/// the member; unknown members are an error too.
[[nodiscard]] Result<ByteDecoder> byte_decoder_from(std::string_view json);
/// The fields that have a value. Error `payload-short` when the bytes do not reach.
[[nodiscard]] Result<json::Object> decode(const ByteDecoder& decoder, std::string_view bytes);

/// The device types that ship with the house.
[[nodiscard]] Decoder house_decoder();

}  // namespace sas::feeds
