#pragma once
#include <functional>
#include <map>

#include "feeds/mapping.h"
#include "feeds/rd.h"
#include "feeds/rows.h"
#include "feeds/zones.h"

namespace sas::feeds {

/// Applies a mapping to one row after another, wherever the row comes from. One thread.
class MappedRows {
 public:
  /// Error `zone-unknown`.
  [[nodiscard]] static Result<MappedRows> make(const Mapping& mapping, Sink& sink);

  /// A cell of the row by the name of its column; empty: missing.
  using Cells = std::function<std::string_view(std::string_view column)>;
  /// `place`: what the row itself says beside its columns (a geometry).
  [[nodiscard]] std::optional<Rejection> read(const Cells& cells, const std::optional<Place>& place,
                                              std::vector<Reading>& out);

 private:
  MappedRows(const Mapping& mapping, Sink& sink, Zone zone) : mapping_(mapping), sink_(sink), zone_(std::move(zone)) {}
  struct When {
    lake::Moment begin{};
    std::optional<lake::Moment> end;
    std::string problem;  ///< code; empty: good
  };
  [[nodiscard]] When when(std::string_view text) const;
  [[nodiscard]] When local(LocalMoment at) const;
  [[nodiscard]] std::optional<double> number(std::string_view text) const;
  [[nodiscard]] Slot slot(const std::string& thing, const MappedColumn& column, const std::optional<Place>& place);

  const Mapping& mapping_;
  Sink& sink_;
  Zone zone_;
  std::map<std::pair<std::string, std::string>, Slot> slots_;
};

}  // namespace sas::feeds
