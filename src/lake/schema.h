#pragma once
#include "lake/duck.h"

namespace sas::lake {

/// Version of the tables below and of the files; docs/lake-format.md describes it.
inline constexpr std::int64_t schema_version = 1;

/// Makes what is not there. Throws duck::Fault; returns the version the database has, which is newer than ours when it
/// was written by a later program.
[[nodiscard]] std::int64_t prepare_schema(duck::Connection& connection);

}  // namespace sas::lake
