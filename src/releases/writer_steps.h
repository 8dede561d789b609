#pragma once
#include <functional>
#include <memory>
#include <string>

#include "releases/public_writer.h"

/// The steps of the writer, so that a test can end the program between any two of them. Of this room only.
namespace sas::releases {

enum class WriterStep {
  hashed,          ///< the draft was hashed
  kept,            ///< the object has its name
  signature_put,   ///< the signature of a record or tombstone is there
  record_put,      ///< the record or tombstone is there, in no index yet
  indexed,         ///< the index has the line: public from here
  object_removed,  ///< one object of a withdrawn release is gone
};

using AfterStep = std::function<void(WriterStep)>;

[[nodiscard]] Result<std::unique_ptr<PublicWriter>> open_public_writer(const std::string& folder,
                                                                       const crypto::SigningKey& key,
                                                                       const Clock& clock, AfterStep after);

}  // namespace sas::releases
