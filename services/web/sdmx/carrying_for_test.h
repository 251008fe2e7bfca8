// For tests: a service that answers as it is told, and a client of HTTP that keeps what comes. One thread.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/web/sdmx/mount.h"

namespace tabadul::web::sdmx {

using statistics::v1::GetSdmxRequest;
using statistics::v1::GetSdmxResponse;

class FakeStatistics {
 public:
  // What comes of each Next, in this order; then, if it is to end, the end.
  std::deque<std::string> messages;
  std::optional<absl::Status> end = absl::OkStatus();

  std::vector<rpc::Forwarder::Outgoing> calls;
  int asked = 0;  // for messages
  bool cancelled = false;

  void Head(uint32_t status, std::vector<std::pair<std::string, std::string>> headers = {}) {
    GetSdmxResponse response;
    response.mutable_head()->set_status(status);
    for (auto& [name, value] : headers) {
      auto& header = *response.mutable_head()->add_headers();
      header.set_name(name);
      header.set_value(value);
    }
    messages.push_back(response.SerializeAsString());
  }
  void Body(std::string bytes) {
    GetSdmxResponse response;
    response.set_body(std::move(bytes));
    messages.push_back(response.SerializeAsString());
  }
  Streams streams() {
    return [this](rpc::Forwarder::Outgoing call, std::shared_ptr<rpc::Forwarder::Receiver> receiver) {
      calls.push_back(std::move(call));
      return std::make_shared<Incoming>(*this, std::move(receiver));
    };
  }
  GetSdmxRequest request() const {
    GetSdmxRequest request;
    EXPECT_TRUE(!calls.empty() && request.ParseFromString(calls.back().request));
    return request;
  }

 private:
  class Incoming final : public rpc::Forwarder::Incoming {
   public:
    Incoming(FakeStatistics& service, std::shared_ptr<rpc::Forwarder::Receiver> receiver)
        : service_(service), receiver_(std::move(receiver)) {}
    void Next() override {
      ++service_.asked;
      if (!service_.messages.empty()) {
        std::string message = std::move(service_.messages.front());
        service_.messages.pop_front();
        if (receiver_ != nullptr) receiver_->OnMessage(std::move(message));
      } else if (service_.end) {
        End(*service_.end);
      }
    }
    void Cancel() override {
      service_.cancelled = true;
      End(absl::CancelledError());
    }

   private:
    void End(const absl::Status& status) {
      if (const auto receiver = std::exchange(receiver_, nullptr)) receiver->OnEnd(status);
    }

    FakeStatistics& service_;
    std::shared_ptr<rpc::Forwarder::Receiver> receiver_;
  };
};

class KeptAnswer final : public http::Answer {
 public:
  enum class Ending { kNone, kWhole, kCut };

  void Send(http::Response response) override {
    if (end != Ending::kNone) return;
    head = std::move(response);
    body = std::move(head.body);
    end = Ending::kWhole;
  }
  void Begin(http::Response response) override { head = std::move(response); }
  void Write(std::string piece) override {
    if (end != Ending::kNone) return;
    body += piece;
    unwritten += slow ? piece.size() : 0;
  }
  void End() override { Close(Ending::kWhole); }
  void Cut() override { Close(Ending::kCut); }
  size_t Unwritten() const override { return unwritten; }
  bool gone() const override { return false; }
  void OnWritable(std::function<void()> call) override { on_writable = std::move(call); }
  void OnGone(std::function<void()> call) override { on_gone = std::move(call); }
  void OnDrain(std::function<void()>) override {}

  http::Response head;
  std::string body;
  Ending end = Ending::kNone;
  bool slow = false;  // takes nothing by itself
  size_t unwritten = 0;
  std::function<void()> on_writable, on_gone;

 private:
  void Close(Ending how) {
    if (end == Ending::kNone) end = how;
  }
};

inline std::string Unzipped(const std::string& bytes) {
  z_stream stream = {};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string out(64u << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

}  // namespace tabadul::web::sdmx
