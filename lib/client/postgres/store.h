// A mirror's table in PostgreSQL: tabadul.<kind>, and tabadul.feed for the place. Rows are written page by page, in
// one statement each.
#pragma once

#include <memory>
#include <string>

#include "lib/client/mirror_store.h"

namespace tabadul::client {

// `conninfo`: keywords or a URI, as libpq takes them (the password from ~/.pgpass or passfile=). Made if it is not
// there. UNAVAILABLE if nobody answers; PRECONDITION {file, cause} if the table was made with other columns.
absl::StatusOr<std::unique_ptr<MirrorStore>> OpenPostgresStore(const std::string& conninfo,
                                                               const std::string& kind,
                                                               const MirrorColumns& columns);

// One that is there, to be read only, with whatever columns it was made. Read page by page: end what follows into it first.
// UNAVAILABLE; PRECONDITION {file, cause} if there is no such table.
absl::StatusOr<std::unique_ptr<MirrorStore>> OpenPostgresStoreToRead(const std::string& conninfo,
                                                                     const std::string& kind);

}  // namespace tabadul::client
