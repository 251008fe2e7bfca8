// Many records of a source as reconciling needs them, in one value that PostgreSQL puts together: a row each would cost more
// than what is done with it.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "lib/platform/pg/pg.h"

namespace tabadul::exchange {

class DigestPage {
 public:
  // What to select from a table `page` of record_id, digest and sequence.
  static constexpr char kAggregate[] =
      "count(*), min(sequence), max(sequence), string_agg(int4send(octet_length(record_id)) || "
      "textsend(record_id) || "
      "digest || "
      "int8send(sequence), ''::bytea)";
  explicit DigestPage(pg::Result result) : result_(std::move(result)) {}

  size_t count() const { return static_cast<size_t>(result_.Int(0, 0)); }
  // Of a page that is not empty.
  uint64_t least() const { return static_cast<uint64_t>(result_.Int(0, 1)); }
  uint64_t greatest() const { return static_cast<uint64_t>(result_.Int(0, 2)); }
  void Visit(const std::function<void(std::string_view record_id, std::string_view digest,
                                      uint64_t sequence)>& visit) const;

 private:
  pg::Result result_;
};

}  // namespace tabadul::exchange
