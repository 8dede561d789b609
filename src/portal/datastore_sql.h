#pragma once
#include <memory>
#include <string>
#include <vector>

#include "lake/sandbox.h"
#include "portal/library.h"
#include "portal/shelf.h"

namespace sas::portal {

/// datastore_search_sql: one SELECT over the resources that the statement names, each as a table of the resource's name
/// ("parkeren-csv"). The engine it runs in was given those tables and nothing else. Thread-safe.
class SqlDoor {
 public:
  explicit SqlDoor(Library& library) : library_(library) {}
  /// JSON text {sql, fields, records}; `records_truncated` says loudly that there were more rows than an answer takes.
  /// Errors: `ckan-argument` on `sql` with the reason, and those of the sandbox that are not the asker's.
  [[nodiscard]] Result<std::string> answer(const Shelf& shelf, const std::string& sql);

 private:
  [[nodiscard]] Result<std::shared_ptr<const std::unique_ptr<lake::Sandbox>>> sandbox_for(
      const std::vector<const ShownSet*>& sets);

  Library& library_;
  Kept<std::unique_ptr<lake::Sandbox>> sandboxes_{8};
};

/// The sets whose CSV resource stands in the statement between quotes. Pure.
[[nodiscard]] std::vector<const ShownSet*> named_in(const Shelf& shelf, std::string_view sql);

}  // namespace sas::portal
