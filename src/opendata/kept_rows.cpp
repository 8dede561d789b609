#include "opendata/kept_rows.h"

#include "base/text.h"
#include "crypto/hash.h"

namespace sas::opendata {

Result<Done> read_kept_csv(const std::string& path, const releases::File& kept, const TakeRow& take) {
  CsvRows rows(',', take);
  crypto::Sha256 sum;
  Result<Done> outcome = Done{};
  // After a failure the rest is hashed all the same: a row that cannot be read may be the damage.
  auto read = read_pieces(path, [&](std::string_view piece) -> Result<Done> {
    sum.update(piece);
    if (outcome) outcome = rows.feed(piece);
    return Done{};
  });
  if (!read) return read;
  if (hex(sum.finish()) != kept.sha256) return fail(ErrorKind::conflict, "object-damaged", kept.format);
  return outcome ? rows.finish() : outcome;
}

}  // namespace sas::opendata
