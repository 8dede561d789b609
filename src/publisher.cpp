#include "publisher.h"

#include "base/text.h"

namespace sas {

std::string question_path(const PublisherFile& file, std::string_view dataset, Language language) {
  const std::string form =
      std::string(language == Language::en ? "/en" : "") + "/producten/" + file.question_product.text() + "/aanvragen";
  if (dataset.empty()) return form;
  // The address of its page says without doubt which set is meant.
  return form + "?over=" + url_encode(file.publisher.public_url + "/data/" + std::string(dataset));
}

PublisherFile load_publisher(const std::string& catalogue, const std::string& municipality,
                             const std::string& public_url, config::Problems& problems) {
  constexpr const char* file = "publisher.toml";
  PublisherFile out;
  out.publisher.municipality = municipality;
  out.publisher.public_url = public_url;
  const auto text = config::read_file(catalogue + "/" + file);
  const auto object = text ? config::parse_toml(*text) : fail(Error(text.error()));
  if (!object) {
    problems.push_back({file, "file", "write who publishes the open data (" + object.error().detail + ")"});
    return out;
  }
  config::Table table(*object, file, "", problems);
  out.publisher.name = table.text("name");
  out.publisher.uri = table.text_or("uri", "");
  out.publisher.homepage = table.text("homepage");
  out.publisher.email = table.text("email");
  out.question_product = ProductId(table.text("question_product"));
  for (config::Table& one : table.tables("reuse")) {
    out.showcase.push_back({one.text("dataset"), one.text("title"), one.text("url"), one.text("by"), one.own_texts()});
    one.done();
  }
  table.done();
  return out;
}

}  // namespace sas
