// Good practices for tests: the least that is valid, and one with every field set.
#pragma once

#include <string_view>

#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tabadul/statistics/v1/good_practice.pb.h"

namespace tabadul::statistics {

inline v1::GoodPractice PracticeFromJson(std::string_view json) {
  v1::GoodPractice practice;
  const auto status = google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &practice);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return practice;
}

inline v1::GoodPractice MinimalPractice() {
  return PracticeFromJson(R"({
    "type": "PRACTICE_TYPE_POLICY", "topics": ["PRACTICE_TOPIC_SKILLS"],
    "title": {"translations": [{"language": "en", "text": "Sector skills councils"}]},
    "summary": {"translations": [{"language": "en", "text": "Employers and trainers agree on what is taught."}]},
    "countries": ["MY"], "office": {"name": {"translations": [{"language": "en", "text": "Ministry"}]}}})");
}

inline v1::GoodPractice MaximalPractice() {
  return PracticeFromJson(R"({
    "type": "PRACTICE_TYPE_PROGRAMME",
    "topics": ["PRACTICE_TOPIC_EMPLOYMENT", "PRACTICE_TOPIC_WOMEN", "PRACTICE_TOPIC_YOUTH"],
    "title": {"translations": [{"language": "ar", "text": "برنامج التدرج المهني"}, {"language": "en",
              "text": "Apprenticeship programme", "method": "TRANSLATION_METHOD_HUMAN"},
              {"language": "fr", "text": "Programme d’apprentissage", "method": "TRANSLATION_METHOD_MACHINE"}]},
    "summary": {"translations": [{"language": "fr", "text": "Deux ans en entreprise\net à l’école."}]},
    "body": {"translations": [{"language": "fr", "text": "Les entreprises signent un contrat."}]},
    "originalLanguage": "fr", "countries": ["DZ", "MA", "TN"],
    "period": {"firstYear": 2016, "lastYear": 2023, "ongoing": "TRI_STATE_NO"},
    "evidence": "EVIDENCE_LEVEL_COMPARED",
    "results": [{"name": {"translations": [{"language": "fr", "text": "Insertion après un an"}]}, "value": "64.5",
                 "baseline": "41.2", "unit": {"translations": [{"language": "fr", "text": "%"}]}, "year": 2022},
                {"name": {"translations": [{"language": "fr", "text": "Participantes"}]}, "value": "1200"}],
    "attachments": [{"url": "https://travail.example.tn/apprentissage.pdf",
                     "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     "title": {"translations": [{"language": "fr", "text": "Rapport d’évaluation"}]},
                     "mediaType": "application/pdf", "language": "fr"}],
    "licence": {"scheme": "SPDX", "code": "CC-BY-4.0"},
    "office": {"name": {"translations": [{"language": "fr", "text": "Ministère de l’emploi"}]},
               "url": "https://travail.example.tn/contact", "email": "bonnes-pratiques@travail.example.tn"},
    "published": {"year": 2024, "month": 2, "day": 29},
    "url": "https://travail.example.tn/pratiques/12"})");
}

}  // namespace tabadul::statistics
