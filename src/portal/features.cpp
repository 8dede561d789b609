#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "portal/counter.h"
#include "portal/features_json.h"
#include "portal/features_pages.h"
#include "portal/features_query.h"
#include "portal/grid_rows.h"
#include "portal/records_json.h"
#include "portal/shape_rows.h"

/// OGC API Features over the sets that have a place: parts 1 (core, GeoJSON, OpenAPI) and 2 (systems of coordinates).
namespace sas::portal {
namespace {

using http::Request;
using http::Response;
using releases::Published;

class Features {
 public:
  explicit Features(SharedCounter counter)
      : counter_(std::move(counter)), base_(counter_->frame.publisher().public_url + "/ogc/v1") {}

  [[nodiscard]] Response landing(const Request& request) const {
    if (wants_page(request)) return page(request, [](const Look& look) { return landing_page(look); });
    return document(landing_json(counter_->frame.publisher(), base_));
  }
  [[nodiscard]] Response conformance() const { return document(conformance_json()); }

  [[nodiscard]] Response api() const {
    const auto shelf = counter_->shelves.now();
    return open_document(api_json(counter_->frame.publisher(), with_places(*shelf), base_),
                         "application/vnd.oai.openapi+json;version=3.0");
  }
  [[nodiscard]] Response collections(const Request& request) const {
    const auto shelf = counter_->shelves.now();
    if (wants_page(request))
      return page(request, [&](const Look& look) { return collections_page(look, with_places(*shelf)); });
    return document(collections_json(with_places(*shelf),
                                     catalogue_collection(counter_->frame.publisher(), shelf->sets(), base_), base_));
  }
  [[nodiscard]] Response collection(const Request& request) const {
    const auto shelf = counter_->shelves.now();
    const ShownSet* set = find(*shelf, request);
    if (set == nullptr) return refuse(no_collection(), request);
    if (wants_page(request))
      return page(request, [&](const Look& look) { return collection_page(look, counter_->library, *set); });
    return document(collection_json(*set, base_));
  }

  [[nodiscard]] Response items(const Request& request) const {
    const auto shelf = counter_->shelves.now();
    const ShownSet* set = find(*shelf, request);
    if (set == nullptr) return refuse(no_collection(), request);
    // The next page is of the same version as the first, also when a new one came between them.
    const auto published = version_of(*set, request);
    if (!published) return refuse(published.error(), request);
    const releases::Release& release = (*published)->release;
    const auto query = read_features_query(request.query, release, projector_);
    if (!query) return refuse(query.error(), request);
    const auto rows = rows_of(release, *query);
    if (!rows) return refuse(rows.error(), request);
    if (wants_page(request)) return items_as_page(request, release, *query, *rows);
    return with_crs(answer(release, *query, *rows), query->crs);
  }

  [[nodiscard]] Response item(const Request& request) const {
    const auto shelf = counter_->shelves.now();
    const ShownSet* set = find(*shelf, request);
    if (set == nullptr) return refuse(no_collection(), request);
    const releases::Release& release = set->release();
    const auto number = parse_int(request.param("feature"));
    const auto crs = request.query.has("crs") ? read_crs(request.query.get("crs")) : std::optional(Crs::crs84);
    if (!crs)
      return refuse({ErrorKind::invalid, "parameter-invalid", "crs: is not offered", {{"crs", "parameter-invalid"}}},
                    request);
    lake::FileQuestion question;
    for (const releases::Column& column : release.columns) question.columns.push_back(column.name);
    question.offset = number && *number > 0 ? static_cast<std::uint64_t>(*number) - 1 : release.rows;
    question.limit = 1;
    const auto page = read_rows(counter_->library, release, question);
    if (!page) return refuse(page.error(), request);
    if (page->rows.empty())
      return refuse({ErrorKind::not_found, "feature-unknown", "there is no such feature", {}}, request);
    if (wants_page(request))
      return this->page(request, [&](const Look& look) {
        return item_page(look, release, page->numbers.front(), page->rows.front());
      });
    std::string body = FeatureWriter(release, projector_, *crs).feature(page->numbers.front(), page->rows.front());
    body.pop_back();
    const std::string collection = base_ + "/collections/" + url_encode(release.dataset);
    body += fmt::format(
        R"(,"links":[{},{}]}})",
        link("self", collection + "/items/" + std::to_string(page->numbers.front()), "application/geo+json"),
        link("collection", collection, "application/json"));
    return with_crs(std::move(body), *crs);
  }

 private:
  [[nodiscard]] Result<RowPage> rows_of(const releases::Release& release, const FeaturesQuery& query) const {
    if (query.shape_box) return rows_with_shape_in_box(counter_->library, release, query, projector_);
    if (query.grid_box) return rows_in_grid(counter_->library, release, query, projector_);
    return read_rows(counter_->library, release, query.question);
  }

  // One address, several answers (RFC 9110 clause 12.5.5): who keeps one must ask by these fields.
  template <typename Make>
  Response page(const Request& asked, const Make& make) const {
    const Request request = in_own_language(asked);
    const Look look(counter_->frame, request);
    return counter_->frame.show(request, make(look)).with("Vary", "Accept, Accept-Language");
  }

