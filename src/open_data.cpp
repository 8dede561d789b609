#include "open_data.h"

#include <malloc.h>

#include <filesystem>

#include "followers/follower_pages.h"
#include "followers/hook_pages.h"
#include "harvest/harvest_pages.h"
#include "http/public_client.h"
#include "http/spool.h"
#include "opendata/desk_pages.h"
#include "opendata/draft_pages.h"
#include "opendata/house_sources.h"
#include "opendata/refresher.h"
#include "portal/portal.h"
#include "public_key.h"
#include "reading_secret.h"
#include "releases/public_reader.h"
#include "releases/public_writer.h"
#include "showcase/showcase_pages.h"
#include "suppliers/key_pages.h"
#include "suppliers/write_actions.h"
#include "withdraw_job.h"

namespace sas {
namespace {

constexpr std::string_view begin_kind = "opendata.begin";

// Everything on the side of the sources. The portal is given none of it.
struct Inside {
  Inside(const OpenData::Parts& parts, std::unique_ptr<releases::PublicWriter> opened,
         std::shared_ptr<http::Spool> incoming, releases::PublicReader& reader)
      : files(parts.settings.data + "/open-data-files"),
        spool(std::move(incoming)),
        writer(std::move(opened)),
        declarations(opendata::load_declarations(parts.settings.catalogue + "/datasets")),
        book(declarations, parts.records),
        gate({parts.records, parts.ledger, *writer, parts.clock}),
        sources(opendata::house_sources(
            {parts.records, *parts.lake, parts.clock, parts.catalogue, parts.figures, parts.service_figures, files})),
        refresher({parts.records, gate, book, sources, parts.clock, parts.logger}),
        drafts({parts.records, parts.ledger, parts.outbox, book, refresher, reader, parts.clock,
                parts.settings.data + "/open-data-drafts", files}),
        recall{parts.records, parts.ledger, parts.outbox, *writer, reader, parts.clock},
        origins(harvest::load_origins(parts.settings.catalogue + "/harvest")),
        harvesting{recall, book, origins, parts.client, parts.logger, parts.settings.data + "/harvested-files"},
        harvester(harvesting) {
    sources["harvest"] = harvest::harvested_source(parts.records, harvesting.folder);
  }

  std::string files;
  std::shared_ptr<http::Spool> spool;
  std::unique_ptr<releases::PublicWriter> writer;
  opendata::Declarations declarations;
  opendata::DeclarationBook book;
  opendata::Gate gate;
  opendata::Sources sources;
  opendata::Refresher refresher;
  opendata::Drafts drafts;
  opendata::RecallParts recall;
  harvest::Origins origins;
  harvest::HarvestParts harvesting;
  harvest::Harvester harvester;
};

}  // namespace

struct OpenData::Rooms {
  Rooms(const Parts& given, std::unique_ptr<lake::FileReader> engine)
      : parts(given),
        reader(releases::open_public_reader(parts.settings.data + "/public", parts.signing.public_key(), parts.clock)),
        files(std::move(engine)) {}

  void open_inside() {
    if (parts.lake == nullptr) return;
    auto writer = releases::open_public_writer(parts.settings.data + "/public", parts.signing, parts.clock);
    if (!writer) {
      parts.logger.error("public-store-closed", {{"code", writer.error().code}, {"detail", writer.error().detail}});
      return;
    }
    http::SpoolSettings incoming;
    incoming.folder = parts.settings.data + "/uploads";
    incoming.largest = parts.settings.largest_file;
    incoming.room_left = parts.settings.disk_left;
    auto spool = http::Spool::open(incoming);
    if (!spool) {
      parts.logger.error("uploads-closed", {{"code", spool.error().code}, {"detail", spool.error().detail}});
      return;
    }
    inside = std::make_unique<Inside>(parts, std::move(*writer), std::move(*spool), *reader);
    config::Problems problems = inside->declarations.problems;
    problems.insert(problems.end(), inside->origins.problems.begin(), inside->origins.problems.end());
    for (const config::Problem& p : problems)
      parts.logger.warn("content-problem", {{"file", p.file}, {"field", p.field}, {"remedy", p.remedy}});
    // What a killed process began is ended before anything new.
    if (const auto ended = inside->gate.recover(); !ended)
      parts.logger.warn("releases-not-recovered", {{"code", ended.error().code}});
    if (const auto ended = opendata::recover_withdrawals(inside->recall); !ended)
      parts.logger.warn("withdrawals-not-recovered", {{"code", ended.error().code}});
  }

  [[nodiscard]] followers::FollowerParts following() const {
    return {parts.records, parts.outbox, *reader, parts.mailer, parts.clock, parts.random, parts.settings.public_url};
  }

  [[nodiscard]] followers::HookParts hooks() const {
    return {parts.records, parts.outbox, *reader, *outside, parts.clock, parts.random, parts.settings.public_url};
  }

