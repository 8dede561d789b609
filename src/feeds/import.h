#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/kinds.h"
#include "feeds/mapping.h"
#include "feeds/reading.h"
#include "ledger/ledger.h"
#include "sensing/intake.h"
#include "store/store.h"

namespace sas::feeds {

/// What an import works with. All must outlive the call.
struct ImportParts {
  store::Store& records;
  const ledger::Ledger& ledger;
  const Clock& clock;
  lake::Lake& lake;
  sensing::Intake& intake;
  /// Called now and then with the rows read so far; may be empty.
  std::function<void(std::int64_t rows)> on_progress{};
};

/// What came of a file. Rows in = accepted + rejected; values = stored + repeated + corrected + refused.
struct ImportReport {
  std::int64_t accepted = 0;  ///< rows that were understood
  std::int64_t rejected = 0;  ///< rows that were not
  std::map<std::string, std::int64_t> rejected_by_reason;
  std::vector<Rejection> first_rejections;  ///< at most `rejections_kept`

  std::int64_t values = 0;
  std::int64_t stored = 0, repeated = 0, corrected = 0;
  std::int64_t refused = 0;  ///< understood, but not let in (sensing/intake.h says why)
  std::map<std::string, std::int64_t> refused_by_code;
  std::int64_t flagged = 0;  ///< let in, and not fit to reckon with (lake::quality::unfit)

  std::optional<lake::Moment> from, until;  ///< times of the first and last value
  std::vector<std::string> series;          ///< keys, in order of appearance
};

inline constexpr std::size_t rejections_kept = 100;

/// A Sink that registers the series and hands the values to the intake in large pieces. One thread; call finish() after
/// the reader. Doing the same again gives the same end state. Rows that told of a person are refused by the reader and
/// written in the ledger as a number of rows for each kind.
class IntakeSink final : public Sink {
 public:
  IntakeSink(const ImportParts& parts, sensing::Arrival arrival) : parts_(parts), arrival_(arrival) {}
  Slot declare(const sensing::SeriesDescription& description) override;
  Result<Done> accept(std::span<const Reading> readings) override;
  void reject(Rejection rejection) override;
  /// Hands in the rest. Errors as sensing::Intake::take and ensure_series; what was taken before stays, and the same
  /// file may simply be read again.
  [[nodiscard]] Result<ImportReport> finish();

 private:
  struct Declared {
    sensing::SeriesDescription description;
    lake::SeriesId id{};  ///< 0: not in the register yet
  };
  Result<Done> flush();
  Result<Done> register_series();
  Result<Done> write_down_unwelcome() const;
  void progress();

  ImportParts parts_;
  sensing::Arrival arrival_;
  std::vector<Declared> declared_;
  std::map<std::string, Slot, std::less<>> by_key_;
  std::vector<Slot> unregistered_;
  std::vector<Reading> waiting_;
  ImportReport report_;
};

/// Imports a file of that kind. Errors: `import-unknown`, those of the reader, of the register and of the intake. Rows
/// that are wrong are no error: the report tells them.
[[nodiscard]] Result<ImportReport> import_measurements(std::string_view kind, const std::string& file,
                                                       const ImportParts& parts);
/// Imports a file by the mapping of that name: JSON when it begins with a bracket or a brace, CSV otherwise. Errors
/// `mapping-unknown`, and as above.
[[nodiscard]] Result<ImportReport> import_mapped(std::string_view mapping, const std::string& file,
                                                 const ImportParts& parts);
/// The same for a text in memory, with a mapping that need not be saved.
[[nodiscard]] Result<ImportReport> import_mapped_text(const Mapping& mapping, std::string_view text,
                                                      const ImportParts& parts);
/// Reads a text through a mapping into any sink: JSON when it begins with a bracket or a brace, CSV otherwise.
[[nodiscard]] Result<Done> read_mapped(const Mapping& mapping, std::string_view text, Sink& sink);
/// For a person at the command line, in English.
[[nodiscard]] std::string to_text(const ImportReport& report);

}  // namespace sas::feeds