  Response items_as_page(const Request& request, const releases::Release& release, const FeaturesQuery& query,
                         const RowPage& rows) const {
    const lake::FileQuestion& asked = query.question;
    const auto address = [&](std::uint64_t offset, std::string_view form) {
      return fmt::format("/ogc/v1/collections/{}/items?f={}&limit={}&offset={}&versie={}{}",
                         url_encode(release.dataset), form, asked.limit, offset, release.number, query.kept);
    };
    ItemLinks links{address(asked.offset, "json"), "", ""};
    if (asked.offset > 0)
      links.before = address(asked.offset - std::min<std::uint64_t>(asked.offset, asked.limit), "html");
    if (asked.offset + rows.rows.size() < rows.total) links.after = address(asked.offset + asked.limit, "html");
    return page(request, [&](const Look& look) { return items_page(look, release, query, rows, links); });
  }

  static Response document(std::string body) { return open_document(std::move(body), "application/json"); }
  static Error no_collection() {
    return {ErrorKind::not_found, "collection-unknown", "there is no such collection", {}};
  }

  static Response refuse(const Error& error, const Request& request) {
    Response response = http::problem(error, request);
    if (error.kind == ErrorKind::invalid) response.status = 400;  // OGC 17-069r4, requirements 8, 9 and 28
    return open_to_all(std::move(response));
  }

  static std::string link(std::string_view relation, const std::string& href, std::string_view type) {
    return json::write(json::Object{{"rel", relation}, {"href", href}, {"type", type}});
  }

  static std::vector<const ShownSet*> with_places(const Shelf& shelf) {
    std::vector<const ShownSet*> out;
    for (const ShownSet& set : shelf.sets())
      if (has_places(set.release())) out.push_back(&set);
    return out;
  }

  static const ShownSet* find(const Shelf& shelf, const Request& request) {
    const ShownSet* set = shelf.find(request.param("collection"));
    return set != nullptr && has_places(set->release()) ? set : nullptr;
  }

  static Result<std::shared_ptr<const Published>> version_of(const ShownSet& set, const Request& request) {
    if (!request.query.has("versie")) return set.current;
    const auto number = parse_int(request.query.get("versie"));
    for (const auto& published : set.history->releases)
      if (number && published->release.number == *number && has_places(published->release)) {
        if (published->tombstone) return fail(ErrorKind::gone, "release-withdrawn", "this version was withdrawn");
        return published;
      }
    return fail(ErrorKind::not_found, "release-unknown", "there is no such version");
  }

  std::string answer(const releases::Release& release, const FeaturesQuery& query, const RowPage& page) const {
    const lake::FileQuestion& asked = query.question;
    const std::string items = base_ + "/collections/" + url_encode(release.dataset) + "/items";
    const auto address = [&](std::uint64_t offset) {
      return fmt::format("{}?limit={}&offset={}&versie={}{}", items, asked.limit, offset, release.number, query.kept);
    };
    std::string links = link("self", address(asked.offset), "application/geo+json");
    if (asked.offset + page.rows.size() < page.total)
      links += "," + link("next", address(asked.offset + asked.limit), "application/geo+json");
    if (asked.offset > 0)
      links += "," + link("prev", address(asked.offset - std::min<std::uint64_t>(asked.offset, asked.limit)),
                          "application/geo+json");
    return fmt::format(
        R"({{"type":"FeatureCollection","timeStamp":"{}","numberMatched":{},"numberReturned":{},"links":[{}],"features":[{}]}})",
        format_iso_instant(counter_->clock.now()), page.total, page.rows.size(), links,
        FeatureWriter(release, projector_, query.crs).features(page));
  }

  static Response with_crs(std::string body, Crs crs) {
    Response response;
    response.body = std::move(body);
    response.with("Content-Type", "application/geo+json").with("Content-Crs", "<" + std::string(iri_of(crs)) + ">");
    return open_to_all(std::move(response));
  }

  SharedCounter counter_;
  const std::string base_;
  Projector projector_;
};

}  // namespace

void add_features(http::Router& router, const SharedCounter& counter) {
  const auto features = std::make_shared<const Features>(counter);
  const auto add = [&](std::string pattern, std::string summary, http::Handler handler, std::string type) {
    router.add(open_route(counter, std::move(pattern), std::move(summary), std::move(handler), std::move(type)));
  };
  add(
      "/ogc/v1", "OGC API Features: landing page",
      [features](const Request& request) { return features->landing(request); }, "application/json");
  add(
      "/ogc/v1/conformance", "What it conforms to", [features](const Request&) { return features->conformance(); },
      "application/json");
  add(
      "/ogc/v1/api", "Its API definition", [features](const Request&) { return features->api(); },
      "application/vnd.oai.openapi+json;version=3.0");
  add(
      "/ogc/v1/collections", "Data sets that stand on the map",
      [features](const Request& request) { return features->collections(request); }, "application/json");
  add(
      "/ogc/v1/collections/{collection}", "One of them",
      [features](const Request& request) { return features->collection(request); }, "application/json");
  add(
      "/ogc/v1/collections/{collection}/items", "Its rows as GeoJSON",
      [features](const Request& request) { return features->items(request); }, "application/geo+json");
  add(
      "/ogc/v1/collections/{collection}/items/{feature}", "One row as GeoJSON",
      [features](const Request& request) { return features->item(request); }, "application/geo+json");
}

}  // namespace sas::portal
