// What a page is made of, and what it is asked with.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "lib/platform/messages/messages.h"
#include "services/web/pages/query.h"
#include "services/web/pages/view.h"

namespace tabadul::web::pages {

struct Asked {
  std::string language;  // of the page
  std::string path;      // after the language: "/vacancies"
  std::string id;        // of the record, where the path has one
  Query query;           // the parameters that the page knows
  absl::Time now;
  messages::Digits digits = messages::Digits::kLatin;  // of an Arabic page: those that its reader prefers
};

struct Page {
  int status = 200;
  std::string title, description;
  std::string section;         // of the site that it belongs to, by its path: "/vacancies"
  std::string body;            // template
  View view;                   // of it
  Query query;                 // of its address
  bool indexed = true;         // search engines may show it
  bool for_everybody = false;  // made once: nothing in it may hang on what its reader prefers
  std::string json_ld;         // what it says to programs, with no "<" in it
  std::string moved_to;        // not empty: the page is at this address
};

}  // namespace tabadul::web::pages
