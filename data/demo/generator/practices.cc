#include <algorithm>

#include "absl/strings/ascii.h"
#include "data/demo/generator/generator.h"
#include "data/demo/generator/random.h"
#include "fmt/format.h"

namespace tabadul::demo {
namespace {

using common::v1::LocalizedText;
using exchange::v1::Record;
using statistics::v1::GoodPractice;

constexpr const char* kLanguages[] = {"ar", "en", "fr"};

class Maker {
 public:
  Maker(const Vocabulary& vocabulary, const Options& options)
      : vocabulary_(vocabulary), options_(options), random_(options.seed ^ 0x9004) {}

  Record Make(const PracticeStory& story, int number) {
    story_ = &story;
    original_ = LanguageOf(story.country);
    Record record;
    record.set_source(fmt::format("DEMO/{}/practices", story.country));
    record.set_record_id(fmt::format("demo-practice-{}-{:02}", story.country, number));
    GoodPractice& practice = *record.mutable_good_practice();
    Codes(practice);
    Words(practice);
    Results(practice);
    Origin(practice, number);
    return record;
  }

 private:
  const PracticePhrases& Phrases(const std::string& language) const {
    return vocabulary_.practice_phrases.at(language);
  }

  // That of most advertisements of the country.
  std::string LanguageOf(const std::string& code) const {
    const auto country = std::find_if(vocabulary_.countries.begin(), vocabulary_.countries.end(),
                                      [&](const Country& c) { return c.code == code; });
    if (country == vocabulary_.countries.end()) return kLanguages[0];
    return std::max_element(country->languages.begin(), country->languages.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  }

  template <typename F>
  void Fill(LocalizedText* text, F words) const {
    for (const std::string language : kLanguages) {
      auto* translation = text->add_translations();
      translation->set_language(language);
      translation->set_text(words(language));
      if (language != original_) translation->set_method(common::v1::TRANSLATION_METHOD_HUMAN);
    }
  }

  void Codes(GoodPractice& practice) const {
    statistics::v1::PracticeType type;
    if (statistics::v1::PracticeType_Parse("PRACTICE_TYPE_" + story_->type, &type)) practice.set_type(type);
    for (const std::string& name : story_->topics) {
      statistics::v1::PracticeTopic topic;
      if (statistics::v1::PracticeTopic_Parse("PRACTICE_TOPIC_" + name, &topic)) practice.add_topics(topic);
    }
    std::sort(practice.mutable_topics()->begin(), practice.mutable_topics()->end());
    statistics::v1::EvidenceLevel level;
    if (statistics::v1::EvidenceLevel_Parse("EVIDENCE_LEVEL_" + story_->evidence, &level)) {
      practice.set_evidence(level);
    }
    practice.add_countries(story_->country);
    practice.mutable_period()->set_first_year(story_->years.at(0));
    if (story_->years.size() > 1) {
      practice.mutable_period()->set_last_year(story_->years[1]);
    } else {
      practice.mutable_period()->set_ongoing(common::v1::TRI_STATE_YES);
    }
  }

  std::string Body(const std::string& language) const {
    const PracticePhrases& phrases = Phrases(language);
    std::string text =
        fmt::format("{}\n{}\n\n{}\n{}\n\n{}\n{}\n\n{}", phrases.problem,
                    phrases.problems.at(story_->topics.at(0)), phrases.done, story_->summary.at(language),
                    phrases.known, phrases.evidence.at(story_->evidence), phrases.learned);
    for (const std::string& topic : story_->topics) text += "\n• " + phrases.lessons.at(topic);
    return text + "\n\n" + phrases.mark;
  }

  void Words(GoodPractice& practice) const {
    Fill(practice.mutable_title(), [&](const std::string& language) { return story_->title.at(language); });
    // What lists show says by itself that it is invented.
    Fill(practice.mutable_summary(), [&](const std::string& language) {
      return story_->summary.at(language) + "\n" + Phrases(language).mark;
    });
    Fill(practice.mutable_body(), [&](const std::string& language) { return Body(language); });
    practice.set_original_language(original_);
  }

  void Results(GoodPractice& practice) const {
    for (const PracticeStory::Result& told : story_->results) {
      auto& result = *practice.add_results();
      Fill(result.mutable_name(),
           [&](const std::string& language) { return Phrases(language).results.at(told.name).first; });
      Fill(result.mutable_unit(),
           [&](const std::string& language) { return Phrases(language).results.at(told.name).second; });
      result.set_value(told.value);
      result.set_baseline(told.before);
      if (story_->years.size() > 1) result.set_year(story_->years[1]);
    }
  }

  void Origin(GoodPractice& practice, int number) {
    const std::string site =
        fmt::format("https://practices-{}.example", absl::AsciiStrToLower(story_->country));
    Fill(practice.mutable_office()->mutable_name(),
         [&](const std::string& language) { return Phrases(language).offices.at(story_->type); });
    practice.mutable_office()->set_url(site + "/contact");
    practice.mutable_licence()->set_scheme("SPDX");
    practice.mutable_licence()->set_code("CC-BY-4.0");
    practice.set_url(fmt::format("{}/{}", site, number));
    *practice.mutable_published() = ToDate(options_.today - random_.Between(20, 700));
    if (!random_.Chance(0.4)) return;
    auto& attachment = *practice.add_attachments();
    attachment.set_url(fmt::format("{}/{}.pdf", site, number));
    // Of a document that is not there.
    for (int i = 0; i < 4; ++i) *attachment.mutable_sha256() += fmt::format("{:016x}", random_.Next());
    Fill(attachment.mutable_title(), [&](const std::string& language) { return Phrases(language).document; });
    attachment.set_media_type("application/pdf");
    attachment.set_language(original_);
  }

  const Vocabulary& vocabulary_;
  const Options options_;
  Random random_;
  const PracticeStory* story_ = nullptr;
  std::string original_;
};

}  // namespace

std::map<std::string, std::vector<Record>> GeneratePractices(const Vocabulary& vocabulary,
                                                             const Options& options) {
  Maker maker(vocabulary, options);
  std::map<std::string, std::vector<Record>> sources;
  for (const PracticeStory& story : vocabulary.practices) {
    auto& records = sources[fmt::format("DEMO/{}/practices", story.country)];
    records.push_back(maker.Make(story, static_cast<int>(records.size()) + 1));
  }
  return sources;
}

}  // namespace tabadul::demo
