#include "opendata/house_sources.h"

#include <fmt/format.h>

#include "opendata/brought_file.h"
#include "opendata/intake.h"
#include "opendata/sources.h"

namespace sas::opendata {

std::int64_t to_five(std::int64_t count) {
  return (count + 2) / 5 * 5;
}

std::string decimal_text(double value) {
  std::string out = fmt::format("{:.3f}", value);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.ends_with('.')) out.pop_back();
  return out == "-0" ? "0" : out;
}

Sources house_sources(const SourceParts& parts) {
  const auto plain = [&parts](MadeSource (*make)(const SourceParts&)) -> MakeSource {
    return [parts, make](const Declaration&) { return make(parts); };
  };
  Sources out{{"promise-results", plain(promise_results)},
              {"wait-causes", plain(wait_causes)},
              {"service-promises", plain(service_results)},
              {"products", plain(product_list)},
              {"sensors", plain(sensor_list)},
              {"areas", plain(area_lists)},
              {"reports", plain(public_space_reports)}};
  out["measured"] = [parts](const Declaration& declaration) -> MadeSource {
    if (!declaration.measured) return fail(ErrorKind::invalid, "source-unknown", "the declaration names no series");
    return measured_hours(parts, *declaration.measured);
  };
  out["file"] = [parts](const Declaration& declaration) -> MadeSource {
    if (const std::string path = brought_file(parts.files, declaration.slug); !path.empty())
      return file_source(path, declaration);
    return fail(ErrorKind::not_found, "file-missing", declaration.slug);
  };
  return out;
}

}  // namespace sas::opendata
