// What PostgreSQL itself makes of the same rows: COPY into the same table and indexes. One thread.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <vector>

namespace tabadul::bench {

class Database {
 public:
  explicit Database(const std::string& conninfo);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void Run(const std::string& sql);
  // Rows a second of COPY of the newest of `table`, into one like it that is empty. `format`: "", or "(FORMAT binary)".
  double CopyRate(const std::string& table, uint64_t rows, const std::string& format);
  // Rows a second of COPY of all that stands in `table`, in binary, thrown away by the client. The better of two.
  double CopyOutRate(const std::string& table);

 private:
  std::vector<std::string> CopyOut(const std::string& sql);
  double CopyIn(const std::string& sql, const std::vector<std::string>& buffers);
  PGconn* connection_;
  uint64_t rows_ = 0;  // of the last CopyIn
};

}  // namespace tabadul::bench
