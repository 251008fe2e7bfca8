// Settings of tabadul-statistics: TABADUL_STATISTICS_* of the environment.
#pragma once

#include "lib/exchange/settings.h"
#include "lib/finding/text_settings.h"

namespace tabadul::statistics {

struct Config : exchange::RecordSettings {
  static constexpr char kPrefix[] = "TABADUL_STATISTICS_";
  Config()
      : RecordSettings{ServiceSettings{
            .service = "statistics", .address = "127.0.0.1:7103", .health_port = 7203, .workers = 16}} {}

  finding::TextSettings texts;

  void Bind(config::Table& table) {
    RecordSettings::Bind(table);
    texts.Bind(table);
  }
};

}  // namespace tabadul::statistics
