#include "base/config_folder.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

using namespace sas;
namespace fs = std::filesystem;

TEST_CASE("a folder of TOML files is read in the order of names, and what cannot be read is told") {
  std::string name = fs::temp_directory_path() / "sas-folder-XXXXXX";
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  const fs::path folder = name;
  std::ofstream(folder / "b.toml") << "x = 2";
  std::ofstream(folder / "a.toml") << "x = 1";
  std::ofstream(folder / "notes.txt") << "nothing";
  fs::create_directory(folder / "c.toml");
  config::Problems problems;
  const auto read = config::read_folder(folder, problems);
  REQUIRE(read.size() == 2);
  CHECK(read[0].name == "a");
  CHECK(read[0].text == "x = 1");
  CHECK(read[1].name == "b");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].file == "c.toml");
  fs::remove_all(folder);
  CHECK(config::read_folder(folder, problems).empty());
}
