// Settings of tabadul-jobs: TABADUL_JOBS_* of the environment.
#pragma once

#include <string>

#include "lib/exchange/settings.h"
#include "lib/finding/text_settings.h"
#include "services/jobs/annotator.h"

namespace tabadul::jobs {

struct Config : exchange::RecordSettings {
  static constexpr char kPrefix[] = "TABADUL_JOBS_";
  Config()
      : RecordSettings{ServiceSettings{
            .service = "jobs", .address = "127.0.0.1:7102", .health_port = 7202, .workers = 24}} {}

  std::string rates;
  std::string taxonomy_packs;
  finding::TextSettings texts;
  std::string redis, redis_password;
  bool suggest_codes = true;

  void Bind(config::Table& table) {
    RecordSettings::Bind(table);
    table.Path("RATES", &rates, "table of exchange rates to compare pay by; default: the one of the release");
    texts.Bind(table);
    table.String("REDIS", &redis,
                 "host:port or Unix socket of Redis, for results of searches; default: none");
    table.SecretFile("REDIS_PASSWORD_FILE", &redis_password,
                     "file with the password of Redis; default: none");
    table.String("TAXONOMY_PACKS", &taxonomy_packs,
                 "packs of labels, such as ESCO's: FOLDER@sha256:DIGEST, by commas; default: none");
    table.Bool("SUGGEST_CODES", &suggest_codes,
               "write suggested occupation codes beside vacancies without one");
  }

  Annotator::Options Annotating() const { return {.conninfo = database, .suggest = suggest_codes}; }
};

}  // namespace tabadul::jobs
