#include "harvest/words.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace sas::harvest {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Media types (IANA), names people give, and the last part of the IRIs of the EU list of file types.
constexpr std::array<Pair, 30> formats{{{"csv", "csv"},
                                        {"text/csv", "csv"},
                                        {"comma separated values", "csv"},
                                        {"geojson", "geojson"},
                                        {"application/geo+json", "geojson"},
                                        {"application/vnd.geo+json", "geojson"},
                                        {"json", "json"},
                                        {"application/json", "json"},
                                        {"jsonl", "jsonl"},
                                        {"application/jsonl", "jsonl"},
                                        {"application/x-ndjson", "jsonl"},
                                        {"xlsx", "xlsx"},
                                        {"excel", "xlsx"},
                                        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
                                        {"xls", "xls"},
                                        {"application/vnd.ms-excel", "xls"},
                                        {"parquet", "parquet"},
                                        {"application/vnd.apache.parquet", "parquet"},
                                        {"gpkg", "gpkg"},
                                        {"geopackage", "gpkg"},
                                        {"application/geopackage+sqlite3", "gpkg"},
                                        {"shp", "shp"},
                                        {"shapefile", "shp"},
                                        {"zip", "zip"},
                                        {"application/zip", "zip"},
                                        {"kml", "kml"},
                                        {"pdf", "pdf"},
                                        {"application/pdf", "pdf"},
                                        {"html", "html"},
                                        {"text/html", "html"}}};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view last_part(std::string_view iri) {
  const std::size_t slash = iri.find_last_of("/#");
  return slash == std::string_view::npos ? iri : iri.substr(slash + 1);
}

bool is_web(std::string_view url) {
  const std::string start = lower(url.substr(0, 8));
  return start.starts_with("http://") || start.starts_with("https://");
}

// RFC 3986 clause 4.2: a colon in the first part makes it a scheme.
bool has_scheme(std::string_view url) {
  return url.substr(0, url.find_first_of("/?#")).find(':') != std::string_view::npos;
}

std::string entity(std::string_view name) {
  constexpr std::array<Pair, 6> known{
      {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"nbsp", " "}, {"#39", "'"}}};
  for (const auto& [from, to] : known)
    if (from == name) return std::string(to);
  return " ";
}

}  // namespace

std::string format_of(std::string_view said) {
  std::string word = lower(trim(said));
  if (is_web(word)) {
    // IANA's page of media types, or the EU list of file types.
    const std::size_t media = word.find("/media-types/");
    word = media == std::string::npos ? std::string(last_part(word)) : word.substr(media + 13);
  }
  if (word.starts_with('.')) word.erase(0, 1);
  const std::size_t parameter = word.find(';');
  if (parameter != std::string::npos) word = trim(word.substr(0, parameter));
  for (const auto& [from, to] : formats)
    if (from == word) return std::string(to);
  return word;
}

std::string format_of_url(std::string_view url) {
  const std::string_view path = url.substr(0, url.find_first_of("?#"));
  const std::string_view name = last_part(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : format_of(name.substr(dot + 1));
}

std::string licence_of(std::string_view said) {
  const std::string word = lower(trim(said));
  const auto holds = [&](std::string_view part) { return word.find(part) != std::string::npos; };
  if (holds("publicdomain/zero") || holds("cc-0") || holds("cc0") || holds("cc-zero")) return "CC0-1.0";
  if (holds("licenses/by/4") || word == "cc-by" || word == "cc-by-4.0" || word == "cc by 4.0") return "CC-BY-4.0";
  return std::string(trim(said));
}

std::string without_markup(std::string_view text) {
  std::string out;
  const auto add = [&](char c) {
    const bool is_space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!is_space)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '<') {
      const std::size_t end = text.find('>', at);
      if (end == std::string_view::npos) break;
      at = end;
      add(' ');
    } else if (const std::size_t end = text[at] == '&' ? text.find(';', at) : std::string_view::npos;
               end != std::string_view::npos && end - at <= 8) {
      for (const char c : entity(text.substr(at + 1, end - at - 1))) add(c);
      at = end;
    } else {
      add(text[at]);
    }
  }
  return std::string(trim(out));
}

std::string absolute_url(std::string_view url, std::string_view base) {
  const std::string_view clean = trim(url);
  if (clean.find_first_of(" \"<>\\\r\n\t") != std::string_view::npos) return {};
  if (is_web(clean)) {
    // One spelling: schemes are the same in any case (RFC 3986 clause 3.1).
    const std::size_t colon = clean.find(':');
    return lower(clean.substr(0, colon)) + std::string(clean.substr(colon));
  }
  if (clean.empty() || has_scheme(clean) || clean.starts_with("//") || !is_web(base)) return {};
  const std::size_t host = base.find('/', base.find("://") + 3);
  const std::string_view origin = base.substr(0, host);
  if (clean.starts_with('/')) return std::string(origin) + std::string(clean);
  const std::string_view path = base.substr(0, base.find_first_of("?#"));
  const std::size_t slash = path.rfind('/');
  return std::string(slash < origin.size() ? origin : path.substr(0, slash)) + "/" + std::string(clean);
}

std::string with_query(std::string_view url, std::string_view name, std::string_view value) {
  const std::size_t mark = url.find('?');
  std::string out(url.substr(0, mark));
  char between = '?';
  if (mark != std::string_view::npos)
    for (const std::string& part : split(url.substr(mark + 1), '&')) {
      if (part.empty() || part.substr(0, part.find('=')) == name) continue;
      out += between + part;
      between = '&';
    }
  return out + between + std::string(name) + "=" + std::string(value);
}

std::string host_of(std::string_view url) {
  if (!is_web(url)) return {};
  const std::string_view rest = url.substr(url.find("://") + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  return authority.find('@') == std::string_view::npos ? lower(authority) : std::string();
}

bool is_trusted(std::string_view url) {
  const std::string host = host_of(url);
  if (host.empty()) return false;
  const std::string name = host.substr(0, host.find(':'));
  return lower(url.substr(0, 8)) == "https://" || name == "127.0.0.1" || name == "localhost";
}

}  // namespace sas::harvest
