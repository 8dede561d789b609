#pragma once
#include "base/json.h"
#include "privacy/declaration.h"

/// The judged part of a declaration as JSON, kept with each release so that it can be judged again by newer rules.
/// Pure. Of this room only.
namespace sas::opendata {

[[nodiscard]] json::Object to_json(const privacy::DataSet& set);
/// Error `dataset-invalid` for anything that to_json() did not make.
[[nodiscard]] Result<privacy::DataSet> dataset_from(const json::Object& object);

}  // namespace sas::opendata