  Parts parts;
  std::unique_ptr<releases::PublicReader> reader;
  std::unique_ptr<http::Client> outside = http::public_client();
  std::unique_ptr<lake::FileReader> files;
  std::unique_ptr<Inside> inside;
  std::optional<portal::ReadKeys> keys;
};

OpenData::OpenData() = default;
OpenData::~OpenData() = default;

Result<std::unique_ptr<OpenData>> OpenData::open(const Parts& parts) {
  if (auto written = write_public_key(parts.settings.data, parts.signing); !written) return fail(std::move(written));
  lake::FileReaderSettings engine;
  engine.folder = std::filesystem::absolute(parts.settings.data + "/public/objects").string();
  auto secret = reading_secret(parts.settings.data, parts.random);
  if (!secret) return fail(std::move(secret));
  auto files = lake::open_file_reader(engine);
  if (!files) return fail(std::move(files));
  std::unique_ptr<OpenData> out(new OpenData());
  out->rooms_ = std::make_unique<Rooms>(parts, std::move(*files));
  out->rooms_->keys.emplace(std::move(*secret));
  out->rooms_->open_inside();
  return out;
}

void OpenData::add_routes(http::Router& router) {
  Rooms& r = *rooms_;
  portal::add_portal(router,
                     {*r.reader, *r.files, r.parts.frame, r.parts.clock, r.parts.settings.data + "/portal-cache",
                      r.parts.random, r.keys, ended_keys_path(r.parts.settings.data)});
  followers::add_follower_pages(router, r.parts.gate, r.following());
  followers::add_hook_pages(router, r.parts.gate, r.hooks());
  showcase::add_showcase_pages(router, r.parts.gate,
                               {r.parts.records, r.parts.ledger, *r.reader, r.parts.clock, r.parts.random});
  if (!r.inside) return;
  const auto wake = [&r] { r.parts.outbox.bell()->ring(); };
  opendata::add_open_data_desk_pages(router, {r.parts.gate, r.inside->book, r.inside->sources, r.inside->drafts,
                                              r.inside->recall, wake, r.inside->spool, r.inside->files});
  opendata::add_draft_pages(router, {r.parts.gate, r.inside->drafts, wake, r.inside->spool});
  harvest::add_harvest_pages(router, r.parts.gate, r.inside->harvesting);
  const suppliers::KeyParts keys{r.parts.ledger, r.parts.clock, r.parts.random};
  suppliers::add_key_pages(router, r.parts.gate, r.parts.records, keys);
  suppliers::add_write_routes(router, {keys, r.inside->recall, r.inside->book, r.inside->refresher, r.inside->files,
                                       r.parts.settings.public_url, r.inside->spool});
}

void OpenData::add_jobs(jobs::Runner& runner) {
  Rooms& r = *rooms_;
  followers::add_follower_jobs(runner, r.following());
  followers::add_hook_jobs(runner, r.hooks());
  if (!r.inside) return;
  // A release that is gone already is no failure: the command may have been given twice.
  runner.handle(std::string(withdraw_job_kind), [&r](const jobs::Job& job) -> Result<Done> {
    const auto gone = opendata::withdraw(r.inside->recall, withdrawal_from(job.payload));
    if (!gone && gone.error().code != "release-unknown") return fail(Error(gone.error()));
    return Done{};
  });
  // Sets whose time has come while the program was down, and all of them on the first day, need not wait for the round.
  runner.handle(std::string(begin_kind), [&r](const jobs::Job&) -> Result<Done> {
    const auto offered = r.inside->refresher.run_due();
    // Making many releases at once takes memory that is not needed again for hours: it goes back to the system.
    ::malloc_trim(0);
    if (!offered) return fail(Error(offered.error()));
    return Done{};
  });
  opendata::add_draft_jobs(runner, r.inside->drafts);
  opendata::add_open_data_jobs(runner, {r.inside->refresher, r.inside->recall, r.parts.client, r.parts.logger});
  harvest::add_harvest_jobs(runner, r.inside->harvester);
}

void OpenData::begin() {
  Rooms& r = *rooms_;
  if (!r.inside) return;
  const auto put = r.parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
    r.parts.outbox.enqueue(tx, {std::string(begin_kind), {}, std::nullopt, std::string(begin_kind)});
    return Done{};
  });
  if (!put) r.parts.logger.warn("open-data-not-begun", {{"code", put.error().code}});
  r.parts.outbox.bell()->ring();
}

void OpenData::add_metrics(http::Metrics& metrics) {
  Rooms& r = *rooms_;
  metrics.gauge("sassenpoort_open_data_sets", "Data sets with a release that stands",
                [&r] { return static_cast<double>(r.reader->catalogue()->sets.size()); });
  metrics.gauge("sassenpoort_open_data_refused", "Records or files of the public store that are not what was signed",
                [&r] { return static_cast<double>(r.reader->stats().refused); });
}

}  // namespace sas
