#include "portal/version_diff.h"

#include <algorithm>

namespace sas::portal {
namespace {

using releases::Column;
using releases::File;
using releases::Release;

template <typename List, typename Name>
std::vector<std::string> only_in(const List& these, const List& those, const Name& name) {
  std::vector<std::string> out;
  for (const auto& one : these)
    if (std::none_of(those.begin(), those.end(), [&](const auto& other) { return name(other) == name(one); }))
      out.push_back(name(one));
  return out;
}

}  // namespace

VersionDiff diff(const Release& before, const Release& after) {
  const auto column = [](const Column& one) { return one.name; };
  const auto format = [](const File& one) { return one.format; };
  VersionDiff out;
  out.rows = static_cast<std::int64_t>(after.rows) - static_cast<std::int64_t>(before.rows);
  out.columns_new = only_in(after.columns, before.columns, column);
  out.columns_gone = only_in(before.columns, after.columns, column);
  out.formats_new = only_in(after.files, before.files, format);
  out.formats_gone = only_in(before.files, after.files, format);
  for (const Column& now : after.columns)
    for (const Column& then : before.columns)
      if (now.name == then.name && now.type != then.type) out.columns_retyped.push_back(now.name);
  const File *one = releases::find_file(before, "csv"), *other = releases::find_file(after, "csv");
  if (one != nullptr && other != nullptr && one->sha256 == other->sha256) out.content = VersionDiff::Content::same;
  return out;
}

}  // namespace sas::portal
