#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "practice/fill.h"
#include "practice/fill_forecast.h"
#include "practice/serve.h"

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  try {
    if (!args.empty() && args.front() == "serve") return sas::practice::serve(std::span(args).subspan(1));
#ifdef SAS_PRACTICE_FILL
    if (!args.empty() && args.front() == "fill") return sas::practice::fill(std::span(args).subspan(1));
    if (!args.empty() && args.front() == "forecast") return sas::practice::forecast_table(std::span(args).subspan(1));
#endif
  } catch (const std::exception& e) {
    std::cerr << "practice-town: " << e.what() << "\n";
    return 1;
  }
  std::cerr << "usage: practice-town serve|fill|forecast …\n";
  return 64;
}
