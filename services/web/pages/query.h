// The parameters of a page's address, and addresses with them. Values; pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace tabadul::web::pages {

class Query {
 public:
  using Parameters = std::vector<std::pair<std::string, std::string>>;

  static constexpr size_t kMost = 100;

  Query() = default;
  // Of these names, in their order, each value once, without spaces around it: what a page does not know, what is empty and
  // what is broken is left out, so that one search has one address; so is what comes after the first kMost, since every link
  // of a page has all of them. `query` as it was sent, without "?".
  static Query Parse(std::string_view query, absl::Span<const std::string_view> names);

  std::string Get(std::string_view name) const;  // the first; empty without
  std::vector<std::string> All(std::string_view name) const;
  bool Has(std::string_view name) const { return !Get(name).empty(); }
  bool Has(std::string_view name, std::string_view value) const;

  // The same with one value more, with no other value of the name, without the name, without this value of it.
  Query With(std::string_view name, std::string_view value) const;
  Query WithOnly(std::string_view name, std::string_view value) const;
  Query Without(std::string_view name) const;
  Query Without(std::string_view name, std::string_view value) const;

  const Parameters& parameters() const { return parameters_; }
  std::string ToString() const;  // "q=nurse&country=SA", escaped

 private:
  Parameters parameters_;
};

// Whether something in a query as it was sent is empty: forms send every control, what is left open too.
bool SendsEmpty(std::string_view query);

// "/fr/vacancies?q=nurse"; `path` is what stands after the language.
std::string Address(std::string_view language, std::string_view path, const Query& query = {});
// The same for whoever reads none of the three languages.
std::string AnyLanguageAddress(std::string_view path, const Query& query = {});

}  // namespace tabadul::web::pages
