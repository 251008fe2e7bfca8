#include "services/web/uploads/uploads.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "lib/ingest/mapping.h"
#include "lib/platform/base/thread_name.h"
#include "services/web/owner/cookie.h"
#include "services/web/owner/owner.h"
#include "services/web/owner/parts.h"
#include "services/web/pages/names.h"
#include "services/web/pages/text.h"
#include "services/web/uploads/choices_form.h"

namespace tabadul::web::uploads {
namespace {

using owner::Reply;
using owner::SeeOther;
using owner::SystemPage;
using owner::Visit;
using pages::Text;

constexpr int kAtOnce = 2, kWaiting = 4;  // files that are read, tried or pushed
constexpr absl::Duration kSweepEvery = absl::Minutes(1);

// Empty: it has none.
std::string CountryOf(std::string_view source) {
  return CapitalsIn(pages::CountryOf(source), 2).value_or("");
}

bool MayWrite(const owner::Session& session, std::string_view kind) {
  const auto kinds = owner::KindsOf(session);
  return std::any_of(kinds.begin(), kinds.end(), [&](const owner::Kind* one) { return one->name == kind; });
}

// As browsers send the lines of a text.
std::string WithLineFeeds(std::string_view text) {
  return absl::StrReplaceAll(Absl(text), {{"\r\n", "\n"}, {"\r", "\n"}}) + "\n";
}

std::vector<std::string> MistakesOf(const ingest::Mapping::Loaded& loaded, const std::string& language) {
  std::vector<std::string> mistakes;
  for (const ingest::MappingProblem& problem : loaded.problems)
    mistakes.push_back(ingest::Describe(problem, language));
  return mistakes;
}

// All but what the file holds, which its owner knows.
void Guess(Upload& upload, const ingest::Sample& sample, const ingest::ImportKind& kind,
           const std::string& country) {
  const ingest::Export what = upload.choices.what;
  upload.choices = ingest::GuessChoices(sample, kind, {.country = country});
  upload.choices.what = what;
}

bool IsGone(const absl::Status& status) { return ReasonOf(status) == common::v1::ERROR_REASON_NOT_FOUND; }

pages::Page Problem(const Visit& visit, Shown shown, const char* key, int status) {
  shown.problems.push_back(Text(visit.asked.language, key));
  pages::Page page = UploadPage(visit.asked, shown, visit.csrf);
  page.status = status;
  return page;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Uploads>> Uploads::Make(const std::string& directory,
                                                       UploadStore::Limits limits, Hub hub,
                                                       owner::Sessions& sessions) {
  ASSIGN_OR_RETURN(auto store, UploadStore::Open(directory, limits));
  return std::unique_ptr<Uploads>(new Uploads(std::move(store), std::move(hub), sessions));
}

Uploads::Uploads(std::unique_ptr<UploadStore> store, Hub hub, owner::Sessions& sessions)
    : store_(std::move(store)),
      hub_(std::move(hub)),
      sessions_(sessions),
      receiver_(*store_),
      workshop_(kAtOnce, kWaiting),
      sweeper_(NamedThread("uploads", [this] { Sweep(); })) {}

Uploads::~Uploads() { Stop(); }

void Uploads::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(stopped_, true)) return;
  }
  sweeper_.join();
  receiver_.Stop();
  workshop_.Stop();
}

void Uploads::Sweep() {
  for (bool stopped = false; !stopped;) {
    store_->Sweep(absl::Now());
    absl::MutexLock lock(&mutex_);
    stopped = mutex_.AwaitWithTimeout(absl::Condition(&stopped_), kSweepEvery);
  }
}

std::optional<size_t> Uploads::Streams(const http::Request& head) const {
  const std::string_view path = head.path();
  if (head.method != "POST" || !owner::Owner::Owns(path) || !path.ends_with(kUploadPath) ||
      !owner::SessionIn(head.fields))
    return std::nullopt;
  return Receiver::MostBytes(store_->limits());
}

