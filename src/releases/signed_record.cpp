#include "releases/signed_record.h"

#include "crypto/hash.h"
#include "releases/layout.h"
#include "releases/store_files.h"

namespace sas::releases {
namespace {

// A record names columns and files, not rows: far below this. It bounds what a stranger's file costs to refuse.
constexpr std::size_t kLongestRecord = std::size_t{4} << 20;

Result<json::Object> object_of(std::string_view text) {
  auto value = json::parse(text);
  if (!value || !value->is_object()) return fail(ErrorKind::invalid, "release-invalid", "not a JSON object");
  return std::move(value->as_object());
}

}  // namespace

SignedText sign(const json::Object& record, const crypto::SigningKey& key) {
  SignedText out{json::write_canonical(record), "", ""};
  out.sha256 = hex(crypto::sha256(out.text));
  out.signature = key.sign(out.text);
  return out;
}

void put_signature(const std::filesystem::path& path, const SignedText& record) {
  put_file(signature_of(path), hex(record.signature) + "\n");
}

Result<SignedText> read_signed(const std::filesystem::path& path, std::string_view public_key) try {
  SignedText out{read_whole(path, kLongestRecord), "", ""};
  out.signature = from_hex(trim(read_whole(signature_of(path), 1024))).value_or("");
  if (!crypto::verify_signature(public_key, out.text, out.signature))
    return fail(ErrorKind::invalid, "record-unsigned", path.filename().string());
  out.sha256 = hex(crypto::sha256(out.text));
  return out;
} catch (const DiskFault& fault) {
  return fail(ErrorKind::not_found, "record-missing", fault.what());
}

Result<Release> release_of(std::string_view text) {
  auto object = object_of(text);
  if (!object) return fail(std::move(object));
  return release_from(*object);
}

Result<Tombstone> tombstone_of(std::string_view text) {
  auto object = object_of(text);
  if (!object) return fail(std::move(object));
  return tombstone_from(*object);
}

}  // namespace sas::releases
