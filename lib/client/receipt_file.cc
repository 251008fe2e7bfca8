#include "lib/client/receipt_file.h"

#include <fcntl.h>
#include <google/protobuf/util/delimited_message_util.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"
#include "lib/platform/base/files.h"
#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

using exchange::v1::ReceiptFileEntry;

constexpr std::string_view kMagic = "tabadul-receipts-1\n";  // begins the file
constexpr uint32_t kMaxEntry = 64u << 20;

absl::Status Damaged(const std::string& path) {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"file", path}, {"form", "receipts"}});
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReceiptWriter>> ReceiptWriter::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return FileError(path);
  std::unique_ptr<ReceiptWriter> writer(new ReceiptWriter(path, fd));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) return Error(common::v1::ERROR_REASON_CONCURRENT, {{"file", path}});
  ASSIGN_OR_RETURN(const uint64_t whole, ReadReceipts(path, [](const auto&) { return absl::OkStatus(); }));
  if (ftruncate(fd, static_cast<off_t>(whole)) != 0) return FileError(path);
  if (whole == 0) RETURN_IF_ERROR(writer->Write(kMagic));
  return writer;
}

ReceiptWriter::~ReceiptWriter() { close(fd_); }

absl::Status ReceiptWriter::Add(const ReceiptFileEntry& entry) {
  std::ostringstream out;
  google::protobuf::util::SerializeDelimitedToOstream(entry, &out);
  return Write(out.str());
}

absl::Status ReceiptWriter::Write(std::string_view bytes) {
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t written = write(fd_, bytes.data() + at, bytes.size() - at);
    if (written < 0 && errno != EINTR) return FileError(path_);
    at += written < 0 ? 0 : static_cast<size_t>(written);
  }
  return absl::OkStatus();
}

absl::Status ReceiptWriter::Sync() { return fdatasync(fd_) == 0 ? absl::OkStatus() : FileError(path_); }

absl::StatusOr<uint64_t> ReadReceipts(const std::string& path,
                                      const std::function<absl::Status(const ReceiptFileEntry&)>& visit) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"file", path}});
  google::protobuf::io::FileInputStream file(fd);
  file.SetCloseOnDelete(true);
  uint64_t whole = 0;
  std::string bytes;
  {
    google::protobuf::io::CodedInputStream in(&file);
    if (in.ReadString(&bytes, kMagic.size())) {
      if (bytes != kMagic) return Damaged(path);
      whole = kMagic.size();
    } else {
      // Empty, or cut off in its first bytes.
      if (!kMagic.starts_with(bytes)) return Damaged(path);
      return 0;
    }
  }
  while (true) {
    // A coded stream of its own for each entry: it counts bytes in 31 bits.
    google::protobuf::io::CodedInputStream in(&file);
    uint32_t size = 0;
    if (!in.ReadVarint32(&size)) return whole;
    if (size > kMaxEntry) return Damaged(path);
    if (!in.ReadString(&bytes, static_cast<int>(size))) return whole;  // cut off
    ReceiptFileEntry entry;
    if (!entry.ParseFromString(bytes)) return Damaged(path);
    whole += static_cast<uint64_t>(in.CurrentPosition());
    RETURN_IF_ERROR(visit(entry));
  }
}

}  // namespace tabadul::client
