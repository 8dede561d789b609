#include "portal/openapi_parts.h"

namespace sas::portal {

json::Object api_parameter(std::string_view name, std::string_view where, json::Object schema, std::string_view text) {
  return {{"name", name},
          {"in", where},
          {"required", where == "path"},
          {"schema", std::move(schema)},
          {"description", text}};
}

json::Object api_get(std::string_view id, std::string_view summary, json::Array parameters, std::string_view type) {
  json::Object content{{type, json::Object{{"schema", json::Object{{"type", "object"}}}}}};
  return {{"get",
           json::Object{
               {"operationId", id},
               {"summary", summary},
               {"parameters", std::move(parameters)},
               {"responses", json::Object{{"200", json::Object{{"description", "OK"}, {"content", std::move(content)}}},
                                          {"400", json::Object{{"description", "A parameter is wrong"}}},
                                          {"404", json::Object{{"description", "There is none"}}}}}}}};
}

}  // namespace sas::portal
