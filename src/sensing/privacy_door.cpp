#include "sensing/privacy_door.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "privacy/cell.h"

namespace sas::sensing {
namespace {

using Named = std::pair<std::string_view, std::string_view>;

// Names of fields as vendors of counters, scanners and cameras write them, without case and punctuation. A field with
// such a name is refused whatever it holds: a hash of a MAC address follows a device just as well as the address.
constexpr auto names = std::to_array<Named>({
    {"mac", "mac"},
    {"macaddress", "mac"},
    {"machash", "mac"},
    {"hashedmac", "mac"},
    {"bssid", "mac"},
    {"btaddress", "mac"},
    {"bluetoothaddress", "mac"},
    {"wifimac", "mac"},
    {"imsi", "imsi"},
    {"tmsi", "imsi"},
    {"msisdn", "imsi"},
    {"imei", "imei"},
    {"kenteken", "plate"},
    {"plate", "plate"},
    {"platehash", "plate"},
    {"licenseplate", "plate"},
    {"licenceplate", "plate"},
    {"numberplate", "plate"},
    {"face", "face"},
    {"faceid", "face"},
    {"facevector", "face"},
    {"faceembedding", "face"},
    {"faceimage", "face"},
    {"biometric", "face"},
    {"idfa", "device"},
    {"gaid", "device"},
    {"aaid", "device"},
    {"advertisingid", "device"},
    {"phoneid", "device"},
    {"visitorid", "device"},
    {"personid", "person"},
    {"trackid", "person"},
    {"bsn", "person"},
    {"burgerservicenummer", "person"},
    {"geboortedatum", "person"},
    {"dateofbirth", "person"},
});

std::string bare(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

std::string_view kind_of_name(std::string_view name) {
  const std::string key = bare(name);
  for (const auto& [known, kind] : names)
    if (key == known) return kind;
  return {};
}

// ITU-T E.212: an IMSI has fifteen digits and begins with the country; 204 is the Netherlands.
bool is_imsi(std::string_view digits) {
  return digits.size() == 15 && digits.starts_with("204");
}

std::string_view kind_of_text(std::string_view text) {
  using namespace privacy;
  const Marks marks = read_cell(text).marks;
  if (marks & mark::mac) return "mac";
  if (marks & mark::imei) return "imei";
  if ((marks & mark::fifteen) && is_imsi(text)) return "imsi";
  if (marks & (mark::plate | mark::marked_plate)) return "plate";
  if (marks & mark::certain) return "person";
  return {};
}

std::string_view kind_of_value(const json::Value& value) {
  if (value.is_string()) return kind_of_text(value.get_string());
  if (value.is_int64() && value.get_int64() >= 100'000'000'000'000)
    return kind_of_text(std::to_string(value.get_int64()));
  return {};
}

std::optional<Unwelcome> look(const json::Value& value, const std::string& path) {
  if (value.is_object()) {
    for (const auto& [name, member] : value.get_object()) {
      const std::string at = path.empty() ? std::string(name) : fmt::format("{}.{}", path, std::string_view(name));
      if (const auto kind = kind_of_name(name); !kind.empty() && !member.is_null())
        return Unwelcome{at, std::string(kind)};
      if (auto found = look(member, at)) return found;
    }
    return std::nullopt;
  }
  if (value.is_array()) {
    std::size_t i = 0;
    for (const json::Value& item : value.get_array())
      if (auto found = look(item, fmt::format("{}[{}]", path, i++))) return found;
    return std::nullopt;
  }
  if (const auto kind = kind_of_value(value); !kind.empty()) return Unwelcome{path, std::string(kind)};
  return std::nullopt;
}

}  // namespace

std::optional<Unwelcome> unwelcome_in(const json::Value& value) {
  return look(value, "");
}

std::optional<Unwelcome> unwelcome_in(std::string_view text) {
  if (const auto kind = kind_of_text(text); !kind.empty()) return Unwelcome{"", std::string(kind)};
  return std::nullopt;
}

}  // namespace sas::sensing
