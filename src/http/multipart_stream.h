#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/multipart.h"

/// Private to this room: a multipart/form-data body as it comes, in memory that does not grow with it.
namespace sas::http::detail {

/// Hears of the parts in their order. An error ends the reading with it.
class PartSink {
 public:
  virtual ~PartSink() = default;
  /// `head` is the header block of the part as it was sent, without the empty line; `part.content` is empty.
  [[nodiscard]] virtual Result<Done> begin(std::string_view head, Part part) = 0;
  [[nodiscard]] virtual Result<Done> content(std::string_view bytes) = 0;
  [[nodiscard]] virtual Result<Done> end() = 0;
};

/// Finds the same parts as parse_multipart() does in the whole body, however it is cut. Not thread-safe.
class MultipartStream {
 public:
  /// The sink outlives it. `limit` is of parts.
  MultipartStream(std::string_view boundary, PartSink& sink, std::size_t limit);
  /// Errors: `form-broken`, `form-too-many-fields`, and those of the sink.
  [[nodiscard]] Result<Done> feed(std::string_view piece);
  /// Nothing more comes. Error `form-broken` when the last delimiter has not come.
  [[nodiscard]] Result<Done> finish() const;

 private:
  enum class Place { preamble, behind_delimiter, head, content, over };
  enum class Step { done, more };  ///< more: cannot go on without more bytes
  [[nodiscard]] Result<Step> step();
  [[nodiscard]] Result<Step> skip_preamble();
  [[nodiscard]] Result<Step> read_delimiter_end();
  [[nodiscard]] Result<Step> read_head();
  [[nodiscard]] Result<Step> read_content();
  [[nodiscard]] Result<Done> hand_over(std::size_t until);
  [[nodiscard]] std::string_view rest() const { return std::string_view(text_).substr(at_); }

  std::string delimiter_;
  PartSink& sink_;
  std::size_t limit_;
  std::size_t parts_ = 0;
  bool is_boundary_good_;
  Place place_ = Place::preamble;
  std::string text_ = "\r\n";    ///< what was fed and not taken: the first delimiter may lack its line end
  std::size_t at_ = 0;           ///< in text_
  std::size_t not_content_ = 0;  ///< bytes at at_ that belong to the head and may begin the delimiter
};

}  // namespace sas::http::detail
