#include "open_data.h"

#include <filesystem>

#include "portal/portal.h"
#include "public_key.h"
#include "releases/public_reader.h"

namespace sas {

struct OpenData::Rooms {
  explicit Rooms(const Parts& given, std::unique_ptr<lake::FileReader> engine)
      : parts(given),
        reader(releases::open_public_reader(parts.settings.data + "/public", parts.signing.public_key(), parts.clock)),
        files(std::move(engine)) {}

  Parts parts;
  std::unique_ptr<releases::PublicReader> reader;
  std::unique_ptr<lake::FileReader> files;
};

OpenData::OpenData() = default;
OpenData::~OpenData() = default;

Result<std::unique_ptr<OpenData>> OpenData::open(const Parts& parts) {
  if (auto written = write_public_key(parts.settings.data, parts.signing); !written) return fail(std::move(written));
  lake::FileReaderSettings engine;
  engine.folder = std::filesystem::absolute(parts.settings.data + "/public/objects").string();
  auto files = lake::open_file_reader(engine);
  if (!files) return fail(std::move(files));
  std::unique_ptr<OpenData> out(new OpenData());
  out->rooms_ = std::make_unique<Rooms>(parts, std::move(*files));
  return out;
}

void OpenData::add_routes(http::Router& router) {
  Rooms& r = *rooms_;
  portal::add_portal(router,
                     {*r.reader, *r.files, r.parts.frame, r.parts.clock, r.parts.settings.data + "/portal-cache"});
}

}  // namespace sas
