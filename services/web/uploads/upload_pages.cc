#include "services/web/uploads/upload_pages.h"

#include <algorithm>

#include "lib/ingest/rejects.h"
#include "lib/platform/base/utc.h"
#include "lib/transcode/transcoder.h"
#include "services/web/owner/parts.h"
#include "services/web/pages/format.h"
#include "services/web/pages/text.h"
#include "services/web/uploads/choices_form.h"

namespace tabadul::web::uploads {
namespace {

using pages::Address;
using pages::Format;
using pages::Text;
using pages::View;

std::string KindName(const std::string& kind, const std::string& language) {
  for (const owner::Kind& one : owner::kKinds) {
    if (one.name == kind) return Text(language, one.title);
  }
  return kind;
}

std::string StepName(const Upload& upload, const std::string& language) {
  return Text(language, "upload.step." + std::string(NameOf(upload.step)));
}

std::string SentenceOf(const Trouble& trouble, const pages::Asked& asked) {
  if (const auto columns = trouble.metadata.find("columns"); columns != trouble.metadata.end())
    return Text(asked.language, "upload.columns-missing", {{"columns", columns->second}});
  return messages::ErrorText(asked.language, trouble.reason, trouble.metadata, asked.digits);
}

void AddUploads(const std::vector<Upload>& uploads, const Format& format, View& view) {
  if (uploads.empty()) return;
  View& list = view.Add("UPLOADS");
  for (const Upload& upload : uploads) {
    View& row = list.Add("UPLOAD");
    row.Set("UPLOAD_ADDRESS", Address(format.language(), PathOf(upload)))
        .Set("UPLOAD_NAME", upload.file_name)
        .Set("UPLOAD_KIND", KindName(upload.kind, format.language()))
        .Set("UPLOAD_STEP", StepName(upload, format.language()))
        .Set("UPLOAD_TIME", format.Moment(upload.create_time))
        .Set("UPLOAD_ISO", FormatUtc(upload.create_time));
  }
}

void AddProblems(const Shown& shown, View& view) {
  if (shown.problems.empty()) return;
  View& problem = view.Add("PROBLEM");
  for (const std::string& text : shown.problems) problem.Add("PROBLEM_LINE").Set("PROBLEM_TEXT", text);
}

void AddJob(const Job& job, const Format& format, View& view) {
  const std::string& language = format.language();
  View& working = view.Add("WORKING");
  working.Set("WORKING_NAME", Text(language, "upload.working." + job.what()));
  const uint64_t size = job.size, done = std::min<uint64_t>(job.done, size), answered = job.answered;
  if (size > 0) {
    const uint64_t percent = done * 100 / size;
    working.Set("PERCENT", Text(language, "system.percent", {{"number", owner::Count(percent, format)}}));
    working.Set("PERCENT_VALUE", std::to_string(percent));
  }
  if (answered > 0)
    working.Set("ANSWERED", format.Counted("upload.answered", static_cast<int64_t>(answered)));
}

void AddCounts(const push::Counts& counts, const Format& format, View& fate) {
  const auto add = [&](const char* name, int64_t count) {
    View& row = fate.Add("COUNT");
    row.Set("COUNT_NAME", messages::Text(format.language(), std::string("cli.push.column.") + name));
    row.Set("COUNT_TEXT", format.Number(count));
  };
  for (const push::Column& column : push::ColumnsOf(counts)) {
    if (column.value != 0 || push::IsAlwaysShown(column.name)) add(column.name, column.value);
  }
  add("rows", counts.rows);
}

void AddCauses(const std::vector<Cause>& causes, const pages::Asked& asked, View& fate) {
  if (causes.empty()) return;
  View& list = fate.Add("CAUSES");
  for (const Cause& cause : causes) {
    const Metadata parameters = {{"rows", std::to_string(cause.rows)},
                                 {"row", std::to_string(cause.first)},
                                 {"text", ingest::Explain(cause.rejection, asked.language)}};
    list.Add("CAUSE").Set("CAUSE_TEXT",
                          messages::Text(asked.language, "cli.map.cause", parameters, asked.digits));
  }
}

void AddFirst(const std::vector<FirstRow>& rows, const Format& format, View& fate) {
  if (rows.empty()) return;
  View& first = fate.Add("FIRST");
  for (const FirstRow& row : rows) {
    View& part = first.Add("FIRST_ROW");
    const std::string number = format.Number(row.number);
    part.Set("FIRST_NAME", row.record_id.empty() ? Text(format.language(), "upload.row", {{"row", number}})
                                                 : Text(format.language(), "upload.row-of",
                                                        {{"row", number}, {"id", row.record_id}}));
    for (const ingest::Rejection& rejection : row.rejections)
      part.Add("FIRST_WHY").Set("FIRST_WHY_TEXT", ingest::Explain(rejection, format.language()));
    for (const FirstRow::Line& line : row.lines) {
      part.Add("LINE")
          .Set("LINE_PATH", line.path)
          .Set("LINE_LANGUAGE", line.language)
          .Set("LINE_VALUE", line.value);
    }
  }
}

// What became of the run of a full export.
void AddRun(const Fate& result, const Format& format, View& fate) {
  if (result.run_id.empty()) return;
  const std::string& language = format.language();
  View& run = fate.Add("RUN");
  if (result.run_state == "HELD") {
    run.Set("RUN_TEXT", format.Counted("system.held", static_cast<int64_t>(result.to_close)));
  } else if (result.run_state == "DONE") {
    run.Set("RUN_TEXT", format.Counted("upload.run-done", static_cast<int64_t>(result.closed)));
  } else {
    run.Set("RUN_TEXT", Text(language, result.run_state == "OPEN" ? "upload.run-open" : "upload.run-other"));
  }
  run.Set("RUN_ADDRESS", Address(language, owner::RunPath(result.run_id)));
}

void AddFate(const Upload& upload, const Fate& result, bool check, const pages::Asked& asked,
             const Format& format, View& view) {
  const std::string& language = asked.language;
  View& fate = view.Add("FATE");
  fate.Set("FATE_TITLE", Text(language, check ? "upload.checked-title" : "upload.pushed-title"));
  fate.Set("FATE_LEAD", Text(language, result.trouble ? "upload.not-whole"
                                       : check        ? "upload.checked-lead"
                                                      : "upload.pushed-lead"));
  if (result.trouble) fate.Set("TROUBLE", SentenceOf(*result.trouble, asked));
  AddRun(result, format, fate);
  AddCounts(result.counts, format, fate);
  AddCauses(result.causes, asked, fate);
  const std::string path = PathOf(upload);
  if (result.rejected_rows > 0) {
    View& rejects = fate.Add("REJECTS");
    rejects.Set("REJECTS_ADDRESS", Address(language, path + (check ? "/check.csv" : "/rejects.csv")));
    rejects.Set("REJECTS_NAME", format.Counted("upload.rejects", result.rejected_rows));
  }
  if (result.receipts > 0) {
    View& receipts = fate.Add("RECEIPTS");
    receipts.Set("RECEIPTS_ADDRESS", Address(language, path + "/receipts"));
    receipts.Set("RECEIPTS_NAME", format.Counted("upload.receipts", static_cast<int64_t>(result.receipts)));
  }
  AddFirst(result.first, format, fate);
}

void AddMapping(const Shown& shown, const pages::Asked& asked, const std::string& csrf, View& view) {
  const Upload& upload = shown.upload;
  if (shown.yaml.empty()) return;
  View& mapping = view.Add("MAPPING");
  mapping.Set("YAML", shown.yaml).Set("MAPPING_CSRF", csrf);
  mapping.Set("MAPPING_ADDRESS", Address(asked.language, PathOf(upload) + "/mapping.yaml"));
  if (!shown.mistakes.empty()) {
    View& mistakes = mapping.Add("MISTAKES");
    for (const std::string& text : shown.mistakes) mistakes.Add("MISTAKE").Set("MISTAKE_TEXT", text);
  }
  if (!upload.by_choices || !shown.mistakes.empty()) mapping.Add("MAPPING_OPEN");
  if (upload.by_choices) return;
  mapping.Add("BY_HAND");
  mapping.Add("SUGGEST").Set("SUGGEST_CSRF", csrf);
}

// What can be asked for, while nothing is done.
void AddActions(const Shown& shown, const pages::Asked& asked, const std::string& csrf, View& view) {
  const Upload& upload = shown.upload;
  if (upload.step == Step::kUploaded && shown.yaml.empty() && !upload.unreadable)
    view.Add("READ").Set("READ_CSRF", csrf);
  if (upload.step >= Step::kChecked) {
    View& push = view.Add("PUSH");
    push.Set("PUSH_CSRF", csrf);
    push.Add(shown.full ? "PUSH_FULL" : "PUSH_CHANGES");
  }
  if (upload.step >= Step::kMapped) view.Add("CHECK").Set("CHECK_CSRF", csrf);
  const ingest::ImportKind* const kind = KindNamed(upload.kind);
  if (upload.by_choices && shown.sample && kind != nullptr && !shown.yaml.empty()) {
    View& choices = view.Add("HAS_CHOICES").Include("CHOICES", "upload_choices.tpl");
    choices.Set("ACTION", Address(asked.language, PathOf(upload))).Set("CSRF", csrf);
    AddChoices(*shown.sample, *kind, upload.choices, asked, choices);
  }
  AddMapping(shown, asked, csrf, view);
  view.Add("REMOVE").Set("REMOVE_CSRF", csrf);
}

}  // namespace

std::string PathOf(const Upload& upload) { return "/system/uploads/" + upload.id; }

pages::Page FormPage(const pages::Asked& asked, const owner::Session& session, const std::string& csrf,
                     const UploadStore::Limits& limits, const FormValues& values,
                     const std::vector<Upload>& uploads) {
  const Format format(asked.language, asked.digits);
  pages::Page page = owner::Unlisted(asked, Text(asked.language, "upload.title"), "upload.tpl");
  AddUploads(uploads, format, page.view);
  const auto kinds = owner::KindsOf(session);
  if (kinds.empty()) {
    page.view.Add("NO_KINDS");
    return page;
  }
  View& form = page.view.Add("FORM");
  form.Set("ACTION", Address(asked.language, kUploadPath)).Set("CSRF", csrf).Set("COUNTRY", values.country);
  form.Set("FILE_HINT", pages::Text(asked.language, "upload.file-hint",
                                    {{"mib", std::to_string(limits.file_bytes >> 20)}}, asked.digits));
  form.Add(values.full ? "IS_FULL" : "IS_CHANGES");
  for (const owner::Kind* const kind : kinds) {
    View& option = form.Add("KIND");
    option.Set("KIND_VALUE", std::string(kind->name)).Set("KIND_NAME", Text(asked.language, kind->title));
    if (kind->name == values.kind) option.Add("KIND_CHOSEN");
  }
  AddStates(asked.language, form);
  return page;
}

void SetFormProblem(const absl::Status& status, const UploadStore::Limits& limits, const pages::Asked& asked,
                    pages::Page& page) {
  const Format format(asked.language, asked.digits);
  page.status = transcode::HttpStatus(status);
  std::string text;
  switch (ReasonOf(status)) {
    case common::v1::ERROR_REASON_MESSAGE_TOO_LARGE:
      page.status = 413;
      text = pages::Text(asked.language, "upload.too-large",
                         {{"mib", std::to_string(limits.file_bytes >> 20)}}, asked.digits);
      break;
    case common::v1::ERROR_REASON_TOO_MANY:
      text = format.Counted("upload.too-many", static_cast<int64_t>(limits.of_source));
      break;
    case common::v1::ERROR_REASON_OVERLOADED:
      page.status = 503;
      text = Text(asked.language, "upload.busy");
      break;
    case common::v1::ERROR_REASON_IDLE:
      page.status = 408;
      text = Text(asked.language, "upload.slow");
      break;
    default:
      page.status = 400;
      text = Text(asked.language, "upload.broken");
  }
  page.view.Set("PROBLEM", text);
}

void SetNoFile(const pages::Asked& asked, pages::Page& page) {
  page.status = 400;
  page.view.Set("PROBLEM", Text(asked.language, "upload.no-file"));
}

pages::Page UploadPage(const pages::Asked& asked, const Shown& shown, const std::string& csrf) {
  const Format format(asked.language, asked.digits);
  const Upload& upload = shown.upload;
  pages::Page page = owner::Unlisted(asked, upload.file_name, "upload_file.tpl");
  if (!shown.problems.empty()) page.status = 400;
  View& view = page.view;
  view.Set("UPLOADS", Address(asked.language, kUploadPath)).Set("FILE_NAME", upload.file_name);
  view.Set("ACTION", Address(asked.language, PathOf(upload)));
  view.Set("STEP_NAME", StepName(upload, asked.language));
  view.Set("KIND_NAME", KindName(upload.kind, asked.language));
  view.Set("FILE_SIZE", pages::Text(asked.language, "upload.size",
                                    {{"kib", std::to_string((upload.bytes + 1023) >> 10)}}, asked.digits));
  view.Set("FILE_TIME", format.Moment(upload.create_time)).Set("FILE_ISO", FormatUtc(upload.create_time));
  AddProblems(shown, view);
  if (shown.job != nullptr) {
    AddJob(*shown.job, format, view);
    return page;
  }
  if (!upload.working.empty())
    view.Set("NOTICE", Text(asked.language, "upload.interrupted." + upload.working));
  if (upload.unreadable)
    view.Add("PROBLEM").Add("PROBLEM_LINE").Set("PROBLEM_TEXT", SentenceOf(*upload.unreadable, asked));
  if (upload.push) AddFate(upload, *upload.push, false, asked, format, view);
  if (upload.check) AddFate(upload, *upload.check, true, asked, format, view);
  AddActions(shown, asked, csrf, view);
  return page;
}

pages::Page GonePage(const pages::Asked& asked) {
  pages::Page page = owner::Unlisted(asked, Text(asked.language, "upload.gone"), "upload_gone.tpl");
  page.status = 404;
  page.view.Set("UPLOADS", Address(asked.language, kUploadPath));
  return page;
}

}  // namespace tabadul::web::uploads
