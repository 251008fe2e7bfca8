// Prepared statements of SQLite, and what executes one. Not thread-safe.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tabadul::sqlite {

struct Closes {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Closes>;
using Prepared = std::unique_ptr<sqlite3_stmt, Closes>;  // gone before its database

// One execution of a prepared statement, which is reset when this goes. What is bound is not copied: it outlives this.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  ~Statement() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // The parameters, one after the other.
  Statement& Text(std::string_view value) {
    sqlite3_bind_text64(statement_, ++at_, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
  }
  Statement& Text(std::string&&) = delete;
  Statement& Blob(std::string_view value) {
    sqlite3_bind_blob64(statement_, ++at_, value.data(), value.size(), SQLITE_STATIC);
    return *this;
  }
  Statement& Blob(std::string&&) = delete;
  Statement& Int(int64_t value) {
    sqlite3_bind_int64(statement_, ++at_, value);
    return *this;
  }
  Statement& Null() {
    sqlite3_bind_null(statement_, ++at_);
    return *this;
  }

  int Step() { return sqlite3_step(statement_); }
  int64_t IntOf(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string TextOf(int column) const {  // a blob, too
    const void* const bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes == nullptr ? "" : std::string(static_cast<const char*>(bytes), static_cast<size_t>(size));
  }

 private:
  sqlite3_stmt* const statement_;
  int at_ = 0;
};

}  // namespace tabadul::sqlite
