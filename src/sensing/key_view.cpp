#include "sensing/key_view.h"

#include "html/components.h"

namespace sas::sensing {

std::string example_body() {
  return R"({"result": 21.5})";
}

html::Html keys_section(const people::Visit& visit, const DeviceKeys& keys, const KeyPlaces& places,
                        lake::SeriesId id) {
  const std::string series = std::to_string(static_cast<std::int64_t>(id));
  const auto code = [](const std::string& text) { return html::el("code", {}, {text}); };
  std::vector<html::Term> terms{
      {visit.say("sensing.own.token"), code(keys.token)},
      {visit.say("sensing.own.address"),
       code("POST " + places.public_url + "/sta/v1.1/Datastreams(" + series + ")/Observations")},
      {visit.say("sensing.own.header"), code("Authorization: Bearer " + keys.token)},
      {visit.say("sensing.own.body"), code(example_body())}};
  if (!places.broker_name.empty()) {
    terms.push_back({visit.say("sensing.own.broker"), code(places.broker_name)});
    terms.push_back({visit.say("sensing.own.account"), code(keys.account)});
    terms.push_back({visit.say("sensing.own.topic"), code("v1.1/Datastreams(" + series + ")/Observations")});
  }
  return html::section(
      "sleutels", visit.say("sensing.own.keys"),
      html::alert(visit.say, html::AlertKind::warning, "", html::paragraph(visit.say("sensing.own.once")), 3) +
          html::data_list(terms));
}

}  // namespace sas::sensing
