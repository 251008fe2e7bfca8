#include "lib/platform/messages/messages.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/platform/messages/catalogue.h"

namespace tabadul::messages {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kLanguages[] = {"ar", "en", "fr"};

const Catalogue& Shipped() {
  static const auto* const catalogue = [] {
    auto made = Catalogue::Make(embed::message_catalogues());
    if (!made.ok()) ADD_FAILURE() << made.status();
    return new Catalogue(made.ok() ? *std::move(made) : Catalogue());
  }();
  return *catalogue;
}

std::vector<ErrorReason> Reasons() {
  std::vector<ErrorReason> reasons;
  const auto* descriptor = common::v1::ErrorReason_descriptor();
  for (int i = 0; i < descriptor->value_count(); ++i) {
    reasons.push_back(static_cast<ErrorReason>(descriptor->value(i)->number()));
  }
  return reasons;
}

TEST(Catalogue, EveryReasonHasItsTextInEveryLanguage) {
  for (const char* language : kLanguages) {
    for (const ErrorReason reason : Reasons()) {
      EXPECT_TRUE(Has(language, "errors." + std::string(ReasonName(reason))))
          << language << " lacks " << ReasonName(reason);
    }
  }
}

TEST(Catalogue, EveryLanguageHasTheSameKeysAndNoParameterThatEnglishLacks) {
  const auto& languages = Shipped().languages();
  ASSERT_EQ(languages.size(), 3u);
  for (const auto& [language, texts] : languages) {
    for (const auto& [key, pattern] : languages.at("en")) {
      EXPECT_NE(Shipped().Find(language, key), nullptr) << language << " lacks " << key;
    }
    for (const auto& [key, pattern] : texts) {
      const Pattern* english = Shipped().Find("en", key);
      ASSERT_NE(english, nullptr) << language << " has " << key << ", English does not";
      EXPECT_EQ(pattern.parameters(), english->parameters()) << language << " " << key;
    }
  }
}

TEST(Catalogue, AnErrorIsAWholeSentenceWhateverItCarries) {
  for (const char* language : kLanguages) {
    for (const ErrorReason reason : Reasons()) {
      const std::string key = "errors." + std::string(ReasonName(reason));
      const Pattern* pattern = Shipped().Find(language, key);
      ASSERT_NE(pattern, nullptr) << key;
      EXPECT_TRUE(pattern->needed().empty())
          << language << " " << key << " prints a parameter outside brackets";
      const std::string bare = ErrorText(language, reason, {});
      EXPECT_THAT(bare, Not(HasSubstr("{"))) << language << " " << key;
      EXPECT_THAT(bare, Not(HasSubstr("  "))) << language << " " << key << ": " << bare;
      EXPECT_EQ(bare.back(), '.') << language << " " << key << ": " << bare;
      for (const std::string& name : pattern->parameters()) {
        EXPECT_THAT(ErrorText(language, reason, {{name, "7"}}), Not(HasSubstr("{")))
            << language << " " << key;
      }
    }
  }
}

TEST(Catalogue, APatternThatIcuRefusesOrAKeyTwiceIsAnError) {
  const auto make = [](std::string_view yaml) {
    const embed::File file{"en/x.yaml", yaml};
    return Catalogue::Make(std::span(&file, 1)).status();
  };
  EXPECT_TRUE(make("A: 'fine {name}'").ok());
  EXPECT_FALSE(make("A: 'never closed {name'").ok());
  EXPECT_FALSE(make("A: '{n, plural, one {#}}'").ok()) << "other is missing";
  EXPECT_FALSE(make("A: [1, 2]").ok());
  EXPECT_FALSE(make("A: 'one'\nA: 'two'").ok());
  EXPECT_FALSE(make("A: 'one\n - broken").ok());
}

TEST(ErrorText, NamesTheFieldTheReasonAndTheRemedy) {
  const Metadata metadata = {{"field", "record_id"}, {"limit", "255"}, {"unit", "bytes"}};
  EXPECT_EQ(ErrorText("en", common::v1::ERROR_REASON_TOO_LONG, metadata),
            "The field “record_id” is too long. At most 255 bytes are allowed. Shorten it.");
  EXPECT_EQ(ErrorText("fr", common::v1::ERROR_REASON_TOO_LONG, metadata),
            "Le champ « record_id » est trop long. La limite est de 255 octets. Raccourcissez-le.");
  EXPECT_EQ(ErrorText("ar", common::v1::ERROR_REASON_TOO_LONG, metadata),
            "الحقل «\u2068record_id\u2069» أطول من المسموح. الحد الأقصى 255 بايتًا. اختصره.");
}

TEST(ErrorText, MissingPartsAreLeftOut) {
  EXPECT_EQ(ErrorText("en", common::v1::ERROR_REASON_TOO_LONG, {{"field", "title"}}),
            "The field “title” is too long. Shorten it.");
  EXPECT_EQ(ErrorText("en", common::v1::ERROR_REASON_TOO_LONG, {{"limit", "many"}}),
            "The field is too long. Shorten it.");
}

TEST(ErrorText, ArabicPluralsFollowTheirSixForms) {
  const auto limit = [](const char* n) {
    return ErrorText("ar", common::v1::ERROR_REASON_TOO_MANY, {{"limit", n}});
  };
  EXPECT_THAT(limit("1"), HasSubstr("عنصر واحد"));
  EXPECT_THAT(limit("2"), HasSubstr("عنصران"));
  EXPECT_THAT(limit("5"), HasSubstr("5 عناصر"));
  EXPECT_THAT(limit("11"), HasSubstr("11 عنصرًا"));
  EXPECT_THAT(limit("100"), HasSubstr("100 عنصر."));
}

TEST(ErrorText, ArabicNumbersHaveTheDigitsThatAreAskedFor) {
  const auto limit = [](const char* language, const char* n) {
    return ErrorText(language, common::v1::ERROR_REASON_TOO_MANY, {{"field", "a7"}, {"limit", n}},
                     Digits::kArabic);
  };
  EXPECT_THAT(limit("ar", "11"), HasSubstr("١١ عنصرًا"));
  EXPECT_THAT(limit("ar", "1000"), HasSubstr("١٬٠٠٠"));
  EXPECT_THAT(limit("ar", "2"), HasSubstr("عنصران"));
  EXPECT_THAT(limit("ar", "11"), HasSubstr("a7")) << "what is text stays as it is";
  EXPECT_THAT(limit("en", "11"), HasSubstr("11"));
  EXPECT_EQ(limit("fr", "11"),
            ErrorText("fr", common::v1::ERROR_REASON_TOO_MANY, {{"field", "a7"}, {"limit", "11"}}));
}

TEST(ErrorText, ASelectedValueIsSelectedInEveryLanguage) {
  const auto text = [](const char* language, const Metadata& metadata) {
    return ErrorText(language, common::v1::ERROR_REASON_UNAVAILABLE, metadata);
  };
  EXPECT_THAT(text("ar", {{"part", "database"}}), HasSubstr("قاعدة بيانات المنصة"));
  EXPECT_THAT(text("en", {{"part", "database"}}), HasSubstr("The database of the hub"));
  EXPECT_THAT(text("en", {{"part", "lease"}}), HasSubstr("A newer stream or call of the same source"));
  EXPECT_THAT(text("fr", {{"part", "lease"}}),
              HasSubstr("Un flux ou un appel plus récent de la même source"));
  EXPECT_THAT(text("ar", {{"part", "lease"}}), HasSubstr("أحدث من المصدر نفسه"));
  EXPECT_THAT(text("en", {{"part", "x"}}), HasSubstr("A part of the hub"));
  EXPECT_THAT(text("en", {}), HasSubstr("A part of the hub"));
}

TEST(ErrorText, WhatWasNotFoundIsNamedWithWhatToDo) {
  const auto text = [](const char* language, const Metadata& metadata) {
    return ErrorText(language, common::v1::ERROR_REASON_NOT_FOUND, metadata);
  };
  EXPECT_EQ(text("en", {{"what", "run"}, {"id", "0f"}}),
            "There is no such run (“0f”). See the runs of your source: tabadul run list.");
  EXPECT_THAT(text("en", {{"what", "follower"}}), HasSubstr("no such copy. It has never followed"));
  EXPECT_THAT(text("en", {{"what", "source"}, {"source", "SY/mosal/pes"}}), HasSubstr("(“SY/mosal/pes”)"));
  EXPECT_EQ(text("fr", {{"id", "17"}}),
            "Cet enregistrement (« 17 ») n’existe pas, ou vous n’avez pas le droit de le voir. Vérifiez "
            "l’identifiant.");
  for (const char* language : kLanguages) {
    std::set<std::string> texts;
    for (const char* what :
         {"run", "follower", "source", "system", "organisation", "certificate", "key", "path", "record"})
      texts.insert(text(language, {{"what", what}}));
    EXPECT_EQ(texts.size(), 9u) << language;
    EXPECT_THAT(text(language, {{"what", "follower"}, {"follower", "copy-1"}}), HasSubstr("copy-1"))
        << language;
  }
}

TEST(ErrorText, TooManyCopiesAreForgottenNotLeftOut) {
  const Metadata copies = {{"field", "follower"}, {"limit", "100"}};
  for (const char* language : kLanguages) {
    const auto text = [&](const Metadata& metadata) {
      return ErrorText(language, common::v1::ERROR_REASON_TOO_MANY, metadata);
    };
    EXPECT_THAT(text(copies), HasSubstr("tabadul follower forget")) << language;
    EXPECT_THAT(text({{"field", "items"}}), Not(HasSubstr("tabadul"))) << language;
  }
}

TEST(ErrorText, AnUnknownFieldIsToldByNumberOrByName) {
  const auto text = [](const char* language, const Metadata& metadata) {
    return ErrorText(language, common::v1::ERROR_REASON_UNKNOWN_FIELD, metadata);
  };
  EXPECT_EQ(text("en", {{"field", "vacancy"}, {"numbers", "9001"}}),
            "The message in “vacancy” has fields that the contract does not know (numbers 9001). Leave them "
            "out, or use "
            "the version of the contract that the hub supports.");
  EXPECT_EQ(text("en", {{"field", "pay.curency"}, {"by", "name"}}),
            "The contract does not know a field of this name here: “pay.curency”. Correct its name, or leave "
            "it out.");
  EXPECT_EQ(
      text("fr", {{"field", "pay.curency"}, {"by", "name"}}),
      "Le contrat ne connaît pas de champ de ce nom à cet endroit : « pay.curency ». Corrigez son nom, ou "
      "retirez-le.");
  EXPECT_EQ(text("ar", {{"field", "x"}, {"by", "name"}}),
            "لا يعرف العقد حقلًا بهذا الاسم في هذا الموضع: «\u2068x\u2069». صحّح اسمه أو احذفه.");
}

TEST(ErrorText, APathThatCannotBeReadIsToldApartFromADamagedRequest) {
  for (const char* language : kLanguages) {
    EXPECT_NE(ErrorText(language, common::v1::ERROR_REASON_REQUEST_UNREADABLE, {{"part", "path"}}),
              ErrorText(language, common::v1::ERROR_REASON_REQUEST_UNREADABLE, {}))
        << language;
  }
}

TEST(ErrorText, AMistakeInJsonHasItsPlace) {
  const Metadata metadata = {{"field", "body"}, {"form", "JSON"}, {"line", "3"}, {"column", "7"}};
  for (const char* language : kLanguages) {
    const std::string text = ErrorText(language, common::v1::ERROR_REASON_MALFORMED, metadata);
    EXPECT_THAT(text, HasSubstr("3")) << language;
    EXPECT_THAT(text, HasSubstr("7")) << language;
  }
}

TEST(ErrorText, HostileValuesStayValues) {
  const std::string text = ErrorText("en", common::v1::ERROR_REASON_NOT_FOUND, {{"id", "{0} ' [x] # \xff"}});
  EXPECT_EQ(text,
            "There is no such record (“{0} ' [x] # \uFFFD”), or you are not allowed to see it. Check the "
            "identifier.");
}

// "nurse, Morocco" in a sentence: the place is made of two values.
TEST(Text, WhatIsMadeOfValuesHasTheDirectionOfItsLanguage) {
  const std::string place = Text("ar", "portal.place", {{"city", "نحال"}, {"country", "المغرب"}});
  EXPECT_EQ(place, "\u2068نحال\u2069، \u2068المغرب\u2069");
  EXPECT_EQ(Text("ar", "portal.vacancies.title-of", {{"subject", place}}),
            "الوظائف الشاغرة: \u2067" + place + "\u2069");
  EXPECT_EQ(Text("en", "portal.vacancies.title-of", {{"subject", "nurse"}}), "Vacancies: nurse");
}

TEST(Text, FallsBackToEnglishAndThenToTheKey) {
  EXPECT_EQ(Text("tr", "errors.CONCURRENT"), Text("en", "errors.CONCURRENT"));
  EXPECT_EQ(Text("en", "errors.NO_SUCH"), "errors.NO_SUCH");
}

TEST(Negotiate, TakesTheHighestWeight) {
  EXPECT_EQ(Negotiate(""), "en");
  EXPECT_EQ(Negotiate("ar"), "ar");
  EXPECT_EQ(Negotiate("ar-EG"), "ar");
  EXPECT_EQ(Negotiate("FR-ma"), "fr");
  EXPECT_EQ(Negotiate("fr;q=0.3, ar;q=0.8, en;q=0.5"), "ar");
  EXPECT_EQ(Negotiate("tr, fr;q=0.1"), "fr");
  EXPECT_EQ(Negotiate("fr, ar"), "fr") << "of equal weights the first";
  EXPECT_EQ(Negotiate("de"), "en");
}

TEST(Negotiate, KnowsStarsAndRefusals) {
  EXPECT_EQ(Negotiate("*"), "en");
  EXPECT_EQ(Negotiate("en;q=0, *"), "ar") << "anything but English";
  EXPECT_EQ(Negotiate("fr;q=0.5, *;q=0.1"), "fr");
  EXPECT_EQ(Negotiate("ar;q=0"), "en");
  EXPECT_EQ(Negotiate("ar;q=7, fr;q=0.001"), "fr") << "a weight out of range counts as none";
  EXPECT_EQ(Negotiate(",,;;q=,ar;q= 0.5,"), "en");
}

}  // namespace
}  // namespace tabadul::messages
