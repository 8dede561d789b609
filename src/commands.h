#pragma once
#include <string>

#include "settings.h"

namespace sas {

/// The subcommands besides serve. Each returns the exit code of the program: 0 well, 1 something was found, 2 it could
/// not be done.
int run_term();
int run_check(const Settings& settings, const config::Problems& problems);
int run_verify(const Settings& settings);
int run_backup(const Settings& settings, const std::string& folder);
int run_restore(const Settings& settings, const std::string& folder);
/// Takes releases of open data back; `number` 0: every one of the set that stands.
int run_recall(const Settings& settings, const std::string& dataset, std::int64_t number, const Bilingual& reason);
int run_import(const Settings& settings, const std::string& what, const std::string& file);

/// Keeps the site up until SIGINT or SIGTERM; then finishes what was accepted.
int run_serve(const Settings& settings);
/// Open data alone, as a process that has no handle on anything else; ends the same way.
int run_public(const Settings& settings);

}  // namespace sas
