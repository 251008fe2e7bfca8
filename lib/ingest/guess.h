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

// The column of each subject that one speaks of, as far as records of the kind have it; of several the one whose header says it
// most plainly. A description may be of several columns.
std::map<Subject, std::vector<const Sample::Column*>> GuessSubjects(const Sample& sample,
                                                                    const ImportKind& kind);

struct DateGuess {
  std::string format;
  bool hijri = false;
  bool ambiguous = false;  // day and month could be the other way round
};
// Nothing if fewer than four of five filled values are dates of one form.
std::optional<DateGuess> GuessDate(const Sample::Column& column);

// Code by value for every different value that is a country's code or name; nothing if fewer than half of the filled are.
std::map<std::string, std::string> GuessCountries(const Sample::Column& column);

bool LooksLikeHtml(const Sample::Column& column);
bool LooksLikeList(const Sample::Column& column);  // Python's or JSON's
bool AllDifferent(const Sample::Column& column);   // and none is missing
bool HasDecimalComma(const Sample::Column& column);
// The languages of the texts, the most frequent first: of "ar", "en", "fr" those of more than one row in ten.
std::vector<std::string> GuessLanguages(const std::vector<const Sample::Column*>& texts);

}  // namespace tabadul::ingest
