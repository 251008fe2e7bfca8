#include "lib/taxonomy/places.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "embed/places.h"
#include "lib/evidence/digest.h"
#include "lib/language/fold.h"

namespace tabadul::taxonomy {
namespace {

std::string_view Next(std::string_view& text, char separator) {
  const size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

template <typename Number>
Number NumberOf(std::string_view text) {
  Number number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Place FromLine(std::string_view line) {
  Place place;
  place.id = NumberOf<int64_t>(Next(line, '\t'));
  for (std::string* field : {&place.country, &place.subdivision, &place.en, &place.fr, &place.ar, &place.own})
    *field = Next(line, '\t');
  std::string_view other = Next(line, '\t');
  while (!other.empty()) place.other.emplace_back(Next(other, '|'));
  place.latitude = NumberOf<double>(Next(line, '\t'));
  place.longitude = NumberOf<double>(Next(line, '\t'));
  place.thousands = NumberOf<int32_t>(line);
  return place;
}

bool IsSpace(char c) {
  return (c >= 0 && c < '0') || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || (c > 'z' && c >= 0);
}

// The words of a folded name; the Arabic comma parts them too.
std::vector<std::string_view> WordsOf(std::string_view folded) {
  constexpr std::string_view kComma = "،";
  std::vector<std::string_view> words;
  size_t begin = 0;
  const auto end_word = [&](size_t end) {
    if (end > begin) words.push_back(folded.substr(begin, end - begin));
  };
  for (size_t at = 0; at < folded.size(); ++at) {
    const size_t width = IsSpace(folded[at]) ? 1 : folded.substr(at).starts_with(kComma) ? kComma.size() : 0;
    if (width == 0) continue;
    end_word(at);
    begin = at + width;
    at += width - 1;
  }
  end_word(folded.size());
  return words;
}

const absl::flat_hash_set<std::string_view>& Articles() {
  static const auto& words =
      *new absl::flat_hash_set<std::string_view>{"al", "el",  "ar", "as", "ad", "ash", "at", "ath", "an",
                                                 "az", "adh", "ul", "le", "la", "les", "l",  "the"};
  return words;
}

const absl::flat_hash_set<std::string_view>& Noise() {
  static const auto& words = *new absl::flat_hash_set<std::string_view>{
      "ville",      "commune", "city",   "town",  "metro",       "greater",     "grand",     "province",
      "prefecture", "region",  "wilaya", "state", "governorate", "gouvernorat", "emirate",   "district",
      "de",         "d",       "du",     "of",    "madinat",     "kota",        "kabupaten", "مدينه",
      "محافظه",     "ولايه",   "منطقه",  "اقليم", "اماره",       "municipality"};
  return words;
}

std::string_view WithoutArticle(std::string_view word) {
  constexpr std::string_view kAl = "ال";
  return word.starts_with(kAl) && word.size() > kAl.size() + 4 ? word.substr(kAl.size()) : word;
}

// The name without articles and spaces; `bare`: without "city of" and its like too.
std::string KeyOf(std::string_view folded, bool bare) {
  std::string key, all;
  for (const std::string_view written : WordsOf(folded)) {
    const std::string_view word = WithoutArticle(written);
    all += word;
    if (Articles().contains(word) || (bare && Noise().contains(word))) continue;
    key += word;
  }
  return key.empty() ? all : key;
}

// One key for the ways of writing a sound in Latin letters: "Gueliz", "Geliz"; "Djeddah", "Jedda". Empty for
// short ones, which would be mixed up.
std::string LooseKeyOf(std::string_view key) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kSounds = {{{"tch", "c"},
                                                                                      {"dj", "j"},
                                                                                      {"dsch", "j"},
                                                                                      {"sch", "x"},
                                                                                      {"ch", "x"},
                                                                                      {"sh", "x"},
                                                                                      {"gh", "g"},
                                                                                      {"kh", "k"},
                                                                                      {"gu", "g"},
                                                                                      {"dh", "d"},
                                                                                      {"th", "t"},
                                                                                      {"ph", "f"},
                                                                                      {"ou", "u"},
                                                                                      {"oo", "u"},
                                                                                      {"ee", "i"},
                                                                                      {"ei", "i"},
                                                                                      {"ai", "e"}}};
  std::string loose;
  while (!key.empty()) {
    std::string_view sound = key.substr(0, 1);
    size_t width = 1;
    for (const auto& [written, heard] : kSounds) {
      if (!key.starts_with(written)) continue;
      sound = heard;
      width = written.size();
      break;
    }
    if (width == 1) {
      switch (key[0]) {
        case 'q':
        case 'c':
          sound = "k";
          break;
        case 'w':
        case 'o':
          sound = "u";
          break;
        case 'y':
        case 'i':
        case 'e':
          sound = "i";
          break;
        case 'z':
          sound = "s";
          break;
        case 'v':
          sound = "f";
          break;
        default:
          break;
      }
    } else if (sound == "e") {
      sound = "i";
    }
    if (loose.empty() || loose.back() != sound.back()) loose += sound;
    key.remove_prefix(width);
  }
  if (loose.ends_with('h')) loose.pop_back();
  return loose.size() < 5 ? "" : loose;
}

double KilometresBetween(const Place& a, const Place& b) {
  constexpr double kDegree = 111.2;
  const double east = (a.longitude - b.longitude) * std::cos(a.latitude * M_PI / 180);
  return kDegree * std::hypot(a.latitude - b.latitude, east);
}

// Places by country and key, each name in the tier of how sure it is.
class Index {
 public:
  Index() {
    std::string_view table = embed::places().front().bytes;
    Next(table, '\n');  // the header
    while (!table.empty()) places_.push_back(FromLine(Next(table, '\n')));
    for (const Place& place : places_) {
      by_id_.emplace(place.id, &place);
      for (const std::string* name : {&place.en, &place.fr, &place.ar}) AddName(place, *name, kName);
      for (const std::string& name : place.other) AddName(place, name, kSpelling);
    }
  }

  const std::vector<Place>& places() const { return places_; }
  const Place* ById(int64_t id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

  // A name in the ways it is looked for.
  struct Wanted {
    std::string key, bare, loose;
  };
  static Wanted Want(std::string_view name) {
    const std::string folded = language::Fold(name);
    Wanted wanted{KeyOf(folded, false), KeyOf(folded, true), ""};
    wanted.loose = LooseKeyOf(wanted.bare);
    return wanted;
  }

  const Place* Find(std::string_view country, const Wanted& wanted) const {
    using Look = std::pair<Tier, const std::string&>;
    for (const auto& [tier, name] : {Look(kName, wanted.key), Look(kSpelling, wanted.key),
                                     Look(kBare, wanted.bare), Look(kLoose, wanted.loose)}) {
      if (name.empty() || (tier == kLoose && country.empty())) continue;
      const auto found = tiers_[tier].find(Keyed(country, name));
      if (found != tiers_[tier].end()) return found->second.doubtful ? nullptr : found->second.place;
    }
    return nullptr;
  }

 private:
  enum Tier { kName, kSpelling, kBare, kLoose, kTiers };
  struct Entry {
    const Place* place = nullptr;
    bool doubtful = false;
  };

  static std::string Keyed(std::string_view country, std::string_view name) {
    std::string key(country);
    key += '\t';
    key += name;
    return key;
  }

  void AddName(const Place& place, const std::string& name, Tier tier) {
    const std::string folded = language::Fold(name);
    const std::string key = KeyOf(folded, false), bare = KeyOf(folded, true);
    // ISO 3166-2:MA lists the provinces of EH too: what is written under MA is found there.
    std::vector<std::string_view> countries = {place.country, ""};
    if (place.country == "EH") countries.push_back("MA");
    for (const std::string_view country : countries) {
      Put(tiers_[tier], country, key, place);
      Put(tiers_[kBare], country, bare, place);
      if (!country.empty()) Put(tiers_[kLoose], country, LooseKeyOf(bare), place);
    }
  }

  // Of several in a country the largest is meant if the others are much smaller or beside it.
  static void Put(absl::flat_hash_map<std::string, Entry>& tier, std::string_view country,
                  std::string_view name, const Place& place) {
    if (name.empty()) return;
    Entry& entry = tier[Keyed(country, name)];
    if (entry.place == nullptr) {
      entry.place = &place;
    } else if (country.empty()) {
      if (place.thousands > entry.place->thousands) entry.place = &place;
    } else if (entry.place != &place && place.thousands * 3 > entry.place->thousands &&
               KilometresBetween(place, *entry.place) > 20) {
      entry.doubtful = true;  // a country's places come by size: this one is not larger
    }
  }

  std::vector<Place> places_;
  absl::flat_hash_map<int64_t, const Place*> by_id_;
  std::array<absl::flat_hash_map<std::string, Entry>, kTiers> tiers_;
};

const Index& TheIndex() {
  static const Index& index = *new Index;
  return index;
}

constexpr size_t kParts = 4;  // of an address that are looked at

// Parts of an address: "Maadi, Cairo (Egypt)".
std::vector<std::string_view> PartsOf(std::string_view name) {
  constexpr std::string_view kComma = "،";
  std::vector<std::string_view> parts;
  while (!name.empty()) {
    const size_t at = std::min({name.find_first_of(",;()[]"), name.find(kComma), name.size()});
    if (at > 0) parts.push_back(name.substr(0, at));
    name.remove_prefix(std::min(name.size(), at + (name.substr(at).starts_with(kComma) ? kComma.size() : 1)));
  }
  return parts;
}

}  // namespace

std::vector<const Place*> FindPlaceInEach(const std::vector<std::string_view>& countries,
                                          std::string_view name) {
  const Index& index = TheIndex();
  std::vector<Index::Wanted> wanted = {Index::Want(name)};
  const std::vector<std::string_view> parts = PartsOf(name);
  if (parts.size() > 1) {
    for (size_t i = 0; i < std::min(parts.size(), kParts); ++i) wanted.push_back(Index::Want(parts[i]));
  }
  std::vector<const Place*> places;
  for (const std::string_view country : countries) {
    const Place*& place = places.emplace_back(nullptr);
    for (size_t i = 0; i < wanted.size() && place == nullptr; ++i) place = index.Find(country, wanted[i]);
  }
  return places;
}

const Place* FindPlace(std::string_view country, std::string_view name) {
  return FindPlaceInEach({country}, name).front();
}

const Place* PlaceById(int64_t id) { return TheIndex().ById(id); }

const std::vector<Place>& Places() { return TheIndex().places(); }

const std::string& PlacesDigest() {
  static const auto& digest =
      *new std::string(evidence::Hex(evidence::Sha256(embed::places().front().bytes)));
  return digest;
}

std::string_view NameOf(const Place& place, std::string_view language) {
  if (language == "ar" && !place.ar.empty()) return place.ar;
  if (language == "fr" && !place.fr.empty()) return place.fr;
  return place.en;
}

}  // namespace tabadul::taxonomy
