// Who is signed in, as the head of his pages shows it. Plain data.
#pragma once

#include <string>
#include <vector>

namespace tabadul::web::pages {

struct Account {
  struct Entry {
    std::string path, name;  // after the language: "/system/runs"
  };
  std::string source;          // "SY/mosal/pes"
  std::string csrf;            // of the form that signs out
  std::vector<Entry> entries;  // the pages that are his
};

}  // namespace tabadul::web::pages
