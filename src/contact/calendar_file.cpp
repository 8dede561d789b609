#include "contact/calendar_file.h"

#include "base/text.h"

namespace sas::contact {
namespace {

// RFC 5545 clause 3.3.5, form 2: "20260403T101500Z".
std::string utc(Instant moment) {
  std::string out;
  for (const char c : format_iso_instant(moment).substr(0, 19))
    if (c != '-' && c != ':') out += c;
  return out + "Z";
}

// RFC 5545 clause 3.3.11.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : without_controls(text)) {
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

// RFC 5545 clause 3.1: no line over 75 octets, and never cut inside a character.
void line(std::string& out, const std::string& text) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t width = 1;
    while (i + width < text.size() && (static_cast<unsigned char>(text[i + width]) & 0xC0U) == 0x80U) ++width;
    if (length + width > 75) {
      out += "\r\n ";
      length = 1;
    }
    out.append(text, i, width);
    length += width;
    i += width;
  }
  out += "\r\n";
}

}  // namespace

std::string calendar_file(const CalendarEntry& entry) {
  std::string out;
  line(out, "BEGIN:VCALENDAR");
  line(out, "VERSION:2.0");
  line(out, "PRODID:-//Sassenpoort//Afspraken//NL");
  line(out, "METHOD:PUBLISH");
  line(out, "BEGIN:VEVENT");
  line(out, "UID:" + escaped(entry.uid));
  line(out, "DTSTAMP:" + utc(entry.made_at));
  line(out, "DTSTART:" + utc(entry.start));
  line(out, "DTEND:" + utc(entry.start + std::chrono::minutes{entry.minutes}));
  line(out, "SUMMARY:" + escaped(entry.summary));
  line(out, "LOCATION:" + escaped(entry.location));
  line(out, "END:VEVENT");
  line(out, "END:VCALENDAR");
  return out;
}

}  // namespace sas::contact
