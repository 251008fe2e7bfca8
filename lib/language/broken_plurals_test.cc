#include "lib/language/broken_plurals.h"

#include <gtest/gtest.h>

#include "lib/language/fold.h"
#include "lib/language/stem.h"

namespace tabadul::language {
namespace {

std::string Stem(std::string_view word) { return StemArabic(Fold(word)); }

TEST(BrokenPlurals, HaveTheStemOfTheirSingular) {
  for (const auto& [singular, plural] : std::initializer_list<std::pair<const char*, const char*>>{
           {"عامل", "عمال"},    {"طبيب", "أطباء"},   {"طبيب", "أطبا"},    {"مدير", "مدراء"},
           {"سائق", "سواق"},    {"مندوب", "مناديب"}, {"مصنع", "مصانع"},   {"مدرسة", "مدارس"},
           {"مشروع", "مشاريع"}, {"وظيفة", "وظائف"},  {"طالب", "طلبة"},    {"طالب", "طلاب"},
           {"وكيل", "وكلاء"},   {"كاتب", "كتبة"},    {"صيدلي", "صيادلة"}, {"لعبة", "ألعاب"},
           {"تقرير", "تقارير"}, {"مريض", "مرضى"},    {"وثيقة", "وثائق"},  {"ورشة", "ورش"}}) {
    EXPECT_EQ(Stem(singular), Stem(plural)) << singular << ' ' << plural;
    for (const char* before : {"ال", "وال", "لل", "بال", "و"}) {
      EXPECT_EQ(Stem(std::string(before) + plural), Stem(plural)) << before << plural;
    }
  }
  EXPECT_EQ(Stem("مشاريعها"), Stem("مشروع"));
}

TEST(BrokenPlurals, OtherWordsAreLeftAlone) {
  for (const auto& [a, b] : std::initializer_list<std::pair<const char*, const char*>>{{"إجراء", "أجير"},
                                                                                       {"تجارية", "تجرية"},
                                                                                       {"عملا", "عميل"},
                                                                                       {"كتب", "كاتب"},
                                                                                       {"طلب", "طالب"},
                                                                                       {"عمالة", "عمل"},
                                                                                       {"مزارع", "مزرعة"},
                                                                                       {"الرياض", "روضة"},
                                                                                       {"وأن", "لون"}}) {
    EXPECT_NE(Stem(a), Stem(b)) << a << ' ' << b;
  }
}

TEST(BrokenPlurals, AWawThatIsNoConjunctionStays) {
  EXPECT_NE(Stem("ورشة"), Stem("رش"));
  EXPECT_NE(Stem("وحدة"), Stem("حد"));
  EXPECT_NE(Stem("وردية"), Stem("رد"));
  EXPECT_EQ(Stem("ومهندس"), Stem("مهندس"));
  EXPECT_EQ(Stem("ووظائف"), Stem("وظيفة"));
  EXPECT_EQ(Stem("وحدود"), Stem("حدود"));
}

}  // namespace
}  // namespace tabadul::language
