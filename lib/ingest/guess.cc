#include "lib/ingest/guess.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <set>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "lib/ingest/dates.h"
#include "lib/ingest/literal_list.h"
#include "lib/ingest/tidy.h"
#include "lib/language/detect.h"
#include "lib/language/fold.h"
#include "re2/re2.h"

namespace tabadul::ingest {
namespace {

// The words of a header, folded and parted by single spaces: "datePub_begin" is "date pub begin".
std::string Words(std::string_view header) {
  std::string parted(header);
  static const RE2 camel(R"((\p{Ll})(\p{Lu}))"), other(R"([^\p{L}\p{N}\p{M}]+)");
  RE2::GlobalReplace(&parted, camel, "\\1 \\2");
  RE2::GlobalReplace(&parted, other, " ");
  return Tidy(language::Fold(parted), Lines::kOne);
}

struct Clue {
  Subject subject;
  const char* plainly;          // says it and nothing else
  const char* perhaps;          // may well say it
  const char* field = nullptr;  // only of kinds that have this one
};

// Folded, as Words gives them: ة is ه, أ is ا, é is e.
constexpr Clue kClues[] = {
    {Subject::kId,
     "^(?:id|uid|uuid|ref|reference|job (?:post )?id|offer id|vacancy id|document ?id|requisition "
     "id|identifiant|numero (?:de l )?offre|ref offre|الرقم المرجعي|رقم الوظيفه|رقم الاعلان|المعرف)$",
     "\\bid\\b|\\bref\\b|reference|numero|المعرف|^رقم"},
    {Subject::kTitle,
     "^(?:title|job title|position ?title|position|titre|intitule(?: du poste)?|poste|titre (?:de l offre|du "
     "poste)|title pub|المسمي الوظيفي|المسمي|الوظيفه|مسمي الوظيفه|عنوان الوظيفه)$",
     "title|titre|intitule|\\bposte\\b|occupation|metier|الوظيفه|المهنه|مسمي"},
    {Subject::kTitle,
     "^(?:course|course (?:title|name)|training|programme|program|formation|intitule de la formation|الدوره|"
     "اسم الدوره|عنوان الدوره|البرنامج|اسم البرنامج)$",
     "course|training|program|formation|cours|دوره|برنامج", "provider.name"},
    {Subject::kDescription,
     "^(?:description|job description|job desc|details|mission|missions|descriptif|description du "
     "poste|الوصف|الوصف الوظيفي|وصف الوظيفه)$",
     "desc|requirement|responsib|tasks|duties|profil|mission|info pub|info post|وصف|مهام|متطلبات"},
    {Subject::kDescription, "^(?:contents?|syllabus|contenu|objectifs?|المحتوي|محتوي الدوره|الاهداف)$",
     "content|contenu|syllabus|objecti|محتوي|اهداف", "provider.name"},
    {Subject::kCountry, "^(?:country|country code|pays|code pays|الدوله|البلد|رمز الدوله)$",
     "country|\\bpays\\b|دوله|بلد"},
    {Subject::kCity,
     "^(?:city|town|ville|location|lieu|lieu de travail|localisation|المدينه|مكان العمل|الموقع)$",
     "city|ville|location|\\blieu\\b|place|region|state|governorate|gouvernorat|wilaya|province|مدينه|منطقه|"
     "محافظه|ولايه"},
    {Subject::kEmployer,
     "^(?:company|company name|comp name|employer|employer "
     "name|organi[sz]ation|entreprise|societe|employeur|raison sociale|الشركه|اسم الشركه|جهه العمل|صاحب "
     "العمل|المنشاه|اسم المنشاه)$",
     "company|employer|entreprise|societe|organisme|شركه|منشاه|صاحب العمل", "employer.name"},
    {Subject::kProvider,
     "^(?:provider|training provider|institute|institution|school|college|university|academy|training "
     "cent(?:er|re)|institut|etablissement|organisme(?: de formation)?|centre de formation|المعهد|الجامعه|"
     "مركز التدريب|جهه التدريب|مقدم التدريب)$",
     "provider|institut|school|college|universit|academ|cent(?:er|re)|organisme|etablissement|معهد|جامعه|"
     "مركز|جهه",
     "provider.name"},
    {Subject::kPositions,
     "^(?:positions|openings|vacancies|vacancy|number of positions|nombre de postes|nb postes|postes|عدد "
     "الوظائف|عدد الشواغر|الشواغر|العدد المطلوب)$",
     "openings|vacanc|nombre|postes|post prop|quantity|شواغر|عدد", "positions"},
    {Subject::kSeats,
     "^(?:seats|places|capacity|number of (?:seats|places)|nombre de places|capacite|المقاعد|عدد المقاعد|"
     "السعه)$",
     "seat|places|capacit|مقاعد|سعه", "seats"},
    {Subject::kHours,
     "^(?:hours|number of hours|duration hours|heures|nombre d heures|volume horaire|الساعات|عدد الساعات)$",
     "hour|heure|horaire|ساع", "hours"},
    {Subject::kMode,
     "^(?:mode|way|delivery|delivery mode|mode de formation|modalite|نمط التدريب|طريقه التدريب)$",
     "\\bmode\\b|modalit|delivery|نمط|طريقه", "mode"},
    {Subject::kStart,
     "^(?:start|starts|begins|start date|starting date|date de debut|date debut|تاريخ البدء|تاريخ البدايه)$",
     "start|begin|debut|بدء|بدايه", "flexible_start"},
    {Subject::kApplyBy,
     "^(?:deadline|closing date|expiry date|apply by|valid through|date limite|date de cloture|date fin|اخر "
     "موعد|تاريخ الانتهاء|اخر موعد للتقديم)$",
     "deadline|closing|expir|limite|cloture|\\bend\\b|until|انتهاء|اخر موعد"},
    {Subject::kPublished,
     "^(?:published|date|job date|date posted|posted date|publication date|posting date|date de "
     "publication|date publication|تاريخ النشر|تاريخ الاعلان|تاريخ)$",
     "publi|posted|date|تاريخ"},
    {Subject::kPayMinimum,
     "^(?:salary min|min salary|minimum salary|salaire min|pay minimum|pay min|الحد الادني للراتب)$",
     "(?:salary|salaire|pay|wage|راتب).*(?:min|from|ادني)|min (?:salary|pay)", "pay.minimum"},
    {Subject::kPayMaximum,
     "^(?:salary max|max salary|maximum salary|salaire max|pay maximum|pay max|الحد الاعلي للراتب)$",
     "(?:salary|salaire|pay|wage|راتب).*(?:max|to|اعلي)|max (?:salary|pay)", "pay.maximum"},
    {Subject::kPay, "^(?:salary|salaire|pay|wage|remuneration|salary range|الراتب|الاجر|الراتب الشهري)$",
     "salar|remuneration|wage|\\bpay\\b|راتب|اجر", "pay.minimum"},
    {Subject::kPrice, "^(?:price|fees?|cost|tuition|prix|tarif|cout|frais|السعر|الرسوم|التكلفه)$",
     "price|fee|cost|tuition|prix|tarif|cout|frais|سعر|رسوم|تكلفه", "price.amount"},
    {Subject::kCurrency, "^(?:currency|devise|currency code|salary currency|العمله)$",
     "currency|devise|عمله"},
    {Subject::kUrl, "^(?:url|link|job url|lien|lien offre|الرابط)$", "url|\\blink\\b|\\blien\\b|رابط"},
    {Subject::kEducation,
     "^(?:education|education level|niveau etude|niveau d etudes|diplome|qualification|المؤهل|المؤهل "
     "العلمي|المستوي التعليمي)$",
     "educat|etude|etd|diplom|degree|مؤهل|تعليم"},
    {Subject::kExperience,
     "^(?:experience|exper|years of experience|experience requise|الخبره|سنوات الخبره)$", "exper|خبره"},
    {Subject::kContract,
     "^(?:contract|contract type|job type|employment type|type contrat|type de contrat|contrat|نوع العقد|نوع "
     "الوظيفه)$",
     "contra?ct|contrat|ctrt|employment type|job type|عقد", "offering_type"},
    {Subject::kSchedule, "^(?:schedule|working time|work type|temps de travail|الدوام|نوع الدوام)$",
     "schedule|working time|full time|دوام", "schedule.working_time"},
    {Subject::kSkills, "^(?:skills|competences|المهارات)$", "skill|competence|مهار"},
    {Subject::kLanguages, "^(?:languages|language|langues|langue|اللغات|اللغه)$", "langu|لغ"},
};

// 2: plainly, 1: perhaps, 0: not at all.
int Speaks(const std::string& words, const Clue& clue) {
  if (RE2::PartialMatch(words, clue.plainly)) return 2;
  return RE2::PartialMatch(words, clue.perhaps) ? 1 : 0;
}

// "job_title", "Pay/Minimum", "@id": what the last step of a path says, else the whole. Of "Title (2)" the header (NamesOfColumns).
int Speaks(const Sample::Column& column, const Clue& clue) {
  static const RE2 number(R"( \(\d+\)$)");
  std::string header = column.name;
  RE2::Replace(&header, number, "");
  const size_t last = header.find_last_of("/.");
  const int whole = Speaks(Words(header), clue);
  return last == std::string::npos ? whole : std::max(whole, Speaks(Words(header.substr(last + 1)), clue));
}

// Whether the values can be what the header says.
bool Fits(const Sample::Column& column, Subject subject) {
  if (column.filled() == 0) return false;
  if (subject == Subject::kPublished || subject == Subject::kApplyBy || subject == Subject::kStart)
    return GuessDate(column).has_value();
  size_t total = 0, links = 0, digits = 0;
  for (const std::string& value : column.values) {
    total += value.size();
    links += value.starts_with("http://") || value.starts_with("https://");
    digits += std::any_of(value.begin(), value.end(), [](unsigned char c) { return std::isdigit(c); }) ||
              RE2::PartialMatch(value, "[٠-٩]");
  }
  const size_t mean = total / column.filled();
  if (subject == Subject::kUrl) return links * 2 > column.filled();
  if (links * 2 > column.filled()) return false;
  if (subject == Subject::kTitle || subject == Subject::kCity || subject == Subject::kEmployer ||
      subject == Subject::kProvider)
    return mean < 150;
  if (subject == Subject::kPositions || subject == Subject::kSeats || subject == Subject::kHours)
    return digits * 2 > column.filled() && mean < 20;
  if (subject == Subject::kPayMinimum || subject == Subject::kPayMaximum) return digits * 2 > column.filled();
  return true;
}

// An id is what is different in every row; of several the one whose header says it most plainly.
const Sample::Column* Identifier(const Sample& sample) {
  const Sample::Column* best = nullptr;
  int most = 0;
  for (const Sample::Column& column : sample.columns) {
    const int speaks = Speaks(column, kClues[0]);
    if (speaks <= most || !AllDifferent(column) || !Fits(column, Subject::kId)) continue;
    best = &column;
    most = speaks;
  }
  return best;
}

size_t Readable(const Sample::Column& column, const std::string& format, Calendar calendar) {
  const auto reader = DateFormat::Parse(format, calendar);
  return static_cast<size_t>(std::count_if(
      column.values.begin(), column.values.end(),
      [&](const std::string& value) { return !value.empty() && reader->Read(value).has_value(); }));
}

// Names and codes of all countries, folded, to alpha-2.
const absl::flat_hash_map<std::string, std::string>& CountryNames() {
  static const auto* names = [] {
    auto* map = new absl::flat_hash_map<std::string, std::string>;
    for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
      const icu::Locale country("", *code);
      map->emplace(absl::AsciiStrToLower(*code), *code);
      map->emplace(absl::AsciiStrToLower(country.getISO3Country()), *code);
      for (const char* language : {"ar", "en", "fr"}) {
        icu::UnicodeString name;
        std::string utf8;
        country.getDisplayCountry(icu::Locale(language), name).toUTF8String(utf8);
        map->emplace(Words(utf8), *code);
      }
    }
    for (const auto& [name, code] : {std::pair<const char*, const char*>{"ksa", "SA"},
                                     {"uae", "AE"},
                                     {"uk", "GB"},
                                     {"usa", "US"},
                                     {"turkey", "TR"},
                                     {"السعوديه", "SA"},
                                     {"الامارات", "AE"},
                                     {"emirats arabes unis", "AE"},
                                     {"palestine", "PS"},
                                     {"فلسطين", "PS"},
                                     {"syria", "SY"},
                                     {"syrie", "SY"},
                                     {"kazakhstan", "KZ"},
                                     {"kyrgyzstan", "KG"}}) {
      (*map)[Words(name)] = code;
    }
    return map;
  }();
  return *names;
}

struct Known {
  Subject subject;
  std::string_view name;
  std::vector<const char*> fields;  // of which a kind has one; none: every kind
};
const std::vector<Known>& AllKnown() {
  static const auto* const all = new std::vector<Known>{
      {Subject::kId, "id", {}},
      {Subject::kTitle, "title", {"title"}},
      {Subject::kDescription, "description", {"description"}},
      {Subject::kCountry, "country", {"locations[0].country"}},
      {Subject::kCity, "city", {"locations[0].city"}},
      {Subject::kEmployer, "employer", {"employer.name"}},
      {Subject::kProvider, "provider", {"provider.name"}},
      {Subject::kPositions, "positions", {"positions"}},
      {Subject::kSeats, "seats", {"seats"}},
      {Subject::kHours, "hours", {"hours"}},
      {Subject::kMode, "mode", {"mode"}},
      {Subject::kStart, "start", {"start_date"}},
      {Subject::kPublished, "published", {"published"}},
      {Subject::kApplyBy, "apply-by", {"apply_by.date"}},
      {Subject::kPayMinimum, "pay-minimum", {"pay.minimum"}},
      {Subject::kPayMaximum, "pay-maximum", {"pay.maximum"}},
      {Subject::kPay, "pay", {"pay.minimum"}},
      {Subject::kPrice, "price", {"price.amount"}},
      {Subject::kCurrency, "currency", {"pay.currency", "price.currency"}},
      {Subject::kUrl, "url", {"url"}},
      {Subject::kEducation, "education", {"education.text", "entry.text"}},
      {Subject::kExperience, "experience", {"experience.minimum_months", "entry.experience_months"}},
      {Subject::kContract, "contract", {"offering_type"}},
      {Subject::kSchedule, "schedule", {"schedule.working_time"}},
  };
  return *all;
}

}  // namespace

