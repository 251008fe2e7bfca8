// The client's side of gRPC, without grpc++ headers: raw unary calls and streams over one TLS channel. Used
// by services towards each other and by lib/client. Thread-safe. Create once, destroy last.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"
#include "lib/platform/base/context.h"
#include "lib/platform/base/status.h"
#include "lib/platform/rpc/server.h"

namespace tabadul::rpc {

struct ChannelOptions {
  std::string target;  // "host:port"
  TlsFiles tls;
  std::string server_name;  // name expected in the server's certificate, if not the host
  size_t max_message_bytes = 64u << 20;
  // Metadata of each call ("authorization", "accept-language"): asked anew per call.
  std::function<absl::StatusOr<std::vector<std::pair<std::string, std::string>>>()> metadata;
};

// A bidirectional or server-streaming call, blocking. One thread writes, one thread reads.
class ClientStream {
 public:
  virtual ~ClientStream() = default;                                 // cancels if it has not ended
  virtual bool Write(const google::protobuf::Message& message) = 0;  // false: the call has ended
  // Half-closes; at the latest at a Goodbye. Any thread, also twice: it waits for a Write in progress.
  virtual bool WritesDone() = 0;
  virtual bool Read(google::protobuf::Message* message) = 0;  // false: the end; ask Finish
  virtual absl::Status Finish() = 0;                          // reasons and details as the server sent them
  virtual void Cancel() = 0;                                  // thread-safe: ends Write and Read
};

class Channel {
 public:
  explicit Channel(ChannelOptions options);
  ~Channel();
  // method: "/tabadul.jobs.v1.JobsService/GetVacancy". Errors keep reason, field violations, retry delay. CANCELLED within
  // a tenth of a second once the context is, and the call with it.
  absl::Status Unary(const Context& context, std::string_view method,
                     const google::protobuf::Message& request, google::protobuf::Message* response);
  // `deadline` may be absl::InfiniteFuture() for streams.
  absl::StatusOr<std::unique_ptr<ClientStream>> Streaming(absl::Time deadline, std::string_view method);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::rpc
