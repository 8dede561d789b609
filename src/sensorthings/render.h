#pragma once
#include <map>
#include <string>
#include <vector>

#include "sensorthings/entity_json.h"
#include "sensorthings/observation_query.h"
#include "sensorthings/record_query.h"

/// Entities and Observations with what $expand and $select ask of them, as JSON.
namespace sas::sensorthings {

/// Own choices of this service (18-088 clause 9.3.3.7 leaves them to it).
inline constexpr std::int64_t default_top = 100;
inline constexpr std::int64_t most_top = 1000;

/// A page may be as large as this when $select names what is wanted of every entity in it, and there are no more than
/// so many with those that $expand brings: the newest value of every sensor of a town is one question.
inline constexpr std::int64_t most_top_of_small = 10'000, most_small = 20'000;

/// The options of an expanded list with a number for $top that this service answers at most.
[[nodiscard]] Options with_page(Options options);
/// The same for the page that was asked for.
[[nodiscard]] Options with_page(const EntityType& type, Options options);
/// "https://…?$top=2&$skip=2": the same question, one page on.
[[nodiscard]] std::string next_link(std::string_view address, const Options& options);

/// Use one for each question.
class Render {
 public:
  Render(const ReadParts& parts, std::string_view base) : parts_(parts), base_(base) {}

  using Texts = std::map<std::int64_t, std::string>;
  /// JSON of each entity that may be seen, by its number.
  [[nodiscard]] Result<Texts> entities(const EntityType& type, const std::vector<std::int64_t>& ids,
                                       const Options& options);
  /// JSON of each Observation, in order; those of a series that may not be seen are left out.
  [[nodiscard]] Result<std::vector<std::string>> observations(const std::vector<lake::Observation>& found,
                                                              const Options& options);

 private:
  using Members = std::vector<std::pair<std::string, std::string>>;
  Result<std::map<std::int64_t, Members>> expanded(const EntityType& type, const std::vector<std::int64_t>& ids,
                                                   const Options& options);
  Result<Done> expand_records(const EntityType& type, const std::vector<std::int64_t>& ids, const Navigation& by,
                              const Options& options, std::map<std::int64_t, Members>& out);
  Result<Done> expand_observations(const EntityType& type, const std::vector<std::int64_t>& ids, const Navigation& by,
                                   const Options& options, std::map<std::int64_t, Members>& out);
  [[nodiscard]] Members page_members(std::string_view name, const std::string& address, const Options& options,
                                     const std::vector<std::string>& items, bool more,
                                     std::optional<std::int64_t> total) const;
  Result<std::map<std::int64_t, Told>> told(const EntityType& type, const std::vector<std::int64_t>& ids,
                                            const Selection& selection);

  const ReadParts& parts_;
  std::string base_;
};

}  // namespace sas::sensorthings
