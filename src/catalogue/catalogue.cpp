#include "catalogue/catalogue.h"

#include <algorithm>
#include <filesystem>

#include "catalogue/load_product.h"

namespace sas::catalogue {
namespace {

Result<json::Object> toml_file(const std::string& path) {
  auto text = config::read_file(path);
  if (!text) return fail(std::move(text));
  auto object = config::parse_toml(*text);
  if (!object) return fail(ErrorKind::invalid, object.error().code, path + ": " + object.error().detail);
  return object;
}

std::vector<std::string> product_folders(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.is_directory()) out.push_back(entry.path().string());
  std::sort(out.begin(), out.end());
  return out;
}

Result<Done> read_closing_days(const std::string& folder, Loaded& loaded) {
  const std::string path = folder + "/closing-days.toml";
  if (!std::filesystem::exists(path)) return Done{};
  const auto object = toml_file(path);
  if (!object) return fail(Error(object.error()));
  config::Table table(*object, "closing-days.toml", "", loaded.problems);
  for (config::Table& day : table.tables("days")) {
    loaded.catalogue.closing_days.push_back(day.date("date"));
    (void)day.own_texts();
    day.done();
  }
  table.done();
  return Done{};
}

// Newer decrees under article 3 paragraph 3 of the Algemene termijnenwet, each in a version of its own.
Result<Done> read_legal_days(const std::string& folder, Loaded& loaded) {
  const std::string path = folder + "/legal-days.toml";
  if (!std::filesystem::exists(path)) return Done{};
  const auto object = toml_file(path);
  if (!object) return fail(Error(object.error()));
  config::Table table(*object, "legal-days.toml", "", loaded.problems);
  for (config::Table& version : table.tables("versions")) {
    const std::string id = version.text("id");
    const calendar::YearSpan years{static_cast<int>(version.integer("first_year")),
                                   static_cast<int>(version.integer("last_year"))};
    std::vector<calendar::DecreeDay> days;
    for (config::Table& day : version.tables("days")) {
      days.push_back({day.date("date"), day.text("decree")});
      day.done();
    }
    version.done();
    auto rules = calendar::with_decrees(loaded.catalogue.rules.current(), id, std::move(days), years);
    const auto added = rules ? loaded.catalogue.rules.add(std::move(*rules)) : fail(Error(rules.error()));
    if (!added) version.note("days", added.error().code + ": " + added.error().detail);
  }
  table.done();
  return Done{};
}

}  // namespace

const Product* Catalogue::find(const ProductId& id) const {
  const auto at = std::lower_bound(products.begin(), products.end(), id,
                                   [](const Product& p, const ProductId& wanted) { return p.id < wanted; });
  return at != products.end() && at->id == id ? &*at : nullptr;
}

std::vector<const Product*> Catalogue::top_tasks() const {
  std::vector<const Product*> out;
  for (const Product& p : products)
    if (p.top_task) out.push_back(&p);
  std::sort(out.begin(), out.end(), [](const Product* a, const Product* b) {
    return std::pair(*a->top_task, a->id) < std::pair(*b->top_task, b->id);
  });
  return out;
}

std::vector<const Product*> Catalogue::in_theme(std::string_view theme) const {
  std::vector<const Product*> out;
  for (const Product& p : products)
    if (p.theme == theme) out.push_back(&p);
  return out;
}

Result<Loaded> load(const std::string& folder) {
  const auto themes = toml_file(folder + "/themes.toml");
  if (!themes) return fail(Error(themes.error()));
  if (!std::filesystem::is_directory(folder + "/products"))
    return fail(ErrorKind::not_found, "catalogue-missing", folder + "/products");
  Loaded loaded;
  config::Table table(*themes, "themes.toml", "", loaded.problems);
  for (config::Table& theme : table.tables("themes")) {
    loaded.catalogue.themes.push_back({theme.text("id"), theme.own_texts()});
    theme.done();
  }
  table.done();
  std::vector<std::string_view> ids;
  for (const Theme& theme : loaded.catalogue.themes) ids.emplace_back(theme.id);
  for (const std::string& path : product_folders(folder + "/products"))
    if (auto product = load_product(path, ids, loaded.problems))
      loaded.catalogue.products.push_back(std::move(*product));
  std::sort(loaded.catalogue.products.begin(), loaded.catalogue.products.end(),
            [](const Product& a, const Product& b) { return a.id < b.id; });
  if (const auto closing = read_closing_days(folder, loaded); !closing) return fail(Error(closing.error()));
  loaded.catalogue.opening = load_opening(folder, loaded.catalogue.closing_days, loaded.problems);
  if (const auto legal = read_legal_days(folder, loaded); !legal) return fail(Error(legal.error()));
  return loaded;
}

}  // namespace sas::catalogue
