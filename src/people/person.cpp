#include "people/person.h"

namespace sas::people {

Result<Person> find_person(store::ReadTx& tx, const PersonId& id) {
  const auto row =
      tx.query_one("SELECT kind, name, kvk, birth_day, address, email, phone FROM person WHERE id = $1", {id.text()});
  if (!row) return fail(ErrorKind::not_found, "person-not-found");
  Person person;
  person.id = id;
  person.organisation = row->text(0) == "organisation";
  person.name = row->text(1);
  person.kvk = row->text_or_empty(2);
  if (const auto day = row->integer_if(3)) person.birth_day = from_days(static_cast<int>(*day));
  if (const auto address = json::parse(row->text(4)); address && address->is_object())
    person.address = address->get_object();
  person.email = row->text(5);
  person.phone = row->text(6);
  return person;
}

}  // namespace sas::people
