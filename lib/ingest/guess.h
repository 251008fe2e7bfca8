// What a column of an unknown file is, by its header in Arabic, English or French and by what stands in it. Guesses: to
// be read by a person. Pure, thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/ingest/mapping_plan.h"
#include "lib/ingest/sample.h"

namespace tabadul::ingest {

// What a header may speak of.
enum class Subject {
  kId,
  kTitle,
  kDescription,
  kCountry,
  kCity,
  kEmployer,
  kProvider,
  kPositions,
  kSeats,
  kHours,
  kMode,
  kStart,
  kPublished,
  kApplyBy,
  kPayMinimum,
  kPayMaximum,
  kPay,
  kPrice,
  kCurrency,
  kUrl,
  kEducation,
  kExperience,
  kContract,
  kSchedule,
  kSkills,
  kLanguages
};
// "pay-minimum"; and back (nothing if there is none).
std::string_view NameOf(Subject subject);
std::optional<Subject> SubjectOf(std::string_view name);
// Those that records of the kind have a field for, in the order of the enum; the id first.
std::vector<Subject> SubjectsOf(const ImportKind& kind);

// The column of each subject that one speaks of, as far as records of the kind have it; of several the one whose header says it
// most plainly. A description may be of several columns.
std::map<Subject, std::vector<const Sample::Column*>> GuessSubjects(const Sample& sample,
                                                                    const ImportKind& kind);

struct DateGuess {
  std::string format;
  bool hijri = false;
  bool ambiguous = false;  // day and month could be the other way round
};
// The forms of days that are tried.
const std::vector<std::string>& DateFormats();
// Nothing if fewer than four of five filled values are dates of one form.
std::optional<DateGuess> GuessDate(const Sample::Column& column);

// The different values of a column that are not longer than `longest`, as they come, at most so many.
std::vector<std::string> Different(const Sample::Column& column, size_t most, size_t longest = 200);

// What a value of kMode, kContract or kSchedule says: the name of an enum's value, by a pattern that is found in it.
struct CodeClue {
  std::string_view code;     // "ON_SITE"
  std::string_view pattern;  // RE2, of the value in lower case
};
// Of these three subjects, in the order in which they are tried; of the others none.
std::vector<CodeClue> CodeCluesOf(Subject subject);
// Empty: none of them is found.
std::string GuessCode(Subject subject, const std::string& value);

// Code by value for every different value that is a country's code or name; nothing if fewer than half of the filled are.
std::map<std::string, std::string> GuessCountries(const Sample::Column& column);

bool LooksLikeHtml(const Sample::Column& column);
bool LooksLikeList(const Sample::Column& column);  // Python's or JSON's
bool AllDifferent(const Sample::Column& column);   // and none is missing
bool HasDecimalComma(const Sample::Column& column);
// The languages of the texts, the most frequent first: of "ar", "en", "fr" those of more than one row in ten.
std::vector<std::string> GuessLanguages(const std::vector<const Sample::Column*>& texts);

}  // namespace tabadul::ingest
