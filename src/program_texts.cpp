#include "program_texts.h"

#include "desk/desk.h"
#include "embedded/city_texts.h"
#include "embedded/contact_texts.h"
#include "embedded/feeds_texts.h"
#include "embedded/forms_texts.h"
#include "embedded/html_texts.h"
#include "embedded/messages_texts.h"
#include "embedded/portal_texts.h"
#include "embedded/sensing_texts.h"
#include "embedded/site_texts.h"
#include "followers/follower_pages.h"
#include "harvest/harvest_pages.h"
#include "opendata/desk_pages.h"
#include "people/people.h"
#include "promises/promises.h"
#include "showcase/showcase_pages.h"
#include "suppliers/key_pages.h"

namespace sas {

Result<html::Texts> program_texts() {
  return html::Texts::load({embedded::html_texts(), people::texts(), embedded::messages_texts(),
                            embedded::contact_texts(), embedded::forms_texts(), promises::texts(),
                            embedded::site_texts(), desk::texts(), embedded::city_texts(), embedded::feeds_texts(),
                            embedded::sensing_texts(), embedded::portal_texts(), opendata::texts(), harvest::texts(),
                            suppliers::texts(), followers::texts(), showcase::texts()});
}

}  // namespace sas
