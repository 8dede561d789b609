#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/multipart_stream.h"
#include "http/spool.h"

/// Private to this room: the body of a request whose route has a spool, as it comes. Knows no sockets.
namespace sas::http::detail {

/// Puts files in the spool and keeps the rest in `request.body`: of a form with files the fields, as a form without
/// files; JSON and urlencoded forms whole; any other body is one file without a field. Not thread-safe.
class BodyIntake final : private PartSink {
 public:
  /// Asked once, before the first byte of a file is on the disk and at the latest at the end; then the fields that came
  /// before the file are in `request.body`.
  using Check = std::function<Result<Done>()>;
  /// `most_text` is the limit of what is no file. Both outlive it.
  BodyIntake(Request& request, std::shared_ptr<SpoolPlace> place, std::size_t most_text, Check check);

  /// Errors: `body-too-large`, `form-broken`, `form-too-many-fields`, `form-encoding`, those of the check and of the
  /// spool. After an error nothing more may be given.
  [[nodiscard]] Result<Done> take(std::string_view bytes);
  /// Everything has come. Errors as take().
  [[nodiscard]] Result<Done> finish();
  /// Whether the check was asked; until then every byte may be the last that is needed to refuse.
  [[nodiscard]] bool is_checked() const { return is_checked_; }

 private:
  enum class Kind { text, file, parts };
  [[nodiscard]] Result<Done> begin(std::string_view head, Part part) override;
  [[nodiscard]] Result<Done> content(std::string_view bytes) override;
  [[nodiscard]] Result<Done> end() override;
  [[nodiscard]] Result<Done> checked();
  [[nodiscard]] Result<Done> add_text(std::string_view bytes);
  [[nodiscard]] Result<Done> add_to_file(std::string_view bytes);
  void close_fields();

  Request& request_;
  std::shared_ptr<SpoolPlace> place_;
  std::size_t most_text_;
  Check check_;
  bool is_checked_ = false;
  Kind kind_ = Kind::file;
  std::string boundary_;
  std::optional<MultipartStream> parts_;
  std::size_t fields_end_ = 0;  ///< where the closing delimiter in `request.body` begins
  std::optional<Upload> file_;  ///< being received
  std::uint64_t in_files_ = 0;  ///< bytes of all files
};

}  // namespace sas::http::detail