std::vector<SystemPage> Uploads::Pages() {
  std::vector<SystemPage> all;
  all.push_back({.name = "system-upload", .path = kUploadPath, .entry = "upload.title"});
  all.back().get = [this](const Visit& visit) { return ShowForm(visit); };
  all.back().take = [this](std::shared_ptr<const Visit> visit, SystemPage::Answer answer) {
    receiver_.Take(visit, [this, visit, answer = std::move(answer)](Received received) {
      Taken(*visit, std::move(received), answer);
    });
  };
  all.push_back({.name = "system-uploads", .path = "/system/uploads/{id}"});
  all.back().get = [this](const Visit& visit) { return Show(visit); };
  all.back().post = [this](const Visit& visit) { return Act(visit); };
  const auto download = [&](const char* path, std::string name, const char* type, const char* shown_as) {
    all.push_back({.name = "system-uploads", .path = std::string("/system/uploads/{id}/") + path});
    all.back().get = [this, name = std::move(name), type, shown_as](const Visit& visit) {
      return Download(visit, name, type, shown_as);
    };
  };
  download("mapping.yaml", kMapping, "application/yaml; charset=utf-8", "mapping.yaml");
  download("check.csv", RejectsOf("check"), "text/csv; charset=utf-8", "check.rejects.csv");
  download("rejects.csv", RejectsOf("push"), "text/csv; charset=utf-8", "push.rejects.csv");
  download("receipts", kReceipts, "application/octet-stream", "push.receipts");
  for (SystemPage& page : all) page.asks_nobody = true;
  return all;
}

// ---- the form that uploads a file

pages::Page Uploads::Form(const Visit& visit, const FormValues& values) {
  return FormPage(visit.asked, visit.session, visit.csrf, store_->limits(), values,
                  store_->ListOf(visit.session.source));
}

absl::StatusOr<Reply> Uploads::ShowForm(const Visit& visit) {
  return Form(visit, {.country = CountryOf(visit.session.source)});
}

void Uploads::Taken(const Visit& visit, Received received, const SystemPage::Answer& answer) {
  if (received.refused) {
    received.file.reset();
    return answer(owner::FormRefused(visit.asked));
  }
  if (received.status.ok() && received.file != nullptr && MayWrite(visit.session, received.kind)) {
    const auto kept = Keep(received);
    if (kept.ok()) {
      // Small files are read before anybody has seen that they were not.
      const auto there = [answer, path = PathOf(*kept)] { answer(SeeOther{path}); };
      if (!BeginRead(*kept, visit.asked.language, there)) there();
      return;
    }
    received.status = kept.status();
  }
  pages::Page page = Form(visit, {.kind = received.kind, .country = received.country, .full = received.full});
  if (received.status.ok() && received.file == nullptr) {
    SetNoFile(visit.asked, page);
  } else {
    SetFormProblem(received.status, store_->limits(), visit.asked, page);
  }
  received.file.reset();  // gone before its sender hears that it was not taken
  answer(std::move(page));
}

absl::StatusOr<Upload> Uploads::Keep(Received& received) {
  Upload upload;
  upload.file_name = received.file_name;
  upload.kind = received.kind;
  upload.by_choices = received.mapping.empty();
  upload.choices.country = CapitalsIn(received.country, 2).value_or("");
  upload.choices.what = received.full ? ingest::Export::kFull : ingest::Export::kChanges;
  ASSIGN_OR_RETURN(const Upload kept, received.file->Keep(std::move(upload)));
  if (!received.mapping.empty()) RETURN_IF_ERROR(store_->Write(kept, kGiven, received.mapping));
  return kept;
}

// ---- one upload

Shown Uploads::Look(Upload upload, const std::string& language) const {
  Shown shown;
  shown.job = workshop_.Of(upload.id);
  shown.yaml = store_->Read(upload, kMapping);
  if (!shown.yaml.empty()) {
    const auto loaded = ingest::Mapping::FromText(shown.yaml);
    shown.mistakes = MistakesOf(loaded, language);
    shown.full = loaded.ok() && loaded.mapping.what() == ingest::Export::kFull;
  }
  if (upload.by_choices) shown.sample = SampleFromJson(store_->Read(upload, kSample));
  shown.upload = std::move(upload);
  return shown;
}

absl::StatusOr<Reply> Uploads::Show(const Visit& visit) {
  auto upload = store_->Find(visit.asked.id, visit.session.source);
  if (!upload.ok()) return GonePage(visit.asked);
  return UploadPage(visit.asked, Look(*std::move(upload), visit.asked.language), visit.csrf);
}

