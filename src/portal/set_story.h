#pragma once
#include "html/html.h"
#include "portal/library.h"
#include "portal/wording.h"

/// What is told about a set: its columns and how good they are, privacy, where it comes from, its versions.
namespace sas::portal {

/// What each column means, with how much of it is filled, measured over all rows.
[[nodiscard]] html::Html columns_section(const Look& look, Library& library, const ShownSet& set);
/// How up to date it is, measured against what was promised, and how much is filled.
[[nodiscard]] html::Html quality_section(const Look& look, Library& library, const ShownSet& set, Instant now);
/// The three tests of anonymity (WP29 opinion 05/2014) in plain words, and what was left out for it.
[[nodiscard]] html::Html privacy_section(const Look& look, const ShownSet& set);
[[nodiscard]] html::Html source_section(const Look& look, const ShownSet& set);
/// The newest `most` versions and what changed in each.
[[nodiscard]] html::Html versions_list(const Look& look, const releases::DataSetHistory& history, std::size_t most);
[[nodiscard]] html::Html showcase_section(const Look& look, const ShownSet& set);
[[nodiscard]] html::Html questions_section(const Look& look, const ShownSet& set);

}  // namespace sas::portal
