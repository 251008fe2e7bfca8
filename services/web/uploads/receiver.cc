#include "services/web/uploads/receiver.h"

#include <utility>

#include "lib/ingest/tidy.h"
#include "lib/platform/http/form_data.h"

namespace tabadul::web::uploads {
namespace {

constexpr size_t kLongestFileName = 120;

// As people call it: without folders, on one line.
std::string NameOf(std::string_view file_name) {
  if (const size_t slash = file_name.find_last_of("/\\"); slash != std::string_view::npos)
    file_name.remove_prefix(slash + 1);
  std::string name = ingest::Tidy(file_name, ingest::Lines::kOne);
  if (name.size() <= kLongestFileName) return name;
  size_t begin = name.size() - kLongestFileName;  // the ending says more
  while ((name[begin] & 0xc0) == 0x80) ++begin;
  return name.substr(begin);
}

absl::Status StatusOf(int refusal, uint64_t limit) {
  switch (refusal) {
    case 413:
      return Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE, {{"limit_bytes", std::to_string(limit)}});
    case 408:
      return Error(common::v1::ERROR_REASON_IDLE);
    default:
      return Error(common::v1::ERROR_REASON_REQUEST_UNREADABLE);
  }
}

}  // namespace

// One form on its way. One thread at a time: the next piece is asked for when the last one is dealt with.
class Receiver::Form final : public http::FormDataReader::Receiver,
                             public std::enable_shared_from_this<Form> {
 public:
  Form(UploadStore& store, rpc::WorkerPool& pool, std::shared_ptr<Places> places,
       std::shared_ptr<const owner::Visit> visit, std::function<void(Received)> done)
      : store_(store),
        pool_(pool),
        places_(std::move(places)),
        visit_(std::move(visit)),
        done_(std::move(done)),
        has_place_(places_->Take(visit_->session.source).ok()) {}
  ~Form() override {
    if (has_place_) places_->Leave(visit_->session.source);
  }

  void Begin() {
    const auto boundary = http::BoundaryOf(visit_->request.fields.Get("content-type"));
    if (!boundary) received_.refused = true;
    reader_.emplace(boundary.value_or("none"), *this);
    if (!has_place_) {
      received_.status =
          WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "uploads"}}), absl::Minutes(1));
    }
    if (visit_->request.stream != nullptr) return Ask();
    Queue({.bytes = visit_->request.body, .last = true});
  }

  absl::Status OnField(std::string_view name, std::string value) override {
    if (name == "csrf") known_ = visit_->IsCsrf(value);
    RETURN_IF_ERROR(CheckKnown());
    if (name == "kind") received_.kind = std::move(value);
    if (name == "country") received_.country = std::move(value);
    if (name == "export") received_.full = value == "full";
    return absl::OkStatus();
  }
  absl::Status OnFile(std::string_view name, std::string file_name) override {
    RETURN_IF_ERROR(CheckKnown());
    into_ = name == "file" && received_.file == nullptr ? Into::kFile
            : name == "mapping"                         ? Into::kMapping
                                                        : Into::kNothing;
    if (file_name.empty()) into_ = Into::kNothing;  // none was chosen
    if (into_ != Into::kFile) return absl::OkStatus();
    received_.file_name = NameOf(file_name);
    ASSIGN_OR_RETURN(received_.file, store_.Begin(visit_->session.source, received_.file_name));
    return absl::OkStatus();
  }
  absl::Status OnFileBytes(std::string_view bytes) override {
    if (into_ == Into::kFile) return received_.file->Write(bytes);
    if (into_ != Into::kMapping) return absl::OkStatus();
    if (received_.mapping.size() + bytes.size() > kMostMapping)
      return Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE,
                   {{"limit_bytes", std::to_string(kMostMapping)}});
    received_.mapping += bytes;
    return absl::OkStatus();
  }
  absl::Status OnFileEnd() override { return absl::OkStatus(); }

 private:
  enum class Into { kNothing, kFile, kMapping };

  // Nothing is taken of a form that does not say first that it is ours.
  absl::Status CheckKnown() {
    if (known_) return absl::OkStatus();
    received_.refused = true;
    return Error(common::v1::ERROR_REASON_REQUEST_UNREADABLE);
  }

  void Ask() {
    visit_->request.stream->Next(
        [self = shared_from_this()](http::Body::Piece piece) { self->Queue(std::move(piece)); });
  }
  void Queue(http::Body::Piece piece) {
    // False: the service ends, and its clients with it.
    (void)pool_.Post([self = shared_from_this(), piece = std::move(piece)] { self->Read(piece); });
  }

  bool Failed() const { return received_.refused || !received_.status.ok(); }
  void Read(const http::Body::Piece& piece) {
    if (piece.refusal != 0) {
      received_.status = StatusOf(piece.refusal, store_.limits().file_bytes);
      return Finish();
    }
    if (!Failed()) received_.status = reader_->Put(piece.bytes);
    if (!piece.last) {
      if (Failed()) received_.file.reset();
      return Ask();
    }
    if (!Failed()) received_.status = reader_->End();
    Finish();
  }
  void Finish() {
    if (Failed() || (received_.file != nullptr && received_.file->bytes() == 0)) received_.file.reset();
    std::exchange(done_, nullptr)(std::move(received_));
  }

  UploadStore& store_;
  rpc::WorkerPool& pool_;
  const std::shared_ptr<Places> places_;
  const std::shared_ptr<const owner::Visit> visit_;
  std::function<void(Received)> done_;
  const bool has_place_;
  std::optional<http::FormDataReader> reader_;
  Received received_;
  bool known_ = false;
  Into into_ = Into::kNothing;
};

void Receiver::Take(std::shared_ptr<const owner::Visit> visit, std::function<void(Received)> done) {
  std::make_shared<Form>(store_, pool_, places_, std::move(visit), std::move(done))->Begin();
}

}  // namespace tabadul::web::uploads
