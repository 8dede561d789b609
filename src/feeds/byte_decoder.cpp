#include "feeds/byte_decoder.h"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "embedded/feeds_decoders.h"
#include "feeds/json_cell.h"
#include "feeds/keys.h"
#include "feeds/units.h"

namespace sas::feeds {
namespace {

tl::unexpected<Error> wrong(std::string member) {
  return fail(Error{ErrorKind::invalid, "decoder-invalid", member, {{member, "decoder-invalid"}}});
}

bool only(const json::Object& o, std::span<const std::string_view> known) {
  return std::all_of(o.begin(), o.end(), [&](const auto& member) {
    return std::find(known.begin(), known.end(), std::string_view(member.key())) != known.end();
  });
}

Result<ByteField> field_from(const json::Object& o) {
  constexpr std::array<std::string_view, 11> known{"name", "offset", "length", "signed", "little_endian", "first_bit",
                                                   "bits", "divide", "plus",   "unit",   "missing"};
  ByteField f;
  f.name = json::text_at(o, "name");
  if (!only(o, known)) return wrong("fields." + f.name);
  if (key_part(f.name).empty()) return wrong("fields.name");
  const std::int64_t offset = json::int_at(o, "offset", -1), length = json::int_at(o, "length", 1);
  if (offset < 0 || offset > 254) return wrong("fields.offset");
  if (length < 1 || length > 8) return wrong("fields.length");
  f.offset = static_cast<std::size_t>(offset);
  f.length = static_cast<std::size_t>(length);
  const JsonCell is_signed = truth_cell(o, "signed"), little = truth_cell(o, "little_endian");
  if (is_signed.what == JsonCell::What::wrong) return wrong("fields.signed");
  if (little.what == JsonCell::What::wrong) return wrong("fields.little_endian");
  if (is_signed.value == 1) f.form = ByteField::Form::whole_signed;
  if (little.value == 1) f.order = ByteField::Order::little;
  const std::int64_t first = json::int_at(o, "first_bit", 0), bits = json::int_at(o, "bits", 0);
  if (first < 0 || bits < 0 || first + bits > length * 8) return wrong("fields.bits");
  f.first_bit = static_cast<unsigned>(first);
  f.bits = static_cast<unsigned>(bits);
  const JsonCell divide = number_cell(o, "divide"), plus = number_cell(o, "plus");
  if (divide.what == JsonCell::What::wrong || (divide.what == JsonCell::What::good && divide.value == 0))
    return wrong("fields.divide");
  if (plus.what == JsonCell::What::wrong) return wrong("fields.plus");
  if (divide.what == JsonCell::What::good) f.scale = divide.value;
  f.plus = plus.value;
  f.unit = json::text_at(o, "unit");
  if (!f.unit.empty() && !unit_of(f.unit)) return wrong("fields.unit");
  if (const json::Array* missing = array_at(o, "missing"))
    for (const json::Value& one : *missing) {
      if (!one.is_int64() || one.get_int64() < 0) return wrong("fields.missing");
      f.missing.push_back(static_cast<std::uint64_t>(one.get_int64()));
    }
  return f;
}

std::uint64_t raw_of(const ByteField& f, std::string_view bytes) {
  std::uint64_t raw = 0;
  for (std::size_t i = 0; i < f.length; ++i) {
    const std::size_t at = f.offset + (f.order == ByteField::Order::big ? i : f.length - 1 - i);
    raw = (raw << 8U) | static_cast<unsigned char>(bytes[at]);
  }
  raw >>= f.first_bit;
  if (f.bits > 0 && f.bits < 64) raw &= (std::uint64_t{1} << f.bits) - 1;
  return raw;
}

double number_of(const ByteField& f, std::uint64_t raw) {
  const unsigned width = f.bits > 0 ? f.bits : static_cast<unsigned>(f.length * 8) - f.first_bit;
  if (f.form == ByteField::Form::whole) return static_cast<double>(raw);
  if (width < 64 && (raw >> (width - 1) & 1U) != 0) raw |= ~std::uint64_t{0} << width;
  return static_cast<double>(static_cast<std::int64_t>(raw));
}

}  // namespace

Result<ByteDecoder> byte_decoder_from(std::string_view text) {
  constexpr std::array<std::string_view, 6> known{"name", "about", "device_prefix", "f_port", "min_length", "fields"};
  const auto document = json::parse(text);
  if (!document) return wrong("json");
  const json::Object* root = document->if_object();
  if (root == nullptr || !only(*root, known)) return wrong("");
  ByteDecoder out;
  out.name = json::text_at(*root, "name");
  out.device_prefix = json::text_at(*root, "device_prefix");
  if (out.name.empty()) return wrong("name");
  const std::int64_t port = json::int_at(*root, "f_port"), length = json::int_at(*root, "min_length");
  if (port < 0 || port > 255) return wrong("f_port");
  if (length < 0 || length > 255) return wrong("min_length");
  out.f_port = static_cast<int>(port);
  out.min_length = static_cast<std::size_t>(length);
  const json::Array* fields = array_at(*root, "fields");
  if (fields == nullptr || fields->empty() || fields->size() > 64) return wrong("fields");
  for (const json::Value& one : *fields) {
    if (!one.is_object()) return wrong("fields");
    auto field = field_from(one.get_object());
    if (!field) return fail(std::move(field));
    out.fields.push_back(*std::move(field));
  }
  return out;
}

Result<json::Object> decode(const ByteDecoder& decoder, std::string_view bytes) {
  if (bytes.size() < decoder.min_length) return fail(ErrorKind::invalid, "payload-short", decoder.name);
  json::Object out;
  for (const ByteField& f : decoder.fields) {
    if (f.offset + f.length > bytes.size()) return fail(ErrorKind::invalid, "payload-short", f.name);
    const std::uint64_t raw = raw_of(f, bytes);
    if (std::find(f.missing.begin(), f.missing.end(), raw) != f.missing.end()) continue;
    const double value = number_of(f, raw) / f.scale + f.plus;
    // A unit travels as the network's own decoders write it.
    if (f.unit.empty()) {
      out[f.name] = value;
    } else {
      out[f.name] = json::write(json::Value(value)) + " " + f.unit;
    }
  }
  return out;
}

Decoder house_decoder() {
  auto all = std::make_shared<std::vector<ByteDecoder>>();
  for (const embedded::File& file : embedded::feeds_decoders()) {
    auto one = byte_decoder_from(file.content);
    if (!one) throw std::logic_error("decoder " + std::string(file.name) + ": " + one.error().detail);
    all->push_back(*std::move(one));
  }
  return [all](const Uplink& uplink) -> Result<std::optional<json::Object>> {
    for (const ByteDecoder& one : *all) {
      if (!uplink.device.starts_with(one.device_prefix) || (one.f_port != 0 && one.f_port != uplink.f_port)) continue;
      auto fields = decode(one, uplink.payload);
      if (!fields) return fail(std::move(fields));
      return std::optional(*std::move(fields));
    }
    return std::optional<json::Object>{};
  };
}

}  // namespace sas::feeds
