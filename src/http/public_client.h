#pragma once
#include "http/client.h"

namespace sas::http {

/// A client for addresses that strangers gave us: https alone, and only to public addresses (public_address.h). What
/// counts is the address that is really connected to, after the name was looked up, so a name that leads inside leads
/// nowhere. It follows no redirects, whatever the request says. Error `http-address` (invalid) besides those of Client.
[[nodiscard]] std::unique_ptr<Client> public_client(ClientSettings settings = {});

}  // namespace sas::http
