#include "sensorthings/selection.h"

namespace sas::sensorthings {

Result<Selection> Selection::of(const EntityType& type, const Options& options) {
  Selection out;
  for (const std::vector<std::string>& path : options.select) {
    const std::string& name = path.front();
    const bool control = name == "id" || name == "@iot.id" || name == "@iot.selfLink";
    if (!control && type.property(name) == nullptr && type.navigation(name) == nullptr)
      return fail(
          ErrorKind::invalid, "url-invalid",
          "$select: " + std::string(type.name) + " has no property or navigation \"" + name.substr(0, 60) + "\"");
    out.names_.insert(name);
  }
  return out;
}

}  // namespace sas::sensorthings
