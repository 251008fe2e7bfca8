// The words of one demonstration vacancy in one language. Pure.
#pragma once

#include <string>
#include <vector>

#include "data/demo/generator/vocabulary.h"

namespace tabadul::demo {

// What was decided about a vacancy, before it is put into words.
struct Decided {
  const Country* country = nullptr;
  const City* city = nullptr;
  const Occupation* occupation = nullptr;
  const Sector* sector = nullptr;
  size_t title = 0, employer_name = 0, stem = 0, intro = 0;
  int years = 0;
  std::vector<std::string> benefits;
};

std::string Title(const Decided& decided, const std::string& language);
std::string EmployerName(const Decided& decided, const std::string& language);
std::string Description(const Decided& decided, const Phrases& phrases, const std::string& language);

}  // namespace tabadul::demo
