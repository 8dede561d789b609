#pragma once
#include <string>
#include <string_view>

/// The many spellings of catalogues, brought to one. Of this room only; pure.
namespace sas::harvest {

/// "csv" of "CSV", "text/csv", ".csv" or an IRI of the EU file-type list; lower-case of anything else.
[[nodiscard]] std::string format_of(std::string_view said);
/// The format at the end of an address, or empty.
[[nodiscard]] std::string format_of_url(std::string_view url);
/// "CC0-1.0" or "CC-BY-4.0" when that is what is meant; otherwise what was said.
[[nodiscard]] std::string licence_of(std::string_view said);
/// Text without tags and entities, with single spaces.
[[nodiscard]] std::string without_markup(std::string_view text);
/// An absolute http or https address; relative ones are read from `base`. Empty for anything else.
[[nodiscard]] std::string absolute_url(std::string_view url, std::string_view base);
/// `url` with `name=value` in its query, in the place of an earlier value.
[[nodiscard]] std::string with_query(std::string_view url, std::string_view name, std::string_view value);

/// "data.voorbeeld.nl" or "data.voorbeeld.nl:8443", lower-case; empty when there is none or it holds a user.
[[nodiscard]] std::string host_of(std::string_view url);
/// True for https, and for http on this machine itself: what is read over anything else may have been changed on the
/// way.
[[nodiscard]] bool is_trusted(std::string_view url);

}  // namespace sas::harvest
