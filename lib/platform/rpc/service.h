// How a service offers its RPCs: handlers by name, checked against the proto's descriptor. No grpc++ header
// is needed to write or to read a handler (docs/adr/0004): the adapter (server.cc) receives and sends raw
// bytes, parses and serializes on the worker pool, and runs request id → authentication → policy → deadline →
// handler → metrics, log for every call. A method of the descriptor without a handler, or without a policy
// option, fails the start.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "lib/platform/base/status.h"
#include "lib/platform/rpc/call.h"
#include "tabadul/common/v1/goodbye.pb.h"

namespace tabadul::rpc {

using google::protobuf::Message;

// The server's side of one stream (server-streaming or bidirectional). Thread-safe. The adapter owns gRPC's
// rules: one write in flight, a Goodbye as the last message, reading until the client half-closes, Finish
// exactly once.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual const Call& call() const = 0;
  // Asks for the next message of the client; StreamHandler::OnMessage follows. One at a time: not reading is
  // how a handler slows its client down.
  virtual void Read() = 0;
  // Queues one serialized response message. False if the stream is over (then nothing was queued).
  virtual bool Write(std::string message) = 0;
  // Bytes queued and not yet taken by the transport: a handler stops producing above its bound.
  virtual size_t Unwritten() const = 0;
  // Has OnWake called soon; several calls before it may become one. For those who wait for something
  // elsewhere.
  virtual void Wake() = 0;
  // When the stream will be ended for its age.
  virtual absl::Duration max_age() const = 0;
  // Ends the stream in-band: after what is queued, a Goodbye with `status` in the caller's language, then the
  // end. Later calls do nothing. A client that never half-closes is cut after 10 s.
  virtual void End(absl::Status status, common::v1::GoodbyeAction action) = 0;
};

// The handler's side of one stream. Calls come one at a time, on the worker pool; they must not block for
// long outside pg. Destroyed after OnEnd, and after every callback has returned.
class StreamHandler {
 public:
  virtual ~StreamHandler() = default;
  virtual void OnStart() = 0;  // the caller is authenticated and allowed
  // One message of the client, serialized; parse it with the request type. For server-streaming methods
  // called once.
  virtual void OnMessage(std::string message) = 0;
  virtual void OnHalfClose() {}  // the client has said all; seen only while a Read() is asked for
  virtual void OnWritable() {}   // Unwritten() has fallen
  virtual void OnWake() {}       // Stream::Wake was called
  virtual void OnTick() {}       // every second while the stream is open
  // The stream has to end soon: the process drains (DRAINING) or the stream is old (STREAM_EXPIRED), as `why`
  // says. Answer what is acknowledged, then stream.End(why, RECONNECT). The default ends at once; after 5 s
  // the adapter does.
  virtual void OnDrain(Stream& stream, const absl::Status& why);
  virtual void OnEnd() {}  // the stream is over (Goodbye delivered, client gone, cut): stop producing
};

// What a handler may wait for decides which workers run it: reads from memory have workers of their own, so that they
// never queue behind calls that wait for a database.
enum class Work {
  kMayWait,     // pg, other services, commits
  kFromMemory,  // nothing, or briefly and only a few at a time
};

class Service {
 public:
  explicit Service(const google::protobuf::ServiceDescriptor* descriptor);

  // A unary RPC. `handler` is a plain function; it runs on the workers of its kind of work.
  template <class Request, class Response>
  void Unary(std::string_view method,
             std::function<absl::StatusOr<Response>(const Call&, const Request&)> handler,
             Work work = Work::kMayWait) {
    AddUnary(method, work, Request::default_instance(), Response::default_instance(),
             [handler = std::move(handler)](const Call& call, const Message& request, Message* response) {
               auto answer = handler(call, static_cast<const Request&>(request));
               if (!answer.ok()) return answer.status();
               *static_cast<Response*>(response) = *std::move(answer);
               return absl::OkStatus();
             });
  }
  template <class Object, class Request, class Response>
  void Unary(std::string_view method, Object* object,
             absl::StatusOr<Response> (Object::*handler)(const Call&, const Request&),
             Work work = Work::kMayWait) {
    Unary<Request, Response>(
        method,
        [object, handler](const Call& call, const Request& request) {
          return (object->*handler)(call, request);
        },
        work);
  }
  // A unary RPC that takes its request apart itself, so that one bad part does not refuse the whole: it answers for
  // everything that the adapter checks otherwise (UTF-8, unknown fields, size of what it builds).
  template <class Object, class Response>
  void UnaryOfBytes(std::string_view method, Object* object,
                    absl::StatusOr<Response> (Object::*handler)(const Call&, const std::string& request),
                    Work work = Work::kMayWait) {
    AddUnaryOfBytes(method, work, Response::default_instance(),
                    [object, handler](const Call& call, const std::string& request, Message* response) {
                      auto answer = (object->*handler)(call, request);
                      if (!answer.ok()) return answer.status();
                      *static_cast<Response*>(response) = *std::move(answer);
                      return absl::OkStatus();
                    });
  }
  // A stream. `factory` makes the handler of one call; the Stream outlives it.
  void Streaming(std::string_view method, std::function<std::unique_ptr<StreamHandler>(Stream&)> factory);

  using UnaryHandler = std::function<absl::Status(const Call&, const Message& request, Message* response)>;
  using BytesHandler =
      std::function<absl::Status(const Call&, const std::string& request, Message* response)>;
  struct Method {
    const google::protobuf::MethodDescriptor* descriptor;
    const Message* request;  // prototypes of the generated types; null for streams and bytes
    const Message* response;
    Work work;
    UnaryHandler unary;  // or
    BytesHandler bytes;  // or
    std::function<std::unique_ptr<StreamHandler>(Stream&)> streaming;
  };
  const google::protobuf::ServiceDescriptor* descriptor() const { return descriptor_; }
  const absl::flat_hash_map<std::string, Method>& methods() const { return methods_; }

 private:
  void AddUnary(std::string_view method, Work work, const Message& request, const Message& response,
                UnaryHandler handler);
  void AddUnaryOfBytes(std::string_view method, Work work, const Message& response, BytesHandler handler);
  const google::protobuf::MethodDescriptor* Find(std::string_view method) const;
  const google::protobuf::ServiceDescriptor* descriptor_;
  absl::flat_hash_map<std::string, Method> methods_;
};

}  // namespace tabadul::rpc
