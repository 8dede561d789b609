#include "releases/shelf.h"

#include "releases/signed_record.h"

namespace sas::releases {

bool Shelf::accepts(const IndexLine& line) const {
  return !has_line(line.what, line.dataset, line.number) && read(line) != nullptr;
}

bool Shelf::take(const IndexLine& line) {
  if (has_line(line.what, line.dataset, line.number)) return false;
  auto published = read(line);
  (line.what == IndexLine::What::release ? release_lines_ : tombstone_lines_)[line.dataset][line.number] = line.sha256;
  if (!published) return false;
  sets_[line.dataset][line.number] = std::move(published);
  return true;
}

std::shared_ptr<const Published> Shelf::read(const IndexLine& line) const {
  return line.what == IndexLine::What::release ? read_release(line) : read_tombstone(line);
}

// A release points at the record before it, so that none can be taken out of the middle.
bool Shelf::continues(const Release& release) const {
  if (release.number == 1) return release.previous.empty();
  const auto set = release_lines_.find(release.dataset);
  if (set == release_lines_.end()) return false;
  const auto before = set->second.find(release.number - 1);
  return before != set->second.end() && before->second == release.previous;
}

std::shared_ptr<const Published> Shelf::read_release(const IndexLine& line) const {
  auto record = read_signed(layout_.record(line.dataset, line.number), public_key_);
  if (!record || record->sha256 != line.sha256) return nullptr;
  auto release = release_of(record->text);
  if (!release || release->dataset != line.dataset || release->number != line.number || !continues(*release))
    return nullptr;
  return std::make_shared<const Published>(Published{std::move(*release), std::move(record->text),
                                                     std::move(record->sha256), std::move(record->signature),
                                                     std::nullopt});
}

std::shared_ptr<const Published> Shelf::read_tombstone(const IndexLine& line) const {
  const auto record = read_signed(layout_.tombstone(line.dataset, line.number), public_key_);
  if (!record || record->sha256 != line.sha256) return nullptr;
  auto tombstone = tombstone_of(record->text);
  if (!tombstone || tombstone->dataset != line.dataset || tombstone->number != line.number) return nullptr;
  const auto release = find(line.dataset, line.number);
  if (!release) return nullptr;
  Published withdrawn = *release;
  withdrawn.tombstone = std::move(*tombstone);
  return std::make_shared<const Published>(std::move(withdrawn));
}

std::shared_ptr<const Published> Shelf::find(std::string_view dataset, std::int64_t number) const {
  const auto set = sets_.find(dataset);
  if (set == sets_.end()) return nullptr;
  const auto release = set->second.find(number);
  return release == set->second.end() ? nullptr : release->second;
}

bool Shelf::has_line(IndexLine::What what, std::string_view dataset, std::int64_t number) const {
  const Hashes& lines = what == IndexLine::What::release ? release_lines_ : tombstone_lines_;
  const auto set = lines.find(dataset);
  return set != lines.end() && set->second.contains(number);
}

Shelf::Last Shelf::last(std::string_view dataset) const {
  const auto set = release_lines_.find(dataset);
  if (set == release_lines_.end()) return {};
  return {set->second.rbegin()->first, set->second.rbegin()->second};
}

std::set<std::string, std::less<>> Shelf::needed() const {
  std::set<std::string, std::less<>> out;
  for (const auto& [name, releases] : sets_)
    for (const auto& [number, published] : releases)
      if (!published->tombstone)
        for (const File& file : published->release.files) out.insert(file.sha256);
  return out;
}

}  // namespace sas::releases