std::string_view NameOf(Subject subject) {
  for (const Known& one : AllKnown()) {
    if (one.subject == subject) return one.name;
  }
  return {};
}

std::optional<Subject> SubjectOf(std::string_view name) {
  for (const Known& one : AllKnown()) {
    if (one.name == name) return one.subject;
  }
  return std::nullopt;
}

std::vector<Subject> SubjectsOf(const ImportKind& kind) {
  std::vector<Subject> subjects;
  for (const Known& one : AllKnown()) {
    const bool has =
        one.fields.empty() || std::any_of(one.fields.begin(), one.fields.end(),
                                          [&](const char* field) { return HasField(kind, field); });
    if (has) subjects.push_back(one.subject);
  }
  return subjects;
}

std::vector<std::string> Different(const Sample::Column& column, size_t most, size_t longest) {
  std::vector<std::string> different;
  std::set<std::string_view> seen;
  for (const std::string& value : column.values) {
    if (value.empty() || value.size() > longest || different.size() >= most) continue;
    if (seen.insert(value).second) different.push_back(value);
  }
  return different;
}

std::vector<CodeClue> CodeCluesOf(Subject subject) {
  switch (subject) {
    case Subject::kMode:
      return {{"BLENDED", "blend|hybrid|both|mixte|hybride|مدمج"},
              {"ONLINE", "online|distan|ligne|بعد|الكترون|إلكترون"},
              {"ON_SITE", "site|class|presen|présen|حضور"}};
    case Subject::kContract:
      return {{"DIRECT_HIRE", "cdi|permanent|indefinite|direct|دائم"},
              {"INTERNSHIP", "intern|stage|تدريب"},
              {"TEMPORARY", "cdd|tempor|fixed|int[eé]rim|مؤقت"},
              {"SELF_EMPLOYED", "free ?lance|ind[eé]pendant|حر"}};
    case Subject::kSchedule:
      return {{"FULL_TIME", "full|plein|كامل"}, {"PART_TIME", "part|partiel|جزئي"}};
    default:
      return {};
  }
}

