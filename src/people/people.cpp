#include "people/people.h"

#include "embedded/people_migrations.h"
#include "embedded/people_texts.h"

namespace sas::people {

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::people_migrations());
}
std::span<const embedded::File> texts() {
  return embedded::people_texts();
}

}  // namespace sas::people
