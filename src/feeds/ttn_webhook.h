#pragma once
#include <string>

#include "feeds/uplink_door.h"
#include "http/router.h"

namespace sas::feeds {

/// Name of the header that carries the secret; set it as additional header of the webhook in The Things Stack.
inline constexpr std::string_view webhook_secret_header = "X-Webhook-Secret";

/// POST /api/feeds/ttn: an uplink of The Things Stack v3. 200 when it is durable or was there already; 204 for messages
/// that are no uplink (joins, acknowledgements); 401 without the secret; 422 when it is not understood, which sending
/// again does not mend; 503 when it should come again. Only the SHA-256 of the secret is known here.
[[nodiscard]] http::Route ttn_webhook(UplinkDoor& door, std::string secret_sha256);

}  // namespace sas::feeds