std::string GuessCode(Subject subject, const std::string& value) {
  std::string lower;
  icu::UnicodeString::fromUTF8(value).toLower(icu::Locale::getRoot()).toUTF8String(lower);
  for (const CodeClue& clue : CodeCluesOf(subject)) {
    if (RE2::PartialMatch(lower, RE2(re2::StringPiece(clue.pattern.data(), clue.pattern.size()))))
      return std::string(clue.code);
  }
  return "";
}

std::map<Subject, std::vector<const Sample::Column*>> GuessSubjects(const Sample& sample,
                                                                    const ImportKind& kind) {
  std::map<Subject, std::vector<const Sample::Column*>> subjects;
  std::set<const Sample::Column*> taken;
  if (const Sample::Column* id = Identifier(sample)) {
    subjects[Subject::kId].push_back(id);
    taken.insert(id);
  }
  for (const int wanted : {2, 1}) {  // what is said plainly is given away first
    for (const Clue& clue : kClues) {
      if (clue.field != nullptr && !HasField(kind, clue.field)) continue;
      auto& columns = subjects[clue.subject];
      for (const Sample::Column& column : sample.columns) {
        const bool several = clue.subject == Subject::kDescription;
        if ((!columns.empty() && !several) || taken.count(&column) != 0) continue;
        if (Speaks(column, clue) != wanted || !Fits(column, clue.subject)) continue;
        columns.push_back(&column);
        taken.insert(&column);
      }
    }
  }
  for (auto entry = subjects.begin(); entry != subjects.end();) {
    entry = entry->second.empty() ? subjects.erase(entry) : std::next(entry);
  }
  return subjects;
}

