#include "lib/exchange/commands.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <string_view>

#include "lib/evidence/signer.h"

namespace tabadul::exchange {

absl::Status MakeSigningKey(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    return errno == EEXIST ? absl::AlreadyExistsError(path + " exists and is left as it is")
                           : absl::UnknownError(path + ": " + std::strerror(errno));
  }
  const std::string seed = evidence::Signer::NewSeedFile();
  const bool written =
      ::write(file, seed.data(), seed.size()) == static_cast<ssize_t>(seed.size()) && ::fsync(file) == 0;
  ::close(file);
  return written ? absl::OkStatus() : absl::UnknownError(path + ": cannot be written");
}

std::optional<int> RunCommand(const std::string& program, int argc, char** argv,
                              const std::function<absl::Status()>& migrate) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  absl::Status done;
  if (command == "--make-signing-key") {
    if (argc != 3) return std::cerr << "usage: " << program << " --make-signing-key FILE\n", 2;
    done = MakeSigningKey(argv[2]);
  } else if (command == "--migrate") {
    done = migrate();
  } else {
    return std::nullopt;
  }
  if (done.ok()) return 0;
  std::cerr << program << ": " << done.message() << '\n';
  return 1;
}

}  // namespace tabadul::exchange
