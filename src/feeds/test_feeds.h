#pragma once
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "feeds/fields.h"
#include "feeds/lines.h"
#include "feeds/reading.h"

/// For the tests of this room.
namespace sas::feeds::testing {

using LineReader = Result<Done> (*)(Lines&, Sink&);

inline Collected read(LineReader reader, const std::string& text) {
  Collected out;
  const auto lines = lines_of(text);
  const auto done = reader(*lines, out);
  if (!done) FAIL_CHECK(done.error().code << ": " << done.error().detail);
  return out;
}

inline std::string error_of(LineReader reader, const std::string& text) {
  Collected out;
  const auto lines = lines_of(text);
  const auto done = reader(*lines, out);
  return done ? "" : done.error().code;
}

inline Collected read_file(LineReader reader, const std::string& path) {
  Collected out;
  auto lines = lines_of_file(path);
  if (!lines) FAIL("cannot open " << path);
  const auto done = reader(**lines, out);
  if (!done) FAIL_CHECK(done.error().code << ": " << done.error().detail);
  return out;
}

/// A file of the shared data set; none, and said so, where it is not at hand. The product never needs it.
inline std::optional<std::string> shared_file(const std::string& name) {
  const char* folder = std::getenv("SAS_SHARED");
  const std::string path = std::string(folder != nullptr ? folder : "../shared") + "/data/" + name;
  if (std::filesystem::exists(path)) return path;
  MESSAGE("skipped: " << name << " is not there; set SAS_SHARED to the folder of shared data");
  return std::nullopt;
}

/// "2026-03-06T13:27:53.726123Z"
inline lake::Moment moment(const std::string& text) {
  const auto at = iso_moment(text);
  if (!at) FAIL("no moment: " << text);
  return *at;
}

}  // namespace sas::feeds::testing
