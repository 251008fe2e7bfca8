#include <cassert>
#include <cstdlib>
#include <utility>

#include "lib/platform/pg/pg.h"
#include "lib/platform/pg/wire.h"
#include "libpq-fe.h"

namespace tabadul::pg {
namespace {

// The types that come in their text's own bytes.
[[maybe_unused]] bool IsText(uint32_t oid) {
  return oid == kTextOid || oid == kVarcharOid || oid == kNameOid || oid == kBpcharOid;
}

}  // namespace

Result::Result(PGresult* result) : result_(result) {}
Result::~Result() { PQclear(result_); }
Result::Result(Result&& other) noexcept : result_(std::exchange(other.result_, nullptr)) {}
Result& Result::operator=(Result&& other) noexcept {
  std::swap(result_, other.result_);
  return *this;
}

int Result::rows() const { return PQntuples(result_); }
int64_t Result::affected() const { return std::atoll(PQcmdTuples(result_)); }
bool Result::HasTag(std::string_view tag) const { return tag == PQcmdStatus(result_); }
bool Result::IsNull(int row, int column) const { return PQgetisnull(result_, row, column) == 1; }

std::string_view Result::Bytes(int row, int column) const {
  assert(!IsNull(row, column));
  return {PQgetvalue(result_, row, column), static_cast<size_t>(PQgetlength(result_, row, column))};
}

std::string_view Result::Text(int row, int column) const {
  assert(IsText(PQftype(result_, column)));
  return Bytes(row, column);
}

bool Result::Bool(int row, int column) const {
  assert(PQftype(result_, column) == kBoolOid);
  const std::string_view bytes = Bytes(row, column);
  return bytes.size() == 1 && bytes[0] != 0;
}

int64_t Result::Int(int row, int column) const {
  const std::string_view bytes = Bytes(row, column);
  switch (PQftype(result_, column)) {
    case kInt2Oid:
      return bytes.size() == 2 ? GetInt<int16_t>(bytes.data()) : 0;
    case kInt4Oid:
      return bytes.size() == 4 ? GetInt<int32_t>(bytes.data()) : 0;
    case kOidOid:
      return bytes.size() == 4 ? GetInt<uint32_t>(bytes.data()) : 0;
    case kInt8Oid:
      return bytes.size() == 8 ? GetInt<int64_t>(bytes.data()) : 0;
  }
  assert(false && "not an integer column");
  return 0;
}

absl::Time Result::Time(int row, int column) const {
  assert(PQftype(result_, column) == kTimestamptzOid);
  const std::string_view bytes = Bytes(row, column);
  return bytes.size() == 8 ? DecodeTime(GetInt<int64_t>(bytes.data())) : absl::InfinitePast();
}

std::vector<std::string> Result::TextArray(int row, int column) const {
  assert(PQftype(result_, column) == kTextArrayOid);
  std::vector<std::string> values;
  const std::string_view bytes = Bytes(row, column);
  const size_t header = 12, dimension = 8;
  if (bytes.size() < header + dimension || GetInt<int32_t>(bytes.data()) != 1) return values;
  const int32_t count = GetInt<int32_t>(bytes.data() + header);
  size_t at = header + dimension;
  for (int32_t i = 0; i < count && at + 4 <= bytes.size(); ++i) {
    const int32_t length = GetInt<int32_t>(bytes.data() + at);
    at += 4;
    const size_t size = length < 0 ? 0 : static_cast<size_t>(length);  // a NULL element reads as empty
    values.emplace_back(bytes.substr(at, size));
    at += size;
  }
  return values;
}

}  // namespace tabadul::pg
