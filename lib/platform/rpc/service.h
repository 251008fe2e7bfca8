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
#include "absl/container/flat_hash_set.h"
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
  virtual void OnWritable() {}   // Unwritten() has fallen to zero after having been above it
  virtual void OnWake() {}       // Stream::Wake was called
  virtual void OnTick() {}       // every second while the stream is open
  // The stream has to end soon: the process drains (DRAINING) or the stream is old (STREAM_EXPIRED), as `why`
  // says. Answer what is acknowledged, then stream.End(why, RECONNECT). The default ends at once; after 5 s
  // the adapter does.
  virtual void OnDrain(Stream& stream, const absl::Status& why);
  virtual void OnEnd() {}  // the stream is over (Goodbye delivered, client gone, cut): stop producing
};

class Service {
 public:
  explicit Service(const google::protobuf::ServiceDescriptor* descriptor);

  // A unary RPC. `handler` is a plain function that may block (pg, clients); it runs on the worker pool.
  template <class Request, class Response>
  void Unary(std::string_view method,
             std::function<absl::StatusOr<Response>(const Call&, const Request&)> handler) {
    AddUnary(method, Request::default_instance(), Response::default_instance(),
             [handler = std::move(handler)](const Call& call, const Message& request, Message* response) {
               auto answer = handler(call, static_cast<const Request&>(request));
               if (!answer.ok()) return answer.status();
               *static_cast<Response*>(response) = *std::move(answer);
               return absl::OkStatus();
             });
  }
  template <class Object, class Request, class Response>
  void Unary(std::string_view method, Object* object,
             absl::StatusOr<Response> (Object::*handler)(const Call&, const Request&)) {
    Unary<Request, Response>(method, [object, handler](const Call& call, const Request& request) {
      return (object->*handler)(call, request);
    });
  }
  // A stream. `factory` makes the handler of one call; the Stream outlives it.
  void Streaming(std::string_view method, std::function<std::unique_ptr<StreamHandler>(Stream&)> factory);

  using UnaryHandler = std::function<absl::Status(const Call&, const Message& request, Message* response)>;
  struct Method {
    const google::protobuf::MethodDescriptor* descriptor;
    const Message* request;  // prototypes of the generated types; null for streams
    const Message* response;
    UnaryHandler unary;  // or
    std::function<std::unique_ptr<StreamHandler>(Stream&)> streaming;
  };
  // Unknown fields in a unary request are refused (UNKNOWN_FIELD), except inside messages of this type: the
  // handler checks those itself, to answer them per item.
  void LeaveUnknownFieldsIn(const google::protobuf::Descriptor* message) { lenient_.insert(message); }

  const google::protobuf::ServiceDescriptor* descriptor() const { return descriptor_; }
  const absl::flat_hash_set<const google::protobuf::Descriptor*>& lenient() const { return lenient_; }
  const absl::flat_hash_map<std::string, Method>& methods() const { return methods_; }

 private:
  void AddUnary(std::string_view method, const Message& request, const Message& response,
                UnaryHandler handler);
  const google::protobuf::MethodDescriptor* Find(std::string_view method) const;
  const google::protobuf::ServiceDescriptor* descriptor_;
  absl::flat_hash_map<std::string, Method> methods_;
  absl::flat_hash_set<const google::protobuf::Descriptor*> lenient_;
};

}  // namespace tabadul::rpc
