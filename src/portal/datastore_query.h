#pragma once
#include <string>
#include <vector>

#include "lake/file_query.h"
#include "portal/ckan_call.h"
#include "releases/release.h"

/// What datastore_search asks, read strictly: every column must be one of the release, every comparison one of a closed
/// list, every value stays a value. Pure.
namespace sas::portal {

enum class RecordsFormat { objects, lists, csv, tsv };

struct DatastoreQuery {
  lake::FileQuestion question;                                 ///< without its path
  std::vector<std::size_t> shown;                              ///< positions of the answered columns in the release
  enum class Number { shown, hidden } number = Number::shown;  ///< whether `_id` is asked for
  enum class Total { wanted, unwanted } total = Total::wanted;
  RecordsFormat format = RecordsFormat::objects;
};

/// Arguments of CKAN's datastore_search: filters (values, lists, or {"gt","gte","lt","lte","neq","ilike"}), q (for all
/// columns or by column), fields, sort, distinct, limit (100, at most 32,000), offset, records_format, include_total.
/// Errors: `ckan-argument` with the field.
[[nodiscard]] Result<DatastoreQuery> read_datastore_query(const CkanArguments& arguments,
                                                          const releases::Release& release);

}  // namespace sas::portal
