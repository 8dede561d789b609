#include "cases/documents.h"

#include <algorithm>

#include "base/text.h"

namespace sas::cases {
namespace {

std::string extension_of(std::string_view filename) {
  const std::size_t dot = filename.rfind('.');
  if (dot == std::string_view::npos) return {};
  std::string ext = fold(filename.substr(dot + 1));
  return ext == "jpeg" || ext == "jpe" ? "jpg" : ext;
}

std::string kind_of(std::string_view media_type) {
  if (media_type == "application/pdf") return "pdf";
  if (media_type == "image/jpeg") return "jpg";
  if (media_type == "image/png") return "png";
  return {};
}

// A file that was cut off on the way lacks its end mark: %%EOF, the JPEG EOI marker or the PNG IEND chunk.
bool is_complete(std::string_view content, std::string_view kind) {
  const std::string_view tail = content.substr(content.size() - std::min<std::size_t>(content.size(), 2048));
  if (kind == "pdf") return tail.find("%%EOF") != std::string_view::npos;
  if (kind == "jpg") return tail.rfind("\xff\xd9") != std::string_view::npos;
  return tail.find("IEND") != std::string_view::npos;
}

std::string safe_name(std::string_view filename, std::string_view kind) {
  const std::size_t slash = filename.find_last_of("/\\:");
  std::string name = without_controls(slash == std::string_view::npos ? filename : filename.substr(slash + 1));
  while (!name.empty() && (name.front() == '.' || name.front() == ' ')) name.erase(0, 1);
  if (utf8_length(name) > 120) name.clear();
  if (extension_of(name) != kind) name = (name.empty() ? "document" : name) + "." + std::string(kind);
  return name;
}

}  // namespace

std::string sniff_media_type(std::string_view content) {
  // PDF allows bytes before the header; readers look in the first 1024 (ISO 32000-1 annex H.3).
  if (content.substr(0, 1024).find("%PDF-") != std::string_view::npos) return "application/pdf";
  if (content.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (content.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  return {};
}

Result<NewDocument> check_upload(std::string_view filename, std::string content, const UploadLimits& limits) {
  if (content.empty()) return fail(ErrorKind::invalid, "file-empty");
  if (content.size() > limits.max_bytes) return fail(ErrorKind::too_large, "file-too-large");
  const std::string media_type = sniff_media_type(content);
  const std::string kind = kind_of(media_type);
  if (kind.empty() || std::find(limits.accept.begin(), limits.accept.end(), kind) == limits.accept.end())
    return fail(ErrorKind::invalid, "file-type");
  const std::string claimed = extension_of(filename);
  const bool known = claimed == "pdf" || claimed == "jpg" || claimed == "png" || claimed == "exe" || claimed == "js" ||
                     claimed == "html" || claimed == "svg";
  if (known && claimed != kind) return fail(ErrorKind::invalid, "file-not-what-it-says");
  if (!is_complete(content, kind)) return fail(ErrorKind::invalid, "file-broken");
  NewDocument out;
  out.filename = safe_name(filename, kind);
  out.title = out.filename;
  out.media_type = media_type;
  out.content = std::move(content);
  return out;
}

}  // namespace sas::cases