const std::vector<std::string>& DateFormats() {
  static const auto* formats =
      new std::vector<std::string>{"yyyy-mm-dd", "yyyy-mm-dd*", "yyyy/mm/dd", "yyyy/m/d",   "dd/mm/yyyy",
                                   "d/m/yyyy",   "dd-mm-yyyy",  "d-m-yyyy",   "dd.mm.yyyy", "d.m.yyyy",
                                   "d/m/yyyy*",  "m/d/yyyy",    "m/d/yyyy*",  "yyyymmdd",   "yyyy"};
  return *formats;
}

std::optional<DateGuess> GuessDate(const Sample::Column& column) {
  const size_t filled = column.filled();
  std::optional<DateGuess> best;
  size_t most = 0;
  for (const bool hijri : {false, true}) {
    for (const std::string& format : DateFormats()) {
      const size_t read = Readable(column, format, hijri ? Calendar::kUmmAlQura : Calendar::kGregorian);
      if (read <= most) continue;
      most = read;
      best = DateGuess{format, hijri};
    }
  }
  if (filled == 0 || most * 5 < filled * 4) return std::nullopt;
  if (best->format.starts_with("d")) {
    std::string other = best->format;
    const size_t day = other.find_first_of("d"), month = other.find("m");
    if (other.substr(0, 2) == "dd") {
      other.replace(day, 2, "mm").replace(month, 2, "dd");
    } else {
      std::swap(other[day], other[month]);
    }
    best->ambiguous =
        Readable(column, other, best->hijri ? Calendar::kUmmAlQura : Calendar::kGregorian) == most;
  }
  return best;
}

