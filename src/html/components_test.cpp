#include "html/components.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "embedded/html_texts.h"

using namespace sas;
using namespace sas::html;

namespace {

const Texts& texts() {
  static const Texts loaded = Texts::load({embedded::html_texts()}).value();
  return loaded;
}
Say dutch() {
  return {texts(), Language::nl};
}
Say english() {
  return {texts(), Language::en};
}
bool holds(const Html& html, std::string_view part) {
  return html.markup().find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a field ties label, description and error to the input") {
  const Html field = text_field(dutch(), {.name = "mail", .label = "E-mail", .description = "Uitleg", .error = "Fout"},
                                {.value = "<x>", .kind = InputKind::email});
  CHECK(holds(field, "<label class=\"utrecht-form-label\" for=\"mail\">E-mail</label>"));
  CHECK(
      holds(field,
            "type=\"email\" id=\"mail\" name=\"mail\" value=\"&lt;x&gt;\" inputmode=\"email\" autocomplete=\"email\""));
  CHECK(holds(field, "aria-describedby=\"mail-description mail-error\" aria-invalid=\"true\""));
  CHECK(holds(field, "id=\"mail-error\"><span class=\"sas-hidden\">Fout: </span>Fout</div>"));
}

TEST_CASE("a field without error or description has no dangling references") {
  const Html field = text_field(dutch(), {.name = "naam", .label = "Naam"});
  CHECK(holds(field, "type=\"text\""));
  CHECK_FALSE(holds(field, "aria-"));
}

TEST_CASE("a password is never written back") {
  CHECK_FALSE(holds(text_field(dutch(), {.name = "w", .label = "W"}, {.value = "geheim", .kind = InputKind::password}),
                    "geheim"));
}

TEST_CASE("what is optional says so and the only question is the heading") {
  CHECK(holds(text_field(english(), {.name = "a", .label = "A", .need = Field::Need::optional}), "(optional)"));
  CHECK(holds(
      radio_group(dutch(), {.name = "a", .label = "A?", .label_as = Field::LabelAs::page_heading}, {{"x", "X"}}, ""),
      "<h1 class=\"nl-heading nl-heading--level-1\">A?</h1>"));
}

TEST_CASE("a group is one fieldset that the error summary can reach") {
  const Html group = radio_group(dutch(), {.name = "soort", .label = "Soort", .error = "Kies er een."},
                                 {{"a", "A"}, {"b", "B", "uitleg"}}, "b");
  CHECK(holds(group, "id=\"soort\" tabindex=\"-1\" aria-describedby=\"soort-error\""));
  CHECK(holds(group, "id=\"soort-2\" name=\"soort\" value=\"b\" checked aria-describedby=\"soort-2-hint\""));
  const Html summary = error_summary(dutch(), {{"soort", "Kies er een."}});
  CHECK(holds(summary, "href=\"#soort\""));
  CHECK(holds(summary, "Er is nog 1 ding niet goed"));
  CHECK(error_summary(dutch(), {}).empty());
}

TEST_CASE("a date is three text fields with what was typed") {
  const Html field = date_field(dutch(), {.name = "geboren", .label = "Geboren"},
                                {.day = "3", .month = "mei", .year = "80", .kind = DateInput::Kind::birth});
  CHECK(holds(field, "name=\"geboren-day\" value=\"3\" inputmode=\"numeric\" autocomplete=\"bday-day\""));
  CHECK(holds(field, "name=\"geboren-month\" value=\"mei\" autocomplete=\"bday-month\""));
}

TEST_CASE("a form carries the token and leaves checking to the server") {
  CHECK(form({.action = "/x", .csrf_token = "t\"k"}, "").markup() ==
        "<form class=\"sas-form\" method=\"post\" action=\"/x\" novalidate><input type=\"hidden\" name=\"_csrf\" "
        "value=\"t&quot;k\"></form>");
}

TEST_CASE("a textarea keeps a first empty line") {
  CHECK(holds(textarea_field(dutch(), {.name = "t", .label = "T"}, {.value = "\nx"}), ">\n\nx</textarea>"));
}

TEST_CASE("messages of an error come from its codes") {
  Error error{ErrorKind::invalid, "form-invalid", "", {{"mail", "no-such-code"}}};
  CHECK(message_for(dutch(), error, "mail") == "Dit klopt niet. Controleer wat u hebt ingevuld.");
  CHECK(message_for(dutch(), error, "naam").empty());
  CHECK(messages_of(english(), error).at(0).id == "mail");
}

TEST_CASE("steps are counted and changes name what they change") {
  CHECK(holds(step_indicator(dutch(), 2, 6, "Uw auto"), "Stap 2 van 6"));
  CHECK(holds(summary_list(dutch(), {{"Kenteken", "AB", "/w"}}), "Wijzig<span class=\"sas-hidden\"> Kenteken</span>"));
}

TEST_CASE("a task that cannot start is no link") {
  CHECK_FALSE(holds(task_list(dutch(), {{"Betalen", "/b", Task::State::cannot_start}}), "href"));
}

TEST_CASE("a promise is never rounded up") {
  CHECK(holds(promise_box(dutch(), {"Belofte", Promise::Outcome{0.999, 1}}), "lukte dat bij 99 van de 100"));
  CHECK(holds(promise_box(dutch(), {"Belofte", Promise::Outcome{0.57, 1}}), "bij 57 van de 100"));
  CHECK(holds(promise_box(dutch(), {"Belofte"}), "te weinig zaken"));
}

TEST_CASE("a table repeats its titles for phones and refuses ragged rows") {
  Table spec{.caption = "C", .columns = {{"A"}, {"B", Column::Align::end}}, .rows = {{"1", "2"}}};
  CHECK(holds(table(spec), "<th scope=\"row\" class=\"utrecht-table__header-cell\" data-title=\"A\">1</th>"));
  CHECK(holds(table(spec), "<td class=\"utrecht-table__cell sas-number\" data-title=\"B\">2</td>"));
  spec.rows.push_back({"1"});
  CHECK_THROWS_AS(static_cast<void>(table(spec)), std::logic_error);
}

TEST_CASE("pages show the ends and the neighbours") {
  const auto url = [](int page) { return "?p=" + std::to_string(page); };
  CHECK(pagination(dutch(), {1, 1, url}).empty());
  const Html middle = pagination(dutch(), {5, 9, url});
  CHECK(holds(middle, "href=\"?p=5\" aria-label=\"Pagina 5\" aria-current=\"page\""));
  CHECK_FALSE(holds(middle, ">2</a>"));
  CHECK_FALSE(holds(pagination(dutch(), {9, 9, url}), "rel=\"next\""));
}

TEST_CASE("the score has ten choices of which one can stand") {
  const Html scale = score_scale(dutch(), "cijfer", "Welk cijfer?", 10);
  CHECK(holds(scale, "id=\"cijfer-10\" name=\"cijfer\" value=\"10\" checked"));
  CHECK_FALSE(holds(scale, "cijfer-11"));
}

TEST_CASE("a page says its language, its errors first and its other language") {
  Site site;
  site.theme.site_name = "Gemeente X";
  Page page;
  page.title = "Uw auto";
  page.state = Page::State::has_errors;
  page.alternate_url = "/auto";
  page.index = Page::Index::forbid;
  page.refresh_seconds = 30;
  page.session = SessionInfo{"A & B", "", "/uit", "t"};
  const std::string text = page_document(site, english(), page);
  CHECK(text.find("<html lang=\"en\"") != std::string::npos);
  CHECK(text.find("<title>Error: Uw auto - Gemeente X</title>") != std::string::npos);
  CHECK(text.find("href=\"/auto\" lang=\"nl\" hreflang=\"nl\">Nederlands") != std::string::npos);
  CHECK(text.find("noindex") != std::string::npos);
  CHECK(text.find("http-equiv=\"refresh\" content=\"30\"") != std::string::npos);
  CHECK(text.find("A &amp; B") != std::string::npos);
  CHECK(text.find("sas-practice") == std::string::npos);
  CHECK(text.find("href=\"/en/toegankelijkheid\"") != std::string::npos);
}

TEST_CASE("charts say their numbers in words and stay inside the drawing") {
  const Html shares = share_chart({"s", "Titel", "Bron.", {{"A <b>", 0.96, 0.9, 0.99}, {"B", 7.0}}}, Language::nl);
  CHECK(holds(shares, "role=\"img\" aria-labelledby=\"s-title s-desc\""));
  CHECK(holds(shares, "A &lt;b&gt;: 96% (tussen 90% en 99%)."));
  CHECK(holds(shares, "B: 100%."));
  const MonthChart months{.id = "m", .title = "T", .points = {{"jan", 1.0}, {"feb", {}}, {"mrt", 3.0}}};
  CHECK(holds(month_chart(months, Language::nl), "feb: geen cijfer."));
  CHECK(holds(month_chart(months, Language::nl), "d=\"M40 156L40 156M380 40L380 40\""));
  CHECK(holds(sparkline({.id = "leeg", .title = "T", .points = {}}), "d=\"\""));
}

TEST_CASE("an icon that does not exist is a bug") {
  CHECK_THROWS_AS(static_cast<void>(icon("draak")), std::logic_error);
}
