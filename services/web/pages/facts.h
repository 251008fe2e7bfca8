// Tables of what is known of a record: what is not stated leaves no row, what has no row no heading. Not thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/web/pages/format.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/view.h"
#include "tabadul/common/v1/text.pb.h"

namespace tabadul::web::pages {

// Fills TABLE, ROW and VALUE of facts.tpl.
class Facts {
 public:
  Facts(const Format& format, View& view) : format_(format), view_(view) {}

  // The rows that follow stand under the text "facts.<heading>".
  void Begin(std::string_view heading);
  // `fact`: the row is called as the text "fact.<fact>". What is empty is left out.
  void Add(std::string_view fact, const std::string& value);
  void AddAll(std::string_view fact, const std::vector<std::string>& values);
  // In one of its languages.
  void Add(std::string_view fact, const common::v1::LocalizedText& text);
  void AddAll(std::string_view fact, const std::vector<Chosen>& texts);
  // An address of the contract; one that is neither https nor http leads nowhere.
  void AddLink(std::string_view fact, const std::string& address);
  // Of a name that is the same in every language and runs from left to right.
  void AddLink(std::string_view fact, const std::string& address, const std::string& name);
  void AddCode(std::string_view fact, const std::string& code);
  // "yes", "no"; not stated leaves no row.
  void Add(std::string_view fact, common::v1::TriState stated);

 private:
  View& AddRow(std::string_view fact);

  const Format& format_;
  View& view_;
  std::string heading_;
  View* table_ = nullptr;
};

}  // namespace tabadul::web::pages
