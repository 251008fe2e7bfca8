// What data, structure and error messages of SDMX-JSON have in common: "meta", "errors", names in several languages, text
// formats. Versions 1.0 and 2.0 of both message types say these alike but for the names of some members.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/sdmx/json_writer.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics::sdmx {

enum class JsonVersion : uint8_t { k1, k2 };  // 1.0, 2.0

// Languages that a message has texts in, each once, the main one first.
class JsonLanguages {
 public:
  explicit JsonLanguages(std::string_view main);
  void Add(const Texts& texts);
  const std::vector<std::string>& list() const { return list_; }

 private:
  void Add(std::string_view language);
  std::vector<std::string> list_;
};

// `one`: the text in `language`, else in another (InLanguage), else `otherwise`. `many`: all, by language. ("name", "names".)
// Neither is written where there is no text at all.
void WriteTexts(JsonWriter& json, std::string_view one, std::string_view many, const Texts& texts,
                std::string_view language, std::string_view otherwise);
// "name" and "names"; the id where there is no name, as a name is required.
void WriteNames(JsonWriter& json, const Texts& names, std::string_view language, std::string_view id);

// The member "meta". `schema`: address of the JSON schema that the message follows.
void WriteMeta(JsonWriter& json, const MessageHead& head, std::string_view schema,
               const JsonLanguages& languages);
// The member "errors".
void WriteErrors(JsonWriter& json, absl::Span<const FooterMessage> messages, std::string_view language);

// What the type of a value may be, by what it is the value of.
enum class FormatUse : uint8_t { kDimension, kTime, kCode, kOther };

// The object that describes a text: {"dataType": …} of 2.0, {"textType": …} of 1.0. A type that SDMX-JSON does not have for
// the use is told as its default, "String" or of time "ObservationalTimePeriod". `occurrences`: with how many values there may be at
// once, where these do not stand beside the format.
void WriteFormat(JsonWriter& json, const Representation& representation, FormatUse use, JsonVersion version,
                 bool occurrences = false);
// "minOccurs" and "maxOccurs", where they are not 1.
void WriteOccurrences(JsonWriter& json, const Representation& representation);
// Whether WriteFormat would say anything of a coded component.
bool HasCodeFormat(const Representation& representation);

}  // namespace tabadul::statistics::sdmx
