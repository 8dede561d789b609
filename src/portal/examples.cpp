#include "portal/examples.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sas::portal {

std::vector<Example> examples(const std::string& public_url, const std::string& dataset) {
  const std::string name = url_encode(dataset);
  const std::string rows = fmt::format("{}/api/3/action/datastore_search?resource_id={}-csv&limit=5", public_url, name);
  const std::string file = fmt::format("{}/data/{}/csv", public_url, name);
  return {
      {"curl", "bash", fmt::format("curl -s --fail '{}' | grep -o '\"total\":[0-9]*'\n", rows)},
      {"Python", "python3 -",
       fmt::format("import json\nfrom urllib.request import urlopen\n\n"
                   "answer = json.load(urlopen(\"{}\"))[\"result\"]\n"
                   "for record in answer[\"records\"]:\n    print(record)\nprint(answer[\"total\"])\n",
                   rows)},
      {"R", "Rscript -", fmt::format("rows <- read.csv(\"{}\")\nprint(head(rows))\ncat(nrow(rows), \"\\n\")\n", file)},
      {"JavaScript", "node --input-type=module -",
       fmt::format("const response = await fetch('{}');\nconst {{ result }} = await response.json();\n"
                   "console.table(result.records);\nconsole.log(result.total);\n",
                   rows)}};
}
// An address from url_encode holds no quote, so it can stand between quotes in any of these.
std::vector<Example> calls(const std::string& url) {
  return {{"curl", "bash", fmt::format("curl -s --fail-with-body '{}'\n", url)},
          {"Python", "python3 -",
           fmt::format("import json\nfrom urllib.request import urlopen\n\n"
                       "answer = json.load(urlopen(\"{}\"))\n"
                       "print(json.dumps(answer, indent=2, ensure_ascii=False))\n",
                       url)},
          {"R", "Rscript -",
           fmt::format("answer <- paste(readLines(\"{}\", warn = FALSE), collapse = \"\\n\")\ncat(answer, \"\\n\")\n",
                       url)},
          {"JavaScript", "node --input-type=module -",
           fmt::format("const response = await fetch('{}');\n"
                       "console.log(JSON.stringify(await response.json(), null, 2));\n",
                       url)}};
}

}  // namespace sas::portal
