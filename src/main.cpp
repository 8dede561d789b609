#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "commands.h"

namespace {

using sas::Settings;

void add_places(CLI::App* command, Settings& settings) {
  command->add_option("--data", settings.data, "Folder for records, keys and settings.toml")->capture_default_str();
  command->add_option("--store", settings.store, "sqlite, sqlite:FILE or postgresql://...")->capture_default_str();
}

void add_content(CLI::App* command, Settings& settings) {
  command->add_option("--catalogue", settings.catalogue, "Folder with products, texts and promises");
  command->add_option("--theme", settings.theme, "Folder with theme.toml and tokens.css");
}

void complete(Settings& settings) {
  if (settings.catalogue.empty()) settings.catalogue = sas::find_folder("catalogue");
  if (settings.theme.empty()) settings.theme = sas::find_folder("themes/sassenpoort");
}

}  // namespace

int main(int argc, char** argv) try {
  Settings settings;
  std::string practice = "http://127.0.0.1:8090", folder, what, file;
  bool is_live = false, is_public = false;
  CLI::App app{"Sassenpoort: the digital city gate of a municipality"};
  app.require_subcommand(1);

  CLI::App* serve = app.add_subcommand("serve", "Keep the site up");
  add_places(serve, settings);
  add_content(serve, settings);
  serve->add_option("--port", settings.port, "Port to listen on; 0 lets the system choose")->capture_default_str();
  serve->add_option("--address", settings.address, "Address to listen on")->capture_default_str();
  serve->add_option("--trusted-proxy", settings.trusted_proxies,
                    "Address of a reverse proxy that is believed about whom it forwards for; may be repeated");
  serve->add_option("--metrics-port", settings.metrics_port,
                    "Port of its own for /metrics; without it only this machine may ask on the site's port");
  serve->add_option("--metrics-address", settings.metrics_address, "Address to listen on for --metrics-port")
      ->capture_default_str();
  serve->add_option("--mqtt-port", settings.mqtt_port,
                    "Practice only: start an MQTT broker on this port of this machine");
  serve->add_flag("--live", is_live, "For real: no practice town, practice keys are refused");
  serve->add_flag("--public", is_public, "Open data alone: a process that has no handle on records, lake or keys");
  serve->add_option("--site", settings.site_url, "With --public: where the whole site is, for links to forms");
  serve->add_option("--practice", practice, "Where the practice town is")->capture_default_str();

  CLI::App* check = app.add_subcommand("check", "Check catalogue, forms, theme and settings");
  add_places(check, settings);
  add_content(check, settings);
  CLI::App* verify = app.add_subcommand("verify", "Recompute the ledger and name every record that was tampered with");
  add_places(verify, settings);
  CLI::App* backup = app.add_subcommand("backup", "Copy records, lake and open data to a folder while the site runs");
  add_places(backup, settings);
  backup->add_option("folder", folder, "New folder for the backup")->required();
  CLI::App* restore = app.add_subcommand("restore", "Fill an empty house from a backup");
  add_places(restore, settings);
  restore->add_option("folder", folder, "Folder of the backup")->required();
  CLI::App* import =
      app.add_subcommand("import", "Take in a national list, figures of another system, or measurements");
  add_places(import, settings);
  import
      ->add_option("what", what,
                   "upl: the uniform product names (CSV); phone, desk, messages, source-documents, births, reminders: "
                   "figures for the service promises (CSV); parking, knmi-days, dino, … and mapped:NAME: measurements "
                   "(an unknown word lists all kinds); mapping: how columns become series (JSON); areas: "
                   "neighbourhoods (GeoJSON)")
      ->required();
  import->add_option("file", file, "The file")->required();
  std::int64_t number = 0;
  sas::Bilingual reason{"De gegevens zijn teruggehaald.", "The data were withdrawn."};
  CLI::App* recall = app.add_subcommand("recall", "Take back releases of open data: the bytes go, a tombstone stays");
  add_places(recall, settings);
  recall->add_option("dataset", what, "Name of the data set")->required();
  recall->add_option("--number", number, "One release; without it every one that stands");
  recall->add_option("--reason-nl", reason.nl, "For the public, in Dutch; never a value of the data");
  recall->add_option("--reason-en", reason.en, "The same in English");
  CLI::App* term = app.add_subcommand("term", "Reckon legal terms: JSON lines in, JSON lines out");

  CLI11_PARSE(app, argc, argv);
  if (term->parsed()) return sas::run_term();
  if (is_live) settings.mode = sas::Mode::live;
  complete(settings);
  sas::config::Problems problems;
  settings = sas::with_file(std::move(settings), practice, problems);
  if (check->parsed()) return sas::run_check(settings, problems);
  if (!problems.empty()) {
    std::fputs(sas::config::to_text(problems).c_str(), stderr);
    return 78;  // EX_CONFIG
  }
  if (verify->parsed()) return sas::run_verify(settings);
  if (backup->parsed()) return sas::run_backup(settings, folder);
  if (restore->parsed()) return sas::run_restore(settings, folder);
  if (recall->parsed()) return sas::run_recall(settings, what, number, reason);
  if (import->parsed()) return sas::run_import(settings, what, file);
  return is_public ? sas::run_public(settings) : sas::run_serve(settings);
} catch (const std::exception& error) {
  std::fprintf(stderr, "sassenpoort: %s\n", error.what());
  return 2;
}
