#include "feeds/ttn_webhook.h"

#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "feeds/json_cell.h"

namespace sas::feeds {
namespace {

bool same_secret(std::string_view given, std::string_view sha256) {
  const std::string hash = crypto::sha256(given);
  return crypto::equal_in_constant_time(sha256, hash);
}

http::Response receive(UplinkDoor& door, std::string_view secret, const http::Request& request) {
  const auto refuse = [&](ErrorKind kind, std::string code, std::string detail) {
    return http::problem(Error{kind, std::move(code), std::move(detail), {}}, request);
  };
  if (!same_secret(request.header(webhook_secret_header), secret))
    return refuse(ErrorKind::unauthenticated, "webhook-secret", "set the header X-Webhook-Secret of the webhook");
  const auto document = json::parse(request.body);
  if (!document || !document->is_object()) return refuse(ErrorKind::invalid, "json-invalid", "send a JSON object");
  const json::Object& message = document->get_object();
  if (object_at(message, "uplink_message") == nullptr && object_at(message, "end_device_ids") != nullptr)
    return http::Response{204, {}, {}, {}};
  const auto uplink = read_uplink(message);
  if (!uplink) return http::problem(uplink.error(), request);
  const auto taken = door.take(*uplink);
  if (!taken) return http::problem(taken.error(), request);
  if (taken->what == UplinkTaken::What::refused) return refuse(ErrorKind::invalid, taken->code, taken->field);
  return http::json_response(
      json::write(json::Object{{"values", taken->values}, {"repeated", taken->what == UplinkTaken::What::repeated}}));
}

}  // namespace

http::Route ttn_webhook(UplinkDoor& door, std::string secret_sha256) {
  http::Route route;
  route.method = http::Method::post;
  route.pattern = "/api/feeds/ttn";
  route.audience = http::Audience::api;
  route.summary = "Webhook for uplinks of The Things Stack v3";
  route.handler = [&door, secret = std::move(secret_sha256)](const http::Request& request) {
    return receive(door, secret, request);
  };
  return route;
}

}  // namespace sas::feeds