absl::StatusOr<Reply> Uploads::Act(const Visit& visit) {
  auto upload = store_->Find(visit.asked.id, visit.session.source);
  if (!upload.ok()) return GonePage(visit.asked);
  const std::string_view act = visit.form.Get("act");
  Shown shown = Look(*std::move(upload), visit.asked.language);
  if (act == "read" || act == "check" || act == "push") return Work(visit, std::move(shown), act);
  const std::string id = shown.upload.id;
  const auto hold = workshop_.Hold(id);
  if (hold == nullptr) return SeeOther{PathOf(shown.upload)};  // which says that something is done
  auto reply = Change(visit, std::move(shown), act);
  if (!reply.ok() && IsGone(reply.status())) return GonePage(visit.asked);
  return reply;
}

absl::StatusOr<Reply> Uploads::Change(const Visit& visit, Shown shown, std::string_view act) {
  Upload& upload = shown.upload;
  const SeeOther there{PathOf(upload)};
  if (act == "remove") {
    store_->Remove(upload);
    return SeeOther{kUploadPath};
  }
  if (act == "yaml") return ChangeText(visit, std::move(shown));
  const auto sample = SampleFromJson(store_->Read(upload, kSample));
  const ingest::ImportKind* const kind = KindNamed(upload.kind);
  if (!sample || kind == nullptr) return there;
  if (act == "map") {
    upload.choices = ChoicesIn(visit.form, *sample, *kind, upload.choices, visit.asked, shown.problems);
    if (!shown.problems.empty()) {
      shown.sample = sample;
      return UploadPage(visit.asked, shown, visit.csrf);
    }
  } else if (act == "suggest") {
    const std::string country = upload.choices.country;  // the owner's choice
    Guess(upload, *sample, *kind, country.empty() ? CountryOf(upload.source) : country);
  } else {
    return there;
  }
  upload.by_choices = true;
  RETURN_IF_ERROR(DraftBy(upload, *sample, visit.asked.language));
  return there;
}

absl::StatusOr<Reply> Uploads::ChangeText(const Visit& visit, Shown shown) {
  const std::string yaml = WithLineFeeds(visit.form.Get("yaml"));
  const auto loaded = ingest::Mapping::FromText(yaml);
  if (!loaded.ok()) {
    shown.yaml = yaml;
    shown.mistakes = MistakesOf(loaded, visit.asked.language);
    pages::Page page = UploadPage(visit.asked, shown, visit.csrf);
    page.status = 400;
    return page;
  }
  shown.upload.by_choices = false;
  RETURN_IF_ERROR(SetMapping(shown.upload, yaml));
  return SeeOther{PathOf(shown.upload)};
}

absl::Status Uploads::DraftBy(Upload& upload, const ingest::Sample& sample, const std::string& language) {
  const ingest::ImportKind* const kind = KindNamed(upload.kind);
  if (kind == nullptr) return Internal("an upload of no kind");
  return SetMapping(upload, ingest::DraftMapping(sample, upload.file_name, *kind,
                                                 {.kind = kind->name, .language = language}, upload.choices));
}

// What was found by another mapping says nothing any more.
absl::Status Uploads::SetMapping(Upload& upload, const std::string& yaml) {
  const auto loaded = ingest::Mapping::FromText(yaml);
  upload.step = loaded.ok() ? Step::kMapped : Step::kUploaded;
  if (loaded.ok()) upload.kind = loaded.mapping.kind();
  upload.check.reset();
  upload.push.reset();
  upload.working.clear();
  RETURN_IF_ERROR(store_->Write(upload, kMapping, yaml));
  return store_->Save(upload);
}

// ---- what takes long