std::map<std::string, std::string> GuessCountries(const Sample::Column& column) {
  std::map<std::string, std::string> known;
  size_t recognised = 0;
  for (const std::string& value : column.values) {
    if (value.empty()) continue;
    const auto found = CountryNames().find(Words(value));
    if (found == CountryNames().end()) continue;
    known[Tidy(value, Lines::kOne)] = found->second;
    ++recognised;
  }
  if (recognised * 2 < column.filled() || known.size() > 250) known.clear();
  return known;
}

bool LooksLikeHtml(const Sample::Column& column) {
  static const RE2 markup(
      R"(</?(?:p|br|ul|li|div|b|strong|span|h[1-6])\b[^<>]*>|&(?:nbsp|amp|lt|gt|#\d+|[a-z]+);)");
  return std::any_of(column.values.begin(), column.values.end(),
                     [](const std::string& value) { return RE2::PartialMatch(value, markup); });
}

bool LooksLikeList(const Sample::Column& column) {
  size_t lists = 0;
  for (const std::string& value : column.values)
    lists += value.starts_with("[") && ParseLiteralList(value).has_value();
  return lists * 2 > column.filled();
}

bool AllDifferent(const Sample::Column& column) {
  const std::set<std::string> different(column.values.begin(), column.values.end());
  return column.filled() == column.values.size() && different.size() == column.values.size();
}

bool HasDecimalComma(const Sample::Column& column) {
  static const RE2 comma(R"(\d,\d{1,2}(?:\D|$)|\d\.\d{3}(?:\D|$))"),
      point(R"(\d\.\d{1,2}(?:\D|$)|\d,\d{3}(?:\D|$))");
  size_t commas = 0, points = 0;
  for (const std::string& value : column.values) {
    commas += RE2::PartialMatch(value, comma);
    points += RE2::PartialMatch(value, point);
  }
  return commas > points;
}

std::vector<std::string> GuessLanguages(const std::vector<const Sample::Column*>& texts) {
  std::map<std::string, size_t> count;
  size_t rows = 0;
  for (size_t row = 0; !texts.empty() && row < texts[0]->values.size(); ++row) {
    std::string all;
    for (const Sample::Column* column : texts) all += column->values[row] + "\n";
    const std::string language(language::DetectLanguage(all));
    if (language.empty()) continue;
    ++count[language];
    ++rows;
  }
  std::vector<std::string> languages;
  for (const auto& [language, number] : count) {
    if (number * 10 > rows) languages.push_back(language);
  }
  std::sort(languages.begin(), languages.end(),
            [&](const std::string& a, const std::string& b) { return count[a] > count[b]; });
  return languages;
}

}  // namespace tabadul::ingest
