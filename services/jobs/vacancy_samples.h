// Vacancies for tests: the least that is valid, and one with every field set.
#pragma once

#include <string_view>

#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::jobs {

inline v1::Vacancy FromJson(std::string_view json) {
  v1::Vacancy vacancy;
  const auto status = google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &vacancy);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return vacancy;
}

inline v1::Vacancy MinimalVacancy() {
  return FromJson(R"({
    "title": {"translations": [{"language": "en", "text": "Nurse"}]},
    "description": {"translations": [{"language": "en", "text": "Care for patients."}]},
    "locations": [{"country": "MA"}]})");
}

inline v1::Vacancy MaximalVacancy() {
  return FromJson(R"({
    "title": {"translations": [{"language": "ar", "text": "ممرض قانوني"}, {"language": "en", "text": "Registered nurse",
              "method": "TRANSLATION_METHOD_HUMAN"}, {"language": "fr", "text": "Infirmier diplômé",
              "method": "TRANSLATION_METHOD_MACHINE"}]},
    "description": {"translations": [{"language": "ar", "text": "رعاية المرضى\nفي قسم الطوارئ"}]},
    "locations": [{"country": "MA", "subdivision": "MA-CAS", "city": {"translations": [{"language": "fr",
                   "text": "Casablanca"}]}, "coordinates": {"latitudeE6": 33589886, "longitudeE6": -7603869},
                   "geonamesId": "2553604"}, {"country": "DZ"}, {"country": "MA", "subdivision": "MA-RAB"}],
    "employer": {"name": {"translations": [{"language": "ar", "text": "مستشفى الشفاء"}]}, "legalId": "1010101010",
                 "legalIdScheme": "MA-ICE", "url": "https://hopital.example.ma/",
                 "registerChecked": {"year": 2026, "month": 5, "day": 2}},
    "positions": 12,
    "occupation": {"scheme": "ISCO-08", "code": "2221", "text": {"translations": [{"language": "fr",
                   "text": "Cadres infirmiers"}]}},
    "escoOccupation": {"scheme": "ESCO", "version": "1.2.0",
                       "code": "http://data.europa.eu/esco/occupation/f2cc5978-e45c-4f28-b859-7f89221b0505"},
    "nationalOccupation": {"scheme": "ROME", "version": "4", "code": "J1506"},
    "industry": {"scheme": "ISIC-4", "code": "8610"},
    "skills": [{"escoUri": "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab",
                "necessity": "NECESSITY_ESSENTIAL", "level": 4},
               {"name": {"translations": [{"language": "en", "text": "First aid"}]}, "necessity": "NECESSITY_OPTIONAL"}],
    "education": {"iscedLevel": "6", "iscedField": "0913", "eqfLevel": 6,
                  "text": {"translations": [{"language": "fr", "text": "Licence en soins infirmiers"}]}},
    "experience": {"minimumMonths": 24, "maximumMonths": 60,
                   "text": {"translations": [{"language": "en", "text": "Two to five years"}]}},
    "languages": [{"language": "ar", "cefr": "C1", "necessity": "NECESSITY_ESSENTIAL"}, {"language": "ber"}],
    "licences": [{"translations": [{"language": "en", "text": "Nursing licence"}]}],
    "remote": "REMOTE_WORK_NO", "remoteCountries": ["DZ", "MA", "TN"],
    "offeringType": "OFFERING_TYPE_DIRECT_HIRE",
    "schedule": {"workingTime": "WORKING_TIME_FULL_TIME", "minutesPerWeek": 2640, "shifts": true, "nights": true,
                 "weekends": true},
    "pay": {"minimum": "6000", "maximum": "9000.50", "currency": "MAD", "unit": "PAY_UNIT_MONTH",
            "basis": "PAY_BASIS_NET", "deductions": {"translations": [{"language": "fr", "text": "CNSS"}]}},
    "benefits": ["BENEFIT_HOUSING", "BENEFIT_HEALTH_INSURANCE"],
    "contract": {"months": 24, "probationDays": 90},
    "startDate": {"year": 2026, "month": 9, "day": 1}, "immediateStart": true,
    "published": {"year": 2026, "month": 6, "day": 1},
    "applyBy": {"date": {"year": 2026, "month": 7, "day": 31}, "timeZone": "Africa/Casablanca"},
    "eligibility": {"openToForeigners": "TRI_STATE_YES", "countries": ["DZ", "TN"], "visaSponsorship": "TRI_STATE_YES",
                    "relocation": "TRI_STATE_NO", "workPermitPaid": "TRI_STATE_YES"},
    "fairRecruitment": {"noFeeDeclaration": "TRI_STATE_YES", "agencyLicence": "AG-17",
                        "contractTemplate": "https://contracts.example.ma/nurse"},
    "application": {"throughHub": true, "url": "https://hopital.example.ma/apply?id=1",
                    "instructions": {"translations": [{"language": "fr", "text": "Joindre le diplôme."}]},
                    "statusUpdateDays": 14},
    "url": "https://anapec.example.ma/offres/1"})");
}

}  // namespace tabadul::jobs
