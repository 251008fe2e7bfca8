// For tests: every page of uploads, made of a file and a mapping that say what the test wants.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/web/pages/samples.h"
#include "services/web/uploads/upload_pages.h"

namespace tabadul::web::uploads {

inline constexpr char kId[] = "0f9c2b7e5d1a4c8896e3aa10b4d2f701";
inline constexpr char kDayInTheFile[] = "01/01/2026";

inline pages::Asked Asked(const std::string& language) {
  return pages::Ask(language, std::string("/system/uploads/") + kId);
}
inline owner::Session Session() {
  owner::Session session;
  session.source = "SY/mosal/pes";
  session.scopes = {"vacancy.write", "training_offer.write"};
  return session;
}

// All of it, with a text everywhere where a file or a mapping may bring one.
inline Shown Full(const std::string& text) {
  const ingest::Rejection rejection = {.field = text,
                                       .reason = common::v1::ERROR_REASON_MALFORMED,
                                       .metadata = {{"form", text}},
                                       .column = text};
  Fate fate;
  fate.counts = {.rows = 1234, .created = 1000, .unchanged = 200};
  fate.counts.rejected = 34;
  fate.causes = {{.rows = 34, .first = 7, .rejection = rejection}};
  fate.first = {{.number = 2,
                 .record_id = text,
                 .lines = {{"title", "ar", text}, {"employer.name", "", text}},
                 .rejections = {rejection}}};
  fate.rejected_rows = 34;
  fate.receipts = 3;
  fate.run_id = kId;
  fate.run_state = "HELD";
  fate.to_close = 41;
  fate.trouble = Trouble{common::v1::ERROR_REASON_PRECONDITION, {{"columns", text}}};
  Shown shown;
  shown.upload.id = kId;
  shown.upload.source = "SY/mosal/pes";
  shown.upload.file_name = text;
  shown.upload.kind = "vacancy";
  shown.upload.bytes = 5'000'000;
  shown.upload.create_time = absl::FromUnixSeconds(1'780'000'000);
  shown.upload.step = Step::kChecked;
  shown.upload.check = fate;
  shown.upload.push = fate;
  shown.upload.unreadable = Trouble{common::v1::ERROR_REASON_MALFORMED, {{"field", "file"}, {"form", text}}};
  shown.upload.working = "push";
  const std::string country = text + text, schedule = country + text, day = schedule + text, pay = day + text;
  shown.upload.choices.columns = {{ingest::Subject::kTitle, {text}},
                                  {ingest::Subject::kCountry, {country}},
                                  {ingest::Subject::kSchedule, {schedule}},
                                  {ingest::Subject::kPublished, {day}},
                                  {ingest::Subject::kPay, {pay}}};
  shown.upload.choices.countries = {{text, "SY"}};
  shown.upload.choices.dates = {{ingest::Subject::kPublished, {.format = "dd/mm/yyyy", .ambiguous = true}}};
  shown.sample.emplace();
  shown.sample->rows = 1;
  shown.sample->columns = {{text, {text}},         {country, {text}}, {schedule, {text}},
                           {day, {kDayInTheFile}}, {pay, {text}},     {"", {text}}};
  shown.yaml = "# " + text + "\nkind: vacancy\n";
  shown.mistakes = {text};
  shown.problems = {text};
  shown.full = true;
  return shown;
}

// `full`: of Full, or changed from that.
inline std::vector<pages::Page> EveryPage(const std::string& language, const Shown& full) {
  const pages::Asked asked = Asked(language);
  std::vector<pages::Page> all;
  all.push_back(FormPage(asked, Session(), "csrf", {}, {.country = full.upload.file_name}, {full.upload}));
  for (const ErrorReason reason : {common::v1::ERROR_REASON_MESSAGE_TOO_LARGE,
                                   common::v1::ERROR_REASON_TOO_MANY, common::v1::ERROR_REASON_OVERLOADED,
                                   common::v1::ERROR_REASON_IDLE, common::v1::ERROR_REASON_MALFORMED}) {
    all.push_back(FormPage(asked, Session(), "csrf", {}, {}, {}));
    SetFormProblem(Error(reason), {}, asked, all.back());
  }
  all.push_back(FormPage(asked, {}, "csrf", {}, {}, {}));
  SetNoFile(asked, all.back());
  all.push_back(UploadPage(asked, full, "csrf"));
  for (const char* const what : {"read", "check", "push"}) {
    Shown working = full;
    const auto job = std::make_shared<Job>(what);
    job->size = 200;
    job->done = 50;
    job->answered = 7;
    working.job = job;
    all.push_back(UploadPage(asked, working, "csrf"));
  }
  Shown by_hand = full, unread = full;
  by_hand.upload.by_choices = by_hand.full = false;
  by_hand.upload.working = "check";
  by_hand.upload.push->run_state = "DONE";
  by_hand.upload.check->run_state = "OPEN";
  all.push_back(UploadPage(asked, by_hand, "csrf"));
  unread.upload.step = Step::kUploaded;
  unread.upload.unreadable.reset();
  unread.upload.push->run_state = "CLOSING";
  unread.yaml.clear();
  all.push_back(UploadPage(asked, unread, "csrf"));
  all.push_back(GonePage(asked));
  return all;
}

}  // namespace tabadul::web::uploads
