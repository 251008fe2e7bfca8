// A mirror's table in a file of SQLite: table "<kind>", and "tabadul_feed" for the place. Readers may read while
// it is written (WAL); what is deleted is overwritten in the file.
#pragma once

#include <memory>
#include <string>

#include "lib/client/mirror_store.h"

namespace tabadul::client {

// Made if it is not there. PRECONDITION {file, cause} if it cannot be used, or was made with other columns.
absl::StatusOr<std::unique_ptr<MirrorStore>> OpenSqliteStore(const std::string& path, const std::string& kind,
                                                             const MirrorColumns& columns);

// One that is there, to be read only, with whatever columns it was made: its state of now, whoever writes meanwhile.
// NOT_FOUND {file} if there is no such file; PRECONDITION {file, cause} if it is no mirror of this kind.
absl::StatusOr<std::unique_ptr<MirrorStore>> OpenSqliteStoreToRead(const std::string& path,
                                                                   const std::string& kind);

}  // namespace tabadul::client
