#include "http/body_intake.h"

#include <fmt/format.h>

#include "base/text.h"
#include "http/internal_text.h"

namespace sas::http::detail {
namespace {

constexpr std::size_t kMostParts = 500;

tl::unexpected<Error> too_large(std::uint64_t limit) {
  return fail(ErrorKind::too_large, "body-too-large", fmt::format("the limit is {} bytes", limit));
}

}  // namespace

BodyIntake::BodyIntake(Request& request, std::shared_ptr<SpoolPlace> place, std::size_t most_text, Check check)
    : request_(request), place_(std::move(place)), most_text_(most_text), check_(std::move(check)) {
  const auto type = parse_parameters(request.header("content-type"));
  if (iequals(type.value, "application/json") || iequals(type.value, "application/x-www-form-urlencoded"))
    kind_ = Kind::text;
  if (!iequals(type.value, "multipart/form-data")) return;
  kind_ = Kind::parts;
  if (const std::string* boundary = type.find("boundary")) boundary_ = *boundary;
  PartSink& sink = *this;
  parts_.emplace(boundary_, sink, kMostParts);
}

Result<Done> BodyIntake::take(std::string_view bytes) {
  if (bytes.empty()) return Done{};
  if (kind_ == Kind::parts) return parts_->feed(bytes);
  if (kind_ == Kind::text) return add_text(bytes);
  if (!file_) {
    if (auto allowed = checked(); !allowed) return allowed;
    file_.emplace();
    file_->claimed_type = clean_type(request_.header("content-type"));
  }
  return add_to_file(bytes);
}

Result<Done> BodyIntake::finish() {
  if (kind_ == Kind::parts) {
    if (auto whole = parts_->finish(); !whole) return whole;
    close_fields();
  } else if (file_) {
    request_.files.push_back(std::move(*file_));
  }
  return checked();
}

Result<Done> BodyIntake::begin(std::string_view head, Part part) {
  if (part.filename) {
    if (!is_utf8(part.name) || !is_utf8(*part.filename))
      return fail(ErrorKind::invalid, "form-encoding", "the form holds text that is not UTF-8");
    file_.emplace();
    file_->field = std::move(part.name);
    // Left empty it comes as a file without a name; end() then leaves it out.
    if (!part.filename->empty()) file_->filename = clean_filename(*part.filename);
    file_->claimed_type = clean_type(part.type);
    close_fields();
    return checked();
  }
  request_.body.resize(fields_end_);
  return add_text(fmt::format("--{}\r\n{}\r\n\r\n", boundary_, head));
}

Result<Done> BodyIntake::content(std::string_view bytes) {
  return file_ ? add_to_file(bytes) : add_text(bytes);
}

Result<Done> BodyIntake::end() {
  if (!file_) {
    auto added = add_text("\r\n");
    fields_end_ = request_.body.size();
    return added;
  }
  if (!file_->filename.empty() && !file_->file)
    if (auto made = add_to_file({}); !made) return made;
  if (file_->file) {
    if (file_->filename.empty()) file_->filename = clean_filename({});
    request_.files.push_back(std::move(*file_));
  }
  file_.reset();
  return Done{};
}

Result<Done> BodyIntake::checked() {
  if (std::exchange(is_checked_, true)) return Done{};
  return check_();
}

Result<Done> BodyIntake::add_text(std::string_view bytes) {
  if (request_.body.size() + bytes.size() > most_text_) return too_large(most_text_);
  request_.body.append(bytes);
  return Done{};
}

Result<Done> BodyIntake::add_to_file(std::string_view bytes) {
  const std::uint64_t largest = place_->spool().settings().largest;
  in_files_ += bytes.size();
  if (in_files_ > largest) return too_large(largest);
  if (!file_->file) {
    auto made = SpooledFile::create(place_);
    if (!made) return fail(std::move(made));
    file_->file = std::move(*made);
  }
  return file_->file->write(bytes);
}

// What stands in `request.body` is a whole form at every moment somebody reads it.
void BodyIntake::close_fields() {
  request_.body.resize(fields_end_);
  request_.body.append("--").append(boundary_).append("--\r\n");
}

}  // namespace sas::http::detail
