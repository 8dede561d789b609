#include "http/multipart_stream.h"

#include <algorithm>

#include "http/internal_text.h"

namespace sas::http::detail {
namespace {

tl::unexpected<Error> broken() {
  return fail(ErrorKind::invalid, "form-broken", "the multipart body cannot be read");
}

}  // namespace

MultipartStream::MultipartStream(std::string_view boundary, PartSink& sink, std::size_t limit)
    : delimiter_("\r\n--" + std::string(boundary)),
      sink_(sink),
      limit_(limit),
      is_boundary_good_(is_boundary(boundary)) {}

Result<Done> MultipartStream::feed(std::string_view piece) {
  if (!is_boundary_good_) return broken();
  if (place_ == Place::over) return Done{};  // an epilogue says nothing (RFC 2046 clause 5.1.1)
  text_.erase(0, at_);
  at_ = 0;
  text_.append(piece);
  for (;;) {
    const auto stepped = step();
    if (!stepped) return fail(Error(stepped.error()));
    if (*stepped == Step::more || place_ == Place::over) return Done{};
  }
}

Result<Done> MultipartStream::finish() const {
  if (place_ != Place::over) return broken();
  return Done{};
}

Result<MultipartStream::Step> MultipartStream::step() {
  switch (place_) {
    case Place::preamble:
      return skip_preamble();
    case Place::behind_delimiter:
      return read_delimiter_end();
    case Place::head:
      return read_head();
    case Place::content:
      return read_content();
    case Place::over:
      break;
  }
  return Step::more;
}

Result<MultipartStream::Step> MultipartStream::skip_preamble() {
  const std::size_t found = text_.find(delimiter_, at_);
  if (found == std::string::npos) {
    at_ = std::max(at_, text_.size() - std::min(text_.size(), delimiter_.size() - 1));
    return Step::more;
  }
  at_ = found + delimiter_.size();
  place_ = Place::behind_delimiter;
  return Step::done;
}

// "--" ends the body; white space may stand before the line end (RFC 2046 clause 5.1.1).
Result<MultipartStream::Step> MultipartStream::read_delimiter_end() {
  std::string_view text = rest();
  if (text.size() < 2) return Step::more;
  if (text.starts_with("--")) {
    place_ = Place::over;
    text_.clear();
    at_ = 0;
    return Step::done;
  }
  const std::size_t padding = std::min(text.find_first_not_of(" \t"), text.size());
  if (padding > max_part_header) return broken();
  text.remove_prefix(padding);
  if (text.size() < 2) return text.empty() || text[0] == '\r' ? Result<Step>(Step::more) : broken();
  if (!text.starts_with("\r\n")) return broken();
  if (++parts_ > limit_) return fail(ErrorKind::too_large, "form-too-many-fields", "too many parts");
  at_ += padding + 2;
  place_ = Place::head;
  return Step::done;
}

Result<MultipartStream::Step> MultipartStream::read_head() {
  const std::string_view text = rest().substr(0, max_part_header);
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return text.size() < max_part_header ? Result<Step>(Step::more) : broken();
  auto part = read_part_header(text.substr(0, end));
  if (!part) return fail(std::move(part));
  if (auto begun = sink_.begin(text.substr(0, end), std::move(*part)); !begun) return fail(std::move(begun));
  // The delimiter may begin with the line end that closes an empty content's header.
  at_ += end + 2;
  not_content_ = 2;
  place_ = Place::content;
  return Step::done;
}

Result<Done> MultipartStream::hand_over(std::size_t until) {
  const std::size_t begin = at_ + not_content_;
  if (until <= begin) return Done{};
  auto taken = sink_.content(std::string_view(text_).substr(begin, until - begin));
  at_ = until;
  not_content_ = 0;
  return taken;
}

Result<MultipartStream::Step> MultipartStream::read_content() {
  const std::size_t found = text_.find(delimiter_, at_);
  if (found == std::string::npos) {
    // All but what may be the beginning of a delimiter.
    if (text_.size() < at_ + delimiter_.size()) return Step::more;
    if (auto handed = hand_over(text_.size() - delimiter_.size() + 1); !handed) return fail(std::move(handed));
    return Step::more;
  }
  if (auto handed = hand_over(found); !handed) return fail(std::move(handed));
  if (auto ended = sink_.end(); !ended) return fail(std::move(ended));
  at_ = found + delimiter_.size();
  not_content_ = 0;
  place_ = Place::behind_delimiter;
  return Step::done;
}

}  // namespace sas::http::detail
