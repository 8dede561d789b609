#include "harvest/rdf_xml.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "opendata/limited_child.h"

namespace sas::harvest {
namespace {

namespace fs = std::filesystem;
using opendata::ChildEnd;

/// A folder that goes when its owner goes.
class Scratch {
 public:
  Scratch() : path_((fs::temp_directory_path() / "sassenpoort-rdf-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Result<Done> write(const std::string& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) return fail(ErrorKind::unavailable, "harvest-disk", "the file could not be written");
  return Done{};
}

}  // namespace

bool is_rdf_xml(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text = trim(text);
  return text.starts_with("<?xml") || text.starts_with("<!--") || text.starts_with("<rdf:RDF");
}

Result<std::string> as_n_triples(std::string_view rdf_xml, const std::string& base) {
  const std::string program = opendata::installed_program("rapper");
  if (program.empty())
    return fail(ErrorKind::unavailable, "rdf-converter-missing", "install the package raptor2-utils");
  const Scratch scratch;
  if (scratch.path().empty()) return fail(ErrorKind::unavailable, "harvest-disk", "no scratch folder");
  const std::string in = scratch.path() + "/in.rdf", out = scratch.path() + "/out.nt";
  if (auto written = write(in, rdf_xml); !written) return fail(std::move(written));
  const opendata::ChildLimits limits{rlim_t{1} << 30, rlim_t{128} << 20, 60};
  const ChildEnd end = opendata::run_limited({program, "-q", "-i", "rdfxml", "-o", "ntriples", "-f", "noNet", in, base},
                                             {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"}, limits, out);
  if (end == ChildEnd::stopped)
    return fail(ErrorKind::too_large, "rdf-too-large", "a minute, 1 GiB and 128 MiB of triples at most");
  if (end == ChildEnd::not_started) return fail(ErrorKind::unavailable, "rdf-converter-missing", "it did not start");
  if (end != ChildEnd::done) return fail(ErrorKind::invalid, "listing-unreadable", "this is no RDF/XML");
  std::ifstream read(out, std::ios::binary);
  return std::string{std::istreambuf_iterator<char>(read), {}};
}

}  // namespace sas::harvest
