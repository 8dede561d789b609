#include "base/text.h"
#include "desk/case_page.h"
#include "desk/routes.h"
#include "forms/answers.h"

/// The legal clock of a case at the desk: pauses, notices of default, and what takes away a penalty.
namespace sas::desk {
namespace {

using http::Response;
using people::Visit;

class ClockPages {
 public:
  explicit ClockPages(const DeskParts& parts) : parts_(parts) {}

  Result<Response> pause(const Visit& visit) const {
    return act(visit, "paused", [&](store::WriteTx& tx, const http::Fields& fields) -> Result<Done> {
      cases::NewPause pause;
      const auto ground = calendar::parse_ground(fields.get("grond"));
      if (!ground) return wrong("grond", "choose-one");
      pause.ground = *ground;
      pause.reason = without_controls(fields.get("stil_reden"));
      if (!fields.get("stil_tot-day").empty() || !fields.get("stil_tot-year").empty()) {
        const auto until = day_in(fields, "stil_tot");
        if (!until) return fail(Error(until.error()));
        pause.expected_until = *until;
      }
      return parts_.cases.pause(tx, case_id_of(visit), version_of(fields), pause, visit.viewer);
    });
  }

  Result<Response> resume(const Visit& visit) const {
    return act(visit, "resumed", [&](store::WriteTx& tx, const http::Fields& fields) {
      return parts_.cases.end_pause(tx, case_id_of(visit), version_of(fields), visit.viewer);
    });
  }

  Result<Response> notice(const Visit& visit) const {
    return act(visit, "notice", [&](store::WriteTx& tx, const http::Fields& fields) -> Result<Done> {
      const auto received = day_in(fields, "ontvangen");
      if (!received) return fail(Error(received.error()));
      const std::string channel = fields.get("kanaal");
      if (channel != "post" && channel != "desk" && channel != "phone") return wrong("kanaal", "choose-one");
      const cases::NewDefaultNotice notice{*received, channel == "post"   ? catalogue::ChannelKind::post
                                                      : channel == "desk" ? catalogue::ChannelKind::desk
                                                                          : catalogue::ChannelKind::phone};
      return parts_.cases.give_default_notice(tx, case_id_of(visit), notice, visit.viewer);
    });
  }

  Result<Response> except(const Visit& visit) const {
    return act(visit, "excepted", [&](store::WriteTx& tx, const http::Fields& fields) -> Result<Done> {
      const auto reason = calendar::parse_no_penalty(fields.get("uitzondering"));
      if (!reason) return wrong("uitzondering", "choose-one");
      return parts_.cases.except_from_penalty(tx, case_id_of(visit), version_of(fields), *reason,
                                              without_controls(fields.get("uitzondering_waarom")), visit.viewer);
    });
  }

 private:
  static Result<Done> wrong(const std::string& field, const std::string& code) {
    return fail(Error{ErrorKind::invalid, "form-invalid", "", {{field, code}}});
  }

  Result<Date> day_in(const http::Fields& fields, const std::string& field) const {
    return forms::read_date(field, fields.get(field + "-day"), fields.get(field + "-month"),
                            fields.get(field + "-year"), local_date(parts_.clock.now()));
  }

  template <typename Work>
  Result<Response> act(const Visit& visit, const std::string& done_key, Work work) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const Result<Done> done =
        parts_.store.write([&](store::WriteTx& tx) -> Result<Done> { return work(tx, form->fields); });
    if (!done) return case_page_after(parts_, visit, form->fields, done.error());
    parts_.wake_jobs();
    return http::see_other(case_url(visit) + "?gedaan=" + done_key);
  }

  DeskParts parts_;
};

}  // namespace

void add_clock_pages(http::Router& router, const DeskParts& parts) {
  using enum http::Method;
  const auto pages = std::make_shared<ClockPages>(parts);
  const std::string one = "/balie/zaken/{id}";
  add_page(router, parts, pages, deciders(), post, one + "/stilzetten", "Let the term of a case stand still",
           &ClockPages::pause);
  add_page(router, parts, pages, deciders(), post, one + "/hervatten", "Let the term run again", &ClockPages::resume);
  add_page(router, parts, pages, case_workers(), post, one + "/ingebrekestelling", "Register a notice of default",
           &ClockPages::notice);
  add_page(router, parts, pages, deciders(), post, one + "/geen-dwangsom", "Find that no penalty is due",
           &ClockPages::except);
}

}  // namespace sas::desk
