#include "lib/platform/http/form_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace tabadul::http {
namespace {

constexpr char kBoundary[] = "----WebKitFormBoundaryAbC";

// What a form has brought, in order: "field a=b", "file f (name.csv)", its bytes, "end".
class Told : public FormDataReader::Receiver {
 public:
  absl::Status OnField(std::string_view name, std::string value) override {
    said.push_back(absl::StrCat("field ", Absl(name), "=", value));
    return answer;
  }
  absl::Status OnFile(std::string_view name, std::string file_name) override {
    said.push_back(absl::StrCat("file ", Absl(name), " (", file_name, ")"));
    return answer;
  }
  absl::Status OnFileBytes(std::string_view bytes) override {
    largest = std::max(largest, bytes.size());
    file.append(bytes);
    return answer;
  }
  absl::Status OnFileEnd() override {
    said.emplace_back("end");
    return answer;
  }

  std::vector<std::string> said;
  std::string file;
  size_t largest = 0;
  absl::Status answer;
};

std::string Part(std::string_view disposition, std::string_view value, std::string_view more = "") {
  return absl::StrCat("--", kBoundary, "\r\nContent-Disposition: ", Absl(disposition), "\r\n", Absl(more),
                      "\r\n", Absl(value), "\r\n");
}
std::string Last() { return absl::StrCat("--", kBoundary, "--\r\n"); }

absl::Status Read(std::string_view form, Told& told, size_t piece = std::string_view::npos) {
  FormDataReader reader(kBoundary, told);
  for (; !form.empty(); form.remove_prefix(std::min(piece, form.size())))
    RETURN_IF_ERROR(reader.Put(form.substr(0, piece)));
  return reader.End();
}

ErrorReason ReasonOfForm(std::string_view form) {
  Told told;
  return ReasonOf(Read(form, told));
}

TEST(FormData, IsReadAsABrowserSendsItHoweverItIsCut) {
  const std::string file = "id;title\r\n1;\r\n--" + std::string(kBoundary, 10) + "\r\n\r\n--\r\n";
  const std::string form =
      Part("form-data; name=\"csrf\"", "secret") + Part("form-data; name=\"kind\"", "") +
      Part("form-data; name=\"file\"; filename=\"وظائف %22a%22.csv\"", file, "Content-Type: text/csv\r\n") +
      Part("form-data; name=\"mapping\"; filename=\"\"", "", "Content-Type: application/octet-stream\r\n") +
      Last() + "and more";
  for (const size_t piece : {size_t{1}, size_t{2}, size_t{7}, size_t{64}, form.size()}) {
    Told told;
    const absl::Status read = Read(form, told, piece);
    EXPECT_TRUE(read.ok()) << read << " in pieces of " << piece;
    EXPECT_EQ(told.said,
              (std::vector<std::string>{"field csrf=secret", "field kind=", "file file (وظائف \"a\".csv)",
                                        "end", "file mapping ()", "end"}))
        << piece;
    EXPECT_EQ(told.file, file) << piece;
  }
}

TEST(FormData, GivesALargeFileAsItComes) {
  Told told;
  FormDataReader reader(kBoundary, told);
  ASSERT_TRUE(reader.Put(Part("form-data; name=\"f\"; filename=\"f\"", "")).ok());
  // Its last two bytes were no end, as it turns out.
  const std::string piece(10'000, '\r');
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(reader.Put(piece).ok());
  EXPECT_GE(told.file.size(), 990'000u) << "but for what may be the delimiter";
  EXPECT_LE(told.largest, 11'000u) << "nor is it gathered";
  EXPECT_FALSE(reader.End().ok());
  ASSERT_TRUE(reader.Put("\r\n" + Last()).ok());
  EXPECT_TRUE(reader.End().ok());
  EXPECT_EQ(told.file, "\r\n" + std::string(1'000'000, '\r'));
}

TEST(FormData, TakesTheNamesThatProgramsWrite) {
  for (const auto& [disposition, said] :
       {std::pair("form-data; name=plain", "field plain=x"),
        std::pair("Form-Data ; NAME=\"a b\" ; filename*=UTF-8''ignored", "field a b=x"),
        std::pair("form-data; filename=\"C:\\dir\\a.csv\"; name=\"f\"", "file f (C:\\dir\\a.csv)"),
        std::pair("form-data; name=\"f\"; filename=\"a\\\"b;c=d.csv\"", "file f (a\"b;c=d.csv)"),
        std::pair("form-data; name=\"f\"; filename=\"a%0D%0Ab\"", "file f (a  b)")}) {
    Told told;
    const absl::Status read = Read(Part(disposition, "x") + Last(), told);
    EXPECT_TRUE(read.ok()) << disposition << read;
    ASSERT_FALSE(told.said.empty()) << disposition;
    EXPECT_EQ(told.said[0], said);
  }
}

TEST(FormData, WhatIsNoFormIsRefused) {
  const std::string good = Part("form-data; name=\"a\"", "b");
  for (const std::string& form :
       {std::string(),
        std::string("x"),
        good,
        good + Last().substr(0, 10),
        "preamble\r\n" + good + Last(),
        "\r\n" + good + Last(),
        absl::StrCat("--", kBoundary, " \r\n", good, Last()),
        absl::StrCat("--", kBoundary, "\n", good, Last()),
        absl::StrCat("--", kBoundary, "X\r\n", good, Last()),
        absl::StrCat("--", kBoundary, "\r\n\r\nx\r\n", Last()),
        Part("form-data", "x") + Last(),
        Part("attachment; name=\"a\"", "x") + Last(),
        Part("form-data; name=\"a", "x") + Last(),
        Part("form-data; name=\"a\" filename=\"b\"", "x") + Last(),
        Part("form-data; name=\"a\"; name=\"b\"", "x") + Last(),
        Part("form-data; name=\"a\"; filename=\"b\"; filename=\"c\"", "x") + Last(),
        Part("form-data; name=\"\xff\"", "x") + Last(),
        Part("form-data; name=\"\"", "x") + Last(),
        Part("form-data; name=\"a\"", "\xff") + Last(),
        Part("form-data; name=\"a\"", "x", "Content-Disposition: form-data; name=\"b\"\r\n") + Last(),
        Part("form-data; name=\"a\"", "x", "Content-Transfer-Encoding: base64\r\n") + Last(),
        Part("form-data; name=\"a\"", "x", " folded\r\n") + Last(),
        Part("form-data; name=\"a\"", "x", "A: \x01\r\n") + Last(),
        Part("form-data; name=\"a\"", "x", "A: b\nC: d\r\n") + Last()}) {
    EXPECT_EQ(ReasonOfForm(form), common::v1::ERROR_REASON_MALFORMED) << form;
  }
}

TEST(FormData, BoundsWhatItHolds) {
  std::string many;
  for (size_t i = 0; i <= FormDataReader::kMostParts; ++i) many += Part("form-data; name=\"a\"", "b");
  EXPECT_EQ(ReasonOfForm(many), common::v1::ERROR_REASON_TOO_MANY);
  EXPECT_EQ(ReasonOfForm(many.substr(0, many.size() / 2)), common::v1::ERROR_REASON_MALFORMED)
      << "half of them are no form, but not too many";
  const std::string open = absl::StrCat("--", kBoundary, "\r\nA: ");
  EXPECT_EQ(ReasonOfForm(open + std::string(FormDataReader::kMostHead, 'a')),
            common::v1::ERROR_REASON_MALFORMED);
  const std::string most(FormDataReader::kMostField, 'v');
  EXPECT_EQ(ReasonOfForm(Part("form-data; name=\"a\"", most) + Last()), common::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOfForm(Part("form-data; name=\"a\"", most + "v") + Last()),
            common::v1::ERROR_REASON_TOO_LONG);
  EXPECT_EQ(ReasonOfForm(Part("form-data; name=\"" + std::string(201, 'n') + "\"", "x") + Last()),
            common::v1::ERROR_REASON_MALFORMED);
  // A head that does not end is refused when it is too long, not held.
  Told told;
  FormDataReader reader(kBoundary, told);
  absl::Status put = reader.Put(open);
  for (int i = 0; put.ok() && i < 1'000; ++i) put = reader.Put(std::string(100, 'a'));
  EXPECT_EQ(ReasonOf(put), common::v1::ERROR_REASON_MALFORMED);
}

TEST(FormData, EndsWhenItsReceiverHasEnough) {
  Told told;
  told.answer = Error(common::v1::ERROR_REASON_VERSION_CONFLICT);
  EXPECT_EQ(
      ReasonOf(Read(Part("form-data; name=\"a\"", "b") + Part("form-data; name=\"c\"", "d") + Last(), told)),
      common::v1::ERROR_REASON_VERSION_CONFLICT);
  EXPECT_EQ(told.said, std::vector<std::string>{"field a=b"});
}

TEST(FormData, KnowsItsBoundary) {
  EXPECT_EQ(BoundaryOf("multipart/form-data; boundary=----abc"), "----abc");
  EXPECT_EQ(BoundaryOf("Multipart/Form-Data; charset=utf-8; boundary=\"a b:c\""), "a b:c");
  for (const std::string& type :
       {std::string(), std::string("multipart/form-data"), std::string("multipart/mixed; boundary=a"),
        std::string("application/x-www-form-urlencoded"), std::string("multipart/form-data; boundary="),
        std::string("multipart/form-data; boundary=\"a \""),
        std::string("multipart/form-data; boundary=a; boundary=b"),
        std::string("multipart/form-data; boundary=\"a"), std::string("multipart/form-data; boundary=a\x7f"),
        std::string("multipart/form-data; boundary=") + std::string(71, 'a')}) {
    EXPECT_EQ(BoundaryOf(type), std::nullopt) << type;
  }
}

}  // namespace
}  // namespace tabadul::http
