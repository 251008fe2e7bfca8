// The filters of a page of results: controls of its form, with counts, and chips of what is chosen. Not thread-safe.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/web/pages/format.h"
#include "services/web/pages/page.h"

namespace tabadul::web::pages {

struct Choice {
  std::string value, label;
  std::optional<int64_t> count = {};
};

// Fills GROUP, CHIP and KEPT of results.tpl. What a control is called is the text "filter.<parameter>".
class Filters {
 public:
  Filters(const Asked& asked, const Format& format, View& view)
      : asked_(asked), format_(format), view_(view) {}

  // Boxes to tick, the first few in sight; what is chosen and not among them stays chosen.
  void AddBoxes(std::string_view parameter, std::vector<Choice> choices);
  // Links down a tree of codes: each takes the place of the codes above it.
  void AddTree(std::string_view parameter, std::string_view scheme, const std::vector<Choice>& choices);
  // One of several, or none, which is called as the text "filter.<parameter>-any". What is chosen stays chosen here, too.
  void AddSelect(std::string_view parameter, std::vector<Choice> choices);
  void AddEducation();
  // Boxes of parameters that are on or off.
  void AddFlags(std::string_view legend, const std::vector<std::string_view>& parameters);
  void AddPay();
  void AddDays(std::string_view from, std::string_view until) { AddSpan("DAYS", "starts", {from, until}); }
  void AddYears(std::string_view from, std::string_view until) { AddSpan("YEARS", "years", {from, until}); }
  // After all others: chips, and what of the query has no control but must go with the form.
  void Finish();

 private:
  void AddSpan(std::string_view kind, std::string_view legend,
               std::initializer_list<std::string_view> bounds);
  View& AddGroup(std::string_view kind, std::string_view parameter);
  void KeepChosen(std::string_view parameter, std::vector<Choice>& choices) const;
  void AddBox(View& boxes, std::string_view parameter, const Choice& choice) const;
  void AddOptions(View& select, const std::string& chosen, std::vector<Choice> choices) const;
  void AddChip(std::string_view parameter, const std::string& value);
  std::string AddressWith(const Query& query) const;

  const Asked& asked_;
  const Format& format_;
  View& view_;
  std::set<std::string, std::less<>> controlled_;  // parameters
};

// What a value of a filter is called: "Morocco", "Full time", "At least MAD 6,000 a month".
std::string FilterValueName(const Query& query, std::string_view parameter, const std::string& value,
                            const Format& format);

}  // namespace tabadul::web::pages
