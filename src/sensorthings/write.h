#pragma once
#include <string>
#include <string_view>

#include "http/message.h"
#include "sensorthings/resource_path.h"
#include "sensorthings/writer.h"

/// POST, PATCH, PUT and DELETE of one resource: 18-088 clause 10.
namespace sas::sensorthings {

struct Written {
  int status = 200;
  std::string location;  ///< address of what was made or changed; empty after DELETE
  std::string id;        ///< its @iot.id as JSON
};

/// How the body is to be read, from its Content-Type.
enum class BodyKind { json, json_patch };

/// Does one change within the transaction of `writer`. Errors `url-unknown`, `method-not-allowed`, `body-invalid`,
/// `json-invalid`, `sensor-forbidden`.
[[nodiscard]] Result<Written> write(Writer& writer, std::string_view base, http::Method method,
                                    const ResourcePath& path, std::string_view body, BodyKind kind);

}  // namespace sas::sensorthings
