#include "promises/promises.h"

#include "embedded/promises_migrations.h"
#include "embedded/promises_texts.h"

namespace sas::promises {

std::vector<store::Migration> migrations() { return store::migrations_from(embedded::promises_migrations()); }

std::span<const embedded::File> texts() { return embedded::promises_texts(); }

void add_promise_pages(http::Router& router, const PromiseParts& parts) {
  add_public_pages(router, parts);
  add_manager_pages(router, parts);
  add_opinion_pages(router, parts);
}

}  // namespace sas::promises