absl::StatusOr<Reply> Uploads::Work(const Visit& visit, Shown shown, std::string_view act) {
  const Upload& upload = shown.upload;
  const SeeOther there{PathOf(upload)};
  if (act == "read") {
    if (upload.step != Step::kUploaded || !shown.yaml.empty()) return there;
    const bool begun = BeginRead(upload, visit.asked.language, nullptr);
    return begun ? Reply(there) : Problem(visit, shown, "upload.busy", 503);
  }
  const bool push = act == "push";
  if (upload.step < (push ? Step::kChecked : Step::kMapped)) return there;
  Order order;
  order.check = !push;
  order.source = upload.source;
  order.file = store_->FileOf(upload);
  order.rejects = store_->PathOf(upload, RejectsOf(act));
  order.receipts = store_->PathOf(upload, kReceipts);
  order.language = visit.asked.language;
  if (const std::string_view typed = visit.form.Get("records"); push && !typed.empty()) {
    order.records = owner::CountIn(typed);
    if (!order.records) return Problem(visit, shown, "upload.records-wrong", 400);
  }
  const bool begun = workshop_.Begin(
      upload.id, std::string(act),
      [this, use = std::make_shared<UploadStore::Use>(*store_, upload.id), id = upload.id,
       caller = CallerOf(visit), order = std::move(order)](Job& job) { Run(id, caller, order, job); });
  if (begun || workshop_.Of(upload.id) != nullptr) return there;
  return Problem(visit, shown, "upload.busy", 503);
}

// As it is by now: nobody changes it while this is at work.
void Uploads::Run(const std::string& id, const Caller& caller, Order order, Job& job) {
  auto upload = store_->Find(id, order.source);
  if (!upload.ok() || upload->step < (order.check ? Step::kMapped : Step::kChecked)) return;
  auto loaded = ingest::Mapping::FromText(store_->Read(*upload, kMapping));
  if (!loaded.ok()) return;
  order.mapping = std::move(loaded.mapping);
  upload->working = job.what();
  if (!store_->Save(*upload).ok()) return;
  Fate fate = Push(hub_, caller, order, job);
  if (order.check) fate.first = FirstRows(order.file, order.mapping, order.source);
  // What the service's end has cut off is told when somebody looks at it again.
  if (job.stopping()) return;
  upload->working.clear();
  if (order.check) {
    // Who could not try it may not push it.
    upload->step = fate.trouble ? Step::kMapped : Step::kChecked;
    upload->check = std::move(fate);
    upload->push.reset();
  } else {
    if (!fate.trouble) upload->step = Step::kPushed;
    upload->push = std::move(fate);
    upload->check.reset();
  }
  (void)store_->Save(*upload);  // the disk's word is in the log
}

Caller Uploads::CallerOf(const Visit& visit) const {
  RequestContext asked = visit.context;
  asked.language = visit.asked.language;
  return [&sessions = sessions_, fingerprint = visit.session.fingerprint,
          context = std::move(asked)]() -> absl::StatusOr<std::vector<std::pair<std::string, std::string>>> {
    ASSIGN_OR_RETURN(const owner::Session session,
                     sessions.Find(fingerprint, context, context.language, absl::Now()));
    return owner::InNameOf(session.credentials, context).metadata;
  };
}

bool Uploads::BeginRead(const Upload& upload, const std::string& language, std::function<void()> done) {
  return workshop_.Begin(
      upload.id, "read",
      [this, use = std::make_shared<UploadStore::Use>(*store_, upload.id), upload, language](Job&) {
        ReadFile(upload, language);
      },
      std::move(done));
}

void Uploads::ReadFile(Upload upload, const std::string& language) {
  const std::string mapping = store_->Read(upload, kGiven);
  auto sample = ingest::TakeSample(store_->FileOf(upload));
  const ingest::ImportKind* const kind = KindNamed(upload.kind);
  if (!sample.ok() && mapping.empty()) {
    upload.unreadable = Trouble::Of(sample.status());
    upload.unreadable->metadata.erase("file");
    (void)store_->Save(upload);
    return;
  }
  if (sample.ok()) {
    const ingest::Sample shortened = Shortened(*std::move(sample));
    if (!store_->Write(upload, kSample, ToJson(shortened)).ok()) return;
    if (mapping.empty() && kind != nullptr) {
      Guess(upload, shortened, *kind, upload.choices.country);
      (void)DraftBy(upload, shortened, language);
      return;
    }
  }
  (void)SetMapping(upload, mapping);
}

absl::StatusOr<Reply> Uploads::Download(const Visit& visit, const std::string& name, const char* type,
                                        const char* shown_as) {
  const auto upload = store_->Find(visit.asked.id, visit.session.source);
  std::string bytes = upload.ok() ? store_->Read(*upload, name) : "";
  if (bytes.empty()) return GonePage(visit.asked);
  return owner::File{.type = type, .name = shown_as, .body = std::move(bytes)};
}

}  // namespace tabadul::web::uploads
