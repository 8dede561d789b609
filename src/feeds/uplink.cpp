#include "feeds/uplink.h"

#include <fmt/format.h>

#include "base/text.h"
#include "feeds/fields.h"
#include "feeds/json_cell.h"
#include "feeds/keys.h"

namespace sas::feeds {
namespace {

tl::unexpected<Error> wrong(std::string member) {
  return fail(Error{ErrorKind::invalid, "uplink-invalid", member, {{member, "uplink-invalid"}}});
}

std::optional<double> number_of(const json::Object& o, std::string_view key) {
  const JsonCell cell = number_cell(o, key);
  if (cell.what != JsonCell::What::good) return std::nullopt;
  return cell.value;
}

// Two gateways that heard one uplink are one uplink; the strongest tells how well it was heard.
void read_gateways(const json::Object& message, Uplink& out) {
  const json::Array* all = array_at(message, "rx_metadata");
  if (all == nullptr) return;
  for (const json::Value& one : *all) {
    const json::Object* gateway = one.if_object();
    if (gateway == nullptr) continue;
    ++out.gateways;
    const auto rssi = number_of(*gateway, "rssi");
    if (!rssi || (out.rssi && *rssi <= *out.rssi)) continue;
    out.rssi = rssi;
    // A ratio of exactly 0 dB is left out as every zero is.
    out.snr = number_of(*gateway, "snr").value_or(0);
  }
}

// The counter alone does not tell uplinks apart: a device may send none (read as 0), and one activated by
// personalisation starts it again under the same address. A delivery that is sent again carries the moment the network
// server took it.
std::string key_of(const Uplink& u) {
  return fmt::format("{}/{}/{}/{}/{}/{}", u.application, u.device, u.dev_eui, u.dev_addr, u.f_cnt,
                     u.received.time_since_epoch().count());
}

bool is_hex(std::string_view text, std::size_t length) {
  return text.size() == length && from_hex(text).has_value();
}

}  // namespace

Result<Uplink> read_uplink(const json::Object& root) {
  Uplink out;
  const json::Object* ids = object_at(root, "end_device_ids");
  const json::Object* message = object_at(root, "uplink_message");
  if (ids == nullptr) return wrong("end_device_ids");
  if (message == nullptr) return wrong("uplink_message");
  if (const json::Object* application = object_at(*ids, "application_ids"))
    out.application = json::text_at(*application, "application_id");
  out.device = json::text_at(*ids, "device_id");
  // Both are keys of series: The Things Stack allows lower-case letters, digits and dashes only.
  if (out.application.empty() || key_part(out.application) != out.application) return wrong("application_id");
  if (out.device.empty() || key_part(out.device) != out.device) return wrong("device_id");
  out.dev_eui = json::text_at(*ids, "dev_eui");
  out.dev_addr = json::text_at(*ids, "dev_addr");
  if (!out.dev_eui.empty() && !is_hex(out.dev_eui, 16)) return wrong("dev_eui");
  if (!out.dev_addr.empty() && !is_hex(out.dev_addr, 8)) return wrong("dev_addr");
  const JsonCell count = number_cell(*message, "f_cnt"), port = number_cell(*message, "f_port");
  if (count.what == JsonCell::What::wrong || count.value < 0 || count.value > 4'294'967'295.0) return wrong("f_cnt");
  if (port.what == JsonCell::What::wrong || port.value < 0 || port.value > 255) return wrong("f_port");
  out.f_cnt = static_cast<std::int64_t>(count.value);
  out.f_port = static_cast<int>(port.value);
  const auto payload = from_base64(json::text_at(*message, "frm_payload"));
  if (!payload || payload->size() > 255) return wrong("frm_payload");
  out.payload = *payload;
  // The message's own time is that of the network server; the one outside is that of the application server.
  std::string received = json::text_at(*message, "received_at");
  if (received.empty()) received = json::text_at(root, "received_at");
  const auto at = iso_moment(received);
  if (!at) return wrong("received_at");
  out.received = *at;
  if (const json::Object* decoded = object_at(*message, "decoded_payload")) out.decoded = *decoded;
  read_gateways(*message, out);
  return out;
}

Result<Uplink> read_uplink(std::string_view text) {
  const auto document = json::parse(text);
  if (!document) return fail(document.error());
  if (!document->is_object()) return wrong("");
  return read_uplink(document->get_object());
}

bool UplinkMemory::seen(const Uplink& uplink) {
  const std::string key = key_of(uplink);
  const std::lock_guard lock(mutex_);
  if (!known_.insert(key).second) return true;
  order_.push_back(key);
  if (order_.size() > size_) {
    known_.erase(order_.front());
    order_.pop_front();
  }
  return false;
}

void UplinkMemory::forget(const Uplink& uplink) {
  const std::lock_guard lock(mutex_);
  known_.erase(key_of(uplink));
}

}  // namespace sas::feeds
