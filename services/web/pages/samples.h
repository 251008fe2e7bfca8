// Messages, views, HTML and visits for the tests of the pages.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/synchronization/notification.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "lib/platform/http/server.h"
#include "services/web/pages/layout.h"
#include "services/web/pages/page.h"
#include "services/web/pages/render.h"
#include "services/web/pages/search_query.h"
#include "services/web/pages/view.h"

namespace tabadul::web::pages {

template <class Message>
Message FromJson(std::string_view json) {
  Message message;
  const auto status = google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &message);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return message;
}

// Sets every field of a message and of those in it, one of each list: texts to `text`, other strings to `code`, enums to
// the first value that says something, numbers to 1.
inline void FillAll(google::protobuf::Message& message, const std::string& text, const std::string& code) {
  using google::protobuf::FieldDescriptor;
  const auto* const type = message.GetDescriptor();
  const auto* const access = message.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    const bool list = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        FillAll(list ? *access->AddMessage(&message, field) : *access->MutableMessage(&message, field), text,
                code);
        break;
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string& value = field->name() == "text" ? text : code;
        list ? access->AddString(&message, field, value) : access->SetString(&message, field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_ENUM:
        list ? access->AddEnumValue(&message, field, 1) : access->SetEnumValue(&message, field, 1);
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        access->SetBool(&message, field, true);
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        access->SetInt32(&message, field, field->name() == "year" ? 2026 : 1);
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        access->SetInt64(&message, field, 1);
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        access->SetUInt32(&message, field, 1);
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        access->SetUInt64(&message, field, 1);
        break;
      default:
        ADD_FAILURE() << field->full_name() << " is of a type that no record has";
    }
  }
}

inline Asked Ask(std::string language, std::string path, std::string_view query = "") {
  return {.language = std::move(language),
          .path = path,
          .id = {},
          .query = path == "/trainings"   ? TrainingQuery(query)
                   : path == "/practices" ? PracticeQuery(query)
                                          : VacancyQuery(query),
          .now = absl::FromUnixSeconds(1'780'000'000)};
}

// Every value of that name, at any depth.
inline void Collect(const View& view, std::string_view name, std::vector<std::string>* found) {
  if (const auto value = view.Get(name); !value.empty()) found->emplace_back(value);
  for (const View::Part& part : view.parts()) Collect(*part.view, name, found);
}
inline std::vector<std::string> ValuesOf(const View& view, std::string_view name) {
  std::vector<std::string> found;
  Collect(view, name, &found);
  return found;
}
// Every part of that name, at any depth.
inline void CollectParts(const View& view, std::string_view name, std::vector<const View*>* found) {
  for (const View::Part& part : view.parts()) {
    if (part.name == name) found->push_back(part.view.get());
    CollectParts(*part.view, name, found);
  }
}
inline std::vector<const View*> PartsOf(const View& view, std::string_view name) {
  std::vector<const View*> found;
  CollectParts(view, name, &found);
  return found;
}

// A text that is not there is shown as its key.
inline void ExpectNoKeys(const View& view, const std::string& where) {
  for (const auto& [name, value] : view.values()) {
    for (const char* const key : {"portal.", "labels.", "cli.", "mapping.rows", "{"})
      EXPECT_EQ(value.find(key), std::string::npos) << where << ": " << name << " is " << value;
  }
  for (const View::Part& part : view.parts()) ExpectNoKeys(*part.view, where);
}

inline Templates Compiled() {
  auto made = Templates::Make();
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}
// Whole, as a visitor has it.
inline std::string HtmlOf(Page page, const Asked& asked) {
  static const auto* const templates = new Templates(Compiled());
  static const Assets assets;
  const auto html = templates->Render(asked.language, "layout.tpl",
                                      Layout(std::move(page), asked, assets, "https://jobs.example"));
  EXPECT_TRUE(html.ok()) << html.status();
  return html.value_or("");
}

// Keeps what it is answered. Thread-safe.
class KeptAnswer final : public http::Answer {
 public:
  void Send(http::Response response) override {
    response_ = std::move(response);
    sent_.Notify();
  }
  void Begin(http::Response) override { ADD_FAILURE() << "a page is answered whole"; }
  void Write(std::string) override {}
  void End() override {}
  void Cut() override {}
  size_t Unwritten() const override { return 0; }
  bool gone() const override { return false; }
  void OnWritable(std::function<void()>) override {}
  void OnGone(std::function<void()>) override {}
  void OnDrain(std::function<void()>) override {}

  bool sent() const { return sent_.HasBeenNotified(); }
  const http::Response& Wait() {
    EXPECT_TRUE(sent_.WaitForNotificationWithTimeout(absl::Seconds(30)));
    return response_;
  }

 private:
  http::Response response_;
  absl::Notification sent_;
};

inline http::Request Get(std::string target,
                         std::initializer_list<std::pair<std::string, std::string>> fields = {}) {
  http::Request request{.method = "GET", .target = std::move(target), .fields = {}, .body = {}};
  for (const auto& [name, value] : fields) request.fields.Add(name, value);
  return request;
}

}  // namespace tabadul::web::pages
