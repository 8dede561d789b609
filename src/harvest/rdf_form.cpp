#include "harvest/rdf_form.h"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/text.h"
#include "embedded/harvest_programs.h"
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

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

/// What a converter said, and how it ended.
struct Converted {
  ChildEnd end;
  std::string said;
};

// Runs `words`, of which "{in}" is the path of the text.
Result<Converted> convert(std::vector<std::string> words, std::string_view text) {
  const Scratch scratch;
  if (scratch.path().empty()) return fail(ErrorKind::unavailable, "harvest-disk", "no scratch folder");
  const std::string in = scratch.path() + "/in", out = scratch.path() + "/out";
  if (auto written = write(in, text); !written) return fail(std::move(written));
  std::replace(words.begin(), words.end(), std::string("{in}"), in);
  const opendata::ChildLimits limits{rlim_t{1} << 30, rlim_t{128} << 20, 60};
  const ChildEnd end = opendata::run_limited(std::move(words), {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"}, limits, out);
  if (end == ChildEnd::stopped)
    return fail(ErrorKind::too_large, "rdf-too-large", "a minute, 1 GiB and 128 MiB of triples at most");
  return Converted{end, read(out)};
}

Result<std::string> from_rdf_xml(std::string_view text, const std::string& base) {
  const std::string program = opendata::installed_program("rapper");
  if (program.empty())
    return fail(ErrorKind::unavailable, "rdf-converter-missing", "install the package raptor2-utils");
  auto made = convert({program, "-q", "-i", "rdfxml", "-o", "ntriples", "-f", "noNet", "{in}", base}, text);
  if (!made) return fail(Error(made.error()));
  if (made->end == ChildEnd::not_started)
    return fail(ErrorKind::unavailable, "rdf-converter-missing", "it did not start");
  if (made->end != ChildEnd::done) return fail(ErrorKind::invalid, "listing-unreadable", "this is no RDF/XML");
  return std::move(made->said);
}

Result<std::string> from_json_ld(std::string_view text, const std::string& base) {
  const auto missing = [] {
    return fail(ErrorKind::unavailable, "jsonld-converter-missing", "install the package python3-rdflib");
  };
  const std::string program = opendata::installed_program("python3");
  if (program.empty()) return missing();
  // Isolated: nothing of the environment, the current folder or somebody's home changes what is run.
  auto made = convert(
      {program, "-I", "-B", "-c", std::string(embedded::harvest_programs().front().content), "{in}", base}, text);
  if (!made) return fail(Error(made.error()));
  if (made->end == ChildEnd::done) return std::move(made->said);
  const std::string_view said = trim(made->said);
  if (made->end == ChildEnd::not_started || said.ends_with("no-library")) return missing();
  if (said.ends_with("context-elsewhere"))
    return fail(ErrorKind::unsupported, "listing-json-ld",
                "its @context stands at another address: it must stand in the answer itself");
  return fail(ErrorKind::invalid, "listing-unreadable", "this is no JSON-LD");
}

}  // namespace

RdfForm rdf_form_of(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text = trim(text);
  if (text.starts_with("<?xml") || text.starts_with("<!--") || text.starts_with("<rdf:RDF")) return RdfForm::rdf_xml;
  // Turtle can begin with a bracket as well, and no JSON can go on as Turtle does there.
  if (text.starts_with('{') || (text.starts_with('[') && trim(text.substr(1)).starts_with('{')))
    return RdfForm::json_ld;
  return RdfForm::turtle;
}

Result<std::string> as_n_triples(std::string text, const std::string& base) {
  switch (rdf_form_of(text)) {
    case RdfForm::turtle:
      return text;
    case RdfForm::rdf_xml:
      return from_rdf_xml(text, base);
    case RdfForm::json_ld:
      return from_json_ld(text, base);
  }
  return fail(ErrorKind::internal, "listing-unreadable");
}

}  // namespace sas::harvest
