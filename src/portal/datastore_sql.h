#pragma once
#include <memory>
#include <semaphore>
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
  /// Errors: `ckan-argument` on `query` with the reason, `sql-busy` (too many statements at once), and those of the
  /// sandbox that are not the asker's.
  [[nodiscard]] Result<std::string> answer(const Shelf& shelf, const std::string& sql);

 private:
  [[nodiscard]] Result<std::shared_ptr<const std::unique_ptr<lake::Sandbox>>> sandbox_for(
      const std::vector<const ShownSet*>& sets);

  // A statement may keep a core busy for seconds: a few at a time, so that everything else goes on.
  static constexpr std::ptrdiff_t at_a_time = 2;

  Library& library_;
  std::counting_semaphore<at_a_time> turns_{at_a_time};
  Kept<std::unique_ptr<lake::Sandbox>> sandboxes_{8};
};

/// The sets whose CSV resource stands in the statement between quotes. Pure.
[[nodiscard]] std::vector<const ShownSet*> named_in(const Shelf& shelf, std::string_view sql);

}  // namespace sas::portal
