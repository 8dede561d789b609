#pragma once
#include <string>

/// For tests and measurements of rooms that read Parquet and must not know the engine that writes it.
namespace sas::testing {

/// Writes the answer of a statement as a Parquet file; throws std::runtime_error with what the engine said.
void write_parquet(const std::string& select, const std::string& path);
/// The same as CSV with a header.
void write_csv(const std::string& select, const std::string& path);

}  // namespace sas::testing
