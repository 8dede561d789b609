#include "forms/abandoned.h"

#include <algorithm>

namespace sas::forms {

std::int64_t note_abandoned(store::WriteTx& tx, const Drafts& drafts, const std::vector<Definition>& definitions,
                            const ledger::Ledger& ledger) {
  std::int64_t count = 0;
  for (const Draft& draft : drafts.expired(tx)) {
    const auto form = std::find_if(definitions.begin(), definitions.end(),
                                   [&](const Definition& d) { return d.product == draft.product; });
    if (form == definitions.end()) continue;
    const Question* open = first_open(*form, draft.answers);
    ledger::NewEvent event;
    event.kind = "form.abandoned";
    event.subject = "form:" + draft.product.text();
    event.acting = "system";
    event.facts = {{"product", draft.product.text()}, {"step", open == nullptr ? std::string("controle") : open->id}};
    ledger.append(tx, event);
    ++count;
  }
  return count;
}

}  // namespace sas::forms
