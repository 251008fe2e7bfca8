// Training offers for tests: the least that is valid, and one with every field set.
#pragma once

#include <string_view>

#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tabadul/jobs/v1/training_offer.pb.h"

namespace tabadul::jobs {

inline v1::TrainingOffer OfferFromJson(std::string_view json) {
  v1::TrainingOffer offer;
  const auto status = google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &offer);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return offer;
}

inline v1::TrainingOffer MinimalOffer() {
  return OfferFromJson(R"({
    "title": {"translations": [{"language": "en", "text": "Welding"}]},
    "provider": {"name": {"translations": [{"language": "en", "text": "Vocational Centre"}]}},
    "locations": [{"country": "TN"}]})");
}

inline v1::TrainingOffer MaximalOffer() {
  return OfferFromJson(R"({
    "title": {"translations": [{"language": "ar", "text": "دورة في اللحام"}, {"language": "en", "text": "Welding course",
              "method": "TRANSLATION_METHOD_HUMAN"}, {"language": "fr", "text": "Formation en soudage",
              "method": "TRANSLATION_METHOD_MACHINE"}]},
    "description": {"translations": [{"language": "fr", "text": "Soudage à l'arc\net au gaz"}]},
    "provider": {"name": {"translations": [{"language": "fr", "text": "Centre de formation de Sfax"}]},
                 "legalId": "0123456A", "legalIdScheme": "TN-RNE", "url": "https://centre.example.tn/"},
    "locations": [{"country": "TN", "subdivision": "TN-61", "city": {"translations": [{"language": "fr",
                   "text": "Sfax"}]}, "coordinates": {"latitudeE6": 34740000, "longitudeE6": 10760000},
                   "geonamesId": "2467454"}, {"country": "DZ"}, {"country": "TN"}],
    "mode": "TRAINING_MODE_BLENDED",
    "languages": [{"language": "fr", "cefr": "B1"}, {"language": "ar"}],
    "iscedLevel": "3", "iscedField": "0715",
    "nationalField": {"scheme": "RNCP", "version": "2024", "code": "34"},
    "targetOccupations": [{"scheme": "ISCO-08", "code": "7212"}, {"scheme": "ISCO-08", "code": "721"}],
    "escoOccupations": [{"scheme": "ESCO", "version": "1.2.0",
                         "code": "http://data.europa.eu/esco/occupation/f2cc5978-e45c-4f28-b859-7f89221b0505"}],
    "skills": [{"escoUri": "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab", "level": 3},
               {"name": {"translations": [{"language": "en", "text": "TIG welding"}]}}],
    "hours": 320, "startDate": {"year": 2026, "month": 9, "day": 7}, "endDate": {"year": 2026, "month": 12, "day": 18},
    "applyBy": {"date": {"year": 2026, "month": 8, "day": 15}, "timeZone": "Africa/Tunis"},
    "published": {"year": 2026, "month": 6, "day": 1}, "seats": 24,
    "price": {"free": "TRI_STATE_NO", "amount": "450.500", "currency": "TND", "grant": "TRI_STATE_YES",
              "text": {"translations": [{"language": "fr", "text": "Matériel compris"}]}},
    "entry": {"iscedLevel": "2", "experienceMonths": 6,
              "text": {"translations": [{"language": "fr", "text": "Neuvième année de base"}]}},
    "award": {"name": {"translations": [{"language": "fr", "text": "Certificat d'aptitude professionnelle"}]},
              "authority": {"translations": [{"language": "fr", "text": "Agence de la formation professionnelle"}]},
              "eqfLevel": 3, "nationalLevel": {"scheme": "CNQ-TN", "code": "3"}},
    "eligibility": {"openToForeigners": "TRI_STATE_YES", "countries": ["DZ", "LY"], "visaSupport": "TRI_STATE_NO"},
    "application": {"throughHub": true, "url": "https://centre.example.tn/inscription?id=1",
                    "instructions": {"translations": [{"language": "fr", "text": "Joindre le diplôme."}]},
                    "statusUpdateDays": 14},
    "url": "https://centre.example.tn/formations/1"})");
}

}  // namespace tabadul::jobs
