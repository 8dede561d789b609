#include "sensorthings/access.h"

namespace sas::sensorthings {

std::string visible_series(std::string_view alias, const Access& access, Sql& sql) {
  const std::string a(alias);
  if (access.reach == Access::Reach::everything) return "1 = 1";
  const std::string open = a + ".exposure = 'open'";
  if (access.reach == Access::Reach::open_only) return open;
  return "(" + open + " OR " + a + ".thing = " + sql.bind(access.thing) + ")";
}

std::string visible(Type type, std::string_view alias, const Access& access, Sql& sql) {
  if (access.reach == Access::Reach::everything) return "1 = 1";
  const std::string a(alias);
  const std::string own = access.reach == Access::Reach::one_thing ? sql.bind(access.thing) : "";
  const auto some = [&](const std::string& rest) {
    return "EXISTS (SELECT 1 FROM datastream v" + rest + " AND " + visible_series("v", access, sql) + ")";
  };
  const auto or_own = [&](const std::string& column) { return own.empty() ? "" : " OR " + column + " = " + own; };
  switch (type) {
    case Type::datastream:
    case Type::multi_datastream:
    case Type::observation:
      return visible_series(alias, access, sql);
    case Type::thing:
      return "(" + some(" WHERE v.thing = " + a + ".id") + or_own(a + ".id") + ")";
    case Type::historical_location:
      return "(" + some(" WHERE v.thing = " + a + ".thing") + or_own(a + ".thing") + ")";
    case Type::location: {
      const std::string now = some(" JOIN thing_location w ON w.thing = v.thing WHERE w.location = " + a + ".id");
      const std::string before = some(
          " JOIN historical_location h ON h.thing = v.thing JOIN historical_location_location w ON "
          "w.historical_location = h.id WHERE w.location = " +
          a + ".id");
      std::string mine;
      if (!own.empty())
        mine = " OR EXISTS (SELECT 1 FROM thing_location w WHERE w.location = " + a + ".id AND w.thing = " + own + ")";
      return "(" + now + " OR " + before + mine + ")";
    }
    case Type::sensor:
      return some(" WHERE v.sensor = " + a + ".id");
    case Type::observed_property:
      return "(" + some(" WHERE v.observed_property = " + a + ".id") + " OR " +
             some(" JOIN datastream_property w ON w.datastream = v.id WHERE w.observed_property = " + a + ".id") + ")";
    case Type::feature:
      return "(" + some(" WHERE v.feature = " + a + ".id") + " OR " +
             some(" JOIN datastream_feature w ON w.datastream = v.id WHERE w.feature = " + a + ".id") + ")";
  }
  return "1 = 0";
}

}  // namespace sas::sensorthings
