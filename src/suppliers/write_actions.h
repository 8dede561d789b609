#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/router.h"
#include "http/spool.h"
#include "opendata/recall.h"
#include "opendata/refresher.h"
#include "portal/ckan_call.h"
#include "suppliers/keys.h"
#include "suppliers/sets.h"

/// CKAN's writing actions (docs.ckan.org, Action API v3). They write to the side of the sources and never around the
/// gate: what comes in is an upload like one that is brought at the desk.
namespace sas::suppliers {

/// All outlive it.
struct SupplierParts {
  KeyParts keys;
  opendata::RecallParts recall;  ///< with the records
  const opendata::DeclarationBook& declarations;
  const opendata::Refresher& refresher;
  std::string folder;                  ///< where files that are brought stand; outside the public store
  std::string public_url;              ///< of this site, without a slash at the end
  std::shared_ptr<http::Spool> spool;  ///< where files come in
};

/// One call by the owner of a key.
struct WriteCall {
  const Key& key;
  const portal::CkanArguments& arguments;
  const std::vector<http::Upload>& uploads;
};

/// Answers are CKAN's dictionaries with `gate` beside them: what the gate said. Errors are `ckan-argument` with the
/// field, `dataset-unknown`, `not-owner`, `scope-missing`, and those of the records, the disk and the gate.
/// Thread-safe.
class WriteActions {
 public:
  explicit WriteActions(SupplierParts parts);

  [[nodiscard]] Result<json::Object> package_create(const WriteCall& call);
  [[nodiscard]] Result<json::Object> package_update(const WriteCall& call);
  [[nodiscard]] Result<json::Object> package_patch(const WriteCall& call);
  [[nodiscard]] Result<json::Object> package_delete(const WriteCall& call);
  [[nodiscard]] Result<json::Object> package_gate_show(const WriteCall& call);
  [[nodiscard]] Result<json::Object> resource_create(const WriteCall& call);
  /// Also for resource_patch: a file has no words of its own that could be emptied.
  [[nodiscard]] Result<json::Object> resource_update(const WriteCall& call);
  /// Whether a file may come, when no more is known than the arguments before it: it is for a set of this owner.
  [[nodiscard]] Result<Done> may_bring(const WriteCall& call) const;
  [[nodiscard]] Result<json::Object> datastore_create(const WriteCall& call);
  [[nodiscard]] Result<json::Object> datastore_upsert(const WriteCall& call);
  [[nodiscard]] Result<json::Object> datastore_delete(const WriteCall& call);

 private:
  [[nodiscard]] Result<json::Object> take_file(const SuppliedSet& set, const WriteCall& call);
  [[nodiscard]] Result<SuppliedSet> owned(const WriteCall& call, const std::string& dataset, Scope scope) const;
  [[nodiscard]] Result<SuppliedSet> keep(SuppliedSet set, const WriteCall& call, const std::string& event) const;
  [[nodiscard]] Result<json::Object> package_answer(const SuppliedSet& set) const;
  [[nodiscard]] Result<json::Object> resource_answer(const SuppliedSet& set, const std::string& format) const;
  /// Hands what stands in the folder to the gate when its columns are declared.
  [[nodiscard]] Result<Done> offer(const SuppliedSet& set, const WriteCall& call) const;
  [[nodiscard]] std::string path_of(const std::string& dataset, std::string_view format) const;
  [[nodiscard]] Instant now() const { return parts_.keys.clock.now(); }

  const SupplierParts parts_;
  std::mutex changing_;  ///< one change of rows at a time: it reads a file and writes it anew
};

/// Routes of the writing actions on POST; they go before the reading ones of the portal. Calls are limited by key and,
/// for wrong keys, by client.
void add_write_routes(http::Router& router, const SupplierParts& parts);

}  // namespace sas::suppliers
