#pragma once
#include <string>

#include "portal/ckan_call.h"
#include "portal/library.h"
#include "portal/shelf.h"

/// The datastore actions: rows of resources. Answers are JSON text.
namespace sas::portal {

/// Thread-safe.
class Datastore {
 public:
  Datastore(Library& library, std::string public_url);
  ~Datastore();

  [[nodiscard]] Result<std::string> search(const Shelf& shelf, const CkanArguments& arguments);
  [[nodiscard]] Result<std::string> info(const Shelf& shelf, const CkanArguments& arguments);
  /// SELECT over the resources it names, in an engine that has nothing else (lake/sandbox.h).
  [[nodiscard]] Result<std::string> search_sql(const Shelf& shelf, const CkanArguments& arguments);

 private:
  struct Sandboxes;
  Library& library_;
  const std::string public_url_;
  std::unique_ptr<Sandboxes> sandboxes_;
};

/// PostgreSQL's name of a type, as CKAN tells it.
[[nodiscard]] std::string_view postgres_type(releases::Type type);

}  // namespace sas::portal
