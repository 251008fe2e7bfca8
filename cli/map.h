// `tabadul map check`: a file through a mapping, without the hub: how its rows would arrive, and why some would not.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "cli/session.h"
#include "lib/ingest/importer.h"

namespace tabadul::cli {

// The mapping of `path`, or what is wrong with it, said line by line. `key`: the sentence that ends it.
int LoadMapping(Session& session, const std::string& path, const std::string& key, ingest::Mapping* mapping);

struct MapCheckArguments {
  std::string file, mapping;
  int show = 10;      // rows that are printed
  bool only = false;  // and no more are read
};

class MapCheck {
 public:
  MapCheck(Session& session, MapCheckArguments arguments)
      : session_(session), arguments_(std::move(arguments)) {}
  int Run();

 private:
  int Prepare();
  int Read();
  void Show(const ingest::Item& item);
  void ShowJson(const ingest::Item& item);
  void ShowText(const ingest::Item& item);
  int Report();

  // Why rows were refused: how often, and which row was the first.
  struct Cause {
    int64_t rows = 0, first = 0;
    std::string sentence;
  };

  Session& session_;
  const MapCheckArguments arguments_;
  std::unique_ptr<ingest::Importer> importer_;
  std::map<std::string, Cause> causes_;
  nlohmann::ordered_json shown_ = nlohmann::ordered_json::array();
};

}  // namespace tabadul::cli
