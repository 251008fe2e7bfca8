#include "lib/taxonomy/title.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "lib/language/analyzer.h"
#include "lib/language/detect.h"
#include "lib/language/fold.h"

namespace tabadul::taxonomy {
namespace {

// One for the process: it remembers the stems of words. Never destroyed: used by threads that outlive main.
const language::Analyzer& Analyzer() {
  static const auto& analyzer = *new language::Analyzer;
  return analyzer;
}

bool IsLetter(char c) {
  return (c | 0x20) >= 'a' ? (c | 0x20) <= 'z' : static_cast<unsigned char>(c) >= 0x80;
}

// Endings that stand behind a sign for the feminine or the plural: "vendeur(se)", "employé.e.s", "agent/e".
bool IsInflection(std::string_view letters) {
  constexpr std::array<std::string_view, 17> kEndings = {"e",     "s",    "es",  "x",   "se",   "euse",
                                                         "trice", "rice", "ice", "ere", "ière", "ère",
                                                         "ne",    "enne", "le",  "ve",  "te"};
  return std::find(kEndings.begin(), kEndings.end(), letters) != kEndings.end();
}

// The length of the sign (( / - . · •) at the front of `rest`, 0 if there is none.
size_t InflectionSign(std::string_view rest) {
  if (rest.starts_with("\u00B7")) return 2;
  if (rest.starts_with("\u2022")) return 3;
  return !rest.empty() && std::string_view("(/-.").find(rest.front()) != std::string_view::npos ? 1 : 0;
}

std::string WithoutInflections(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const size_t sign = at > 0 && IsLetter(text[at - 1]) ? InflectionSign(text.substr(at)) : 0;
    size_t end = at + sign;
    while (sign > 0 && end < text.size() && IsLetter(text[end]) && !InflectionSign(text.substr(end))) ++end;
    const bool closed = end == text.size() || !IsLetter(text[end]);
    if (sign > 0 && closed && IsInflection(text.substr(at + sign, end - at - sign))) {
      at = end + (end < text.size() && text[end] == ')' ? 1 : 0);
      continue;
    }
    plain += text[at++];
  }
  return plain;
}

using Abbreviations = absl::flat_hash_map<std::string_view, std::string_view>;

// Short forms that mean one thing in a job title.
const Abbreviations& English() {
  static const auto& words = *new Abbreviations{{"snr", "senior"},
                                                {"sr", "senior"},
                                                {"jr", "junior"},
                                                {"jnr", "junior"},
                                                {"asst", "assistant"},
                                                {"assoc", "associate"},
                                                {"mgr", "manager"},
                                                {"mngr", "manager"},
                                                {"exec", "executive"},
                                                {"engr", "engineer"},
                                                {"tech", "technician"},
                                                {"acct", "accountant"},
                                                {"admin", "administration"},
                                                {"rep", "representative"},
                                                {"supv", "supervisor"},
                                                {"mktg", "marketing"},
                                                {"dept", "department"},
                                                {"mfg", "manufacturing"},
                                                {"maint", "maintenance"},
                                                {"ops", "operations"},
                                                {"hr", "human resources"},
                                                {"ceo", "chief executive officer"},
                                                {"cfo", "chief financial officer"},
                                                {"cto", "chief technology officer"},
                                                {"qa", "quality assurance"},
                                                {"qc", "quality control"},
                                                {"pa", "personal assistant"},
                                                {"pr", "public relations"},
                                                {"ict", "information technology"},
                                                {"intl", "international"},
                                                {"govt", "government"},
                                                {"dev", "developer"},
                                                {"mech", "mechanical"},
                                                {"elec", "electrical"},
                                                {"coord", "coordinator"},
                                                {"svc", "service"},
                                                {"cust", "customer"}};
  return words;
}
const Abbreviations& French() {
  static const auto& words = *new Abbreviations{{"resp", "responsable"},
                                                {"ing", "ingénieur"},
                                                {"tech", "technicien"},
                                                {"dir", "directeur"},
                                                {"rh", "ressources humaines"},
                                                {"drh", "directeur des ressources humaines"},
                                                {"daf", "directeur administratif et financier"},
                                                {"dg", "directeur général"},
                                                {"pdg", "président directeur général"},
                                                {"adj", "adjoint"},
                                                {"admin", "administratif"},
                                                {"comm", "commercial"},
                                                {"cdt", "conducteur de travaux"},
                                                {"assist", "assistant"},
                                                {"maint", "maintenance"},
                                                {"qhse", "qualité hygiène sécurité environnement"},
                                                {"hse", "hygiène sécurité environnement"},
                                                {"poly", "polyvalent"}};
  return words;
}

void Append(std::string_view text, std::string_view language, bool expand, std::vector<TitleWord>& words) {
  for (language::Token& token : Analyzer().Analyze(text, language)) {
    std::string folded = language::Fold(text.substr(token.begin, token.end - token.begin));
    if (expand && language != "ar") {
      const Abbreviations& known = language == "fr" ? French() : English();
      if (const auto found = known.find(folded); found != known.end()) {
        Append(found->second, language, false, words);
        continue;
      }
    }
    const bool function = language::IsFunctionWord(folded);
    words.push_back({std::move(folded), std::move(token.term), function});
  }
}

// "acheteur acheteuse", "opérateur en raffinerie opératrice en raffinerie": the second run of the same stems
// goes.
void DropRepeats(std::vector<TitleWord>& words) {
  const auto repeats = [&words](size_t at, size_t length) {
    for (size_t i = 0; i < length; ++i) {
      if (words[at + i].stem != words[at + length + i].stem) return false;
    }
    return true;
  };
  for (size_t at = 0; at < words.size(); ++at) {
    for (size_t length = (words.size() - at) / 2; length > 0; --length) {
      if (!repeats(at, length)) continue;
      const auto second = words.begin() + static_cast<ptrdiff_t>(at + length);
      words.erase(second, second + static_cast<ptrdiff_t>(length));
      length = (words.size() - at) / 2 + 1;
    }
  }
}

}  // namespace

std::vector<TitleWord> ReadTitle(std::string_view text, std::string_view language) {
  std::vector<TitleWord> words;
  if (language == "fr") {
    Append(WithoutInflections(text), language, true, words);
  } else {
    Append(text, language, true, words);
  }
  DropRepeats(words);
  return words;
}

}  // namespace tabadul::taxonomy
