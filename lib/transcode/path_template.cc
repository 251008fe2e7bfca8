#include "lib/transcode/path_template.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace tabadul::transcode {
namespace {

class Parser {
 public:
  Parser(std::string_view text, PathTemplate& out) : rest_(text), out_(out) {}

  bool Template() { return Eat("/") && Segments(false) && Verb() && rest_.empty() && RestStandsLast(); }

 private:
  bool Eat(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

  bool Segments(bool in_variable) {
    do {
      if (!Segment(in_variable)) return false;
    } while (Eat("/"));
    return true;
  }

  bool Segment(bool in_variable) {
    if (Eat("**")) return Add(PathTemplate::Kind::kRest);
    if (Eat("*")) return Add(PathTemplate::Kind::kOne);
    if (!in_variable && Eat("{")) return Variable();
    const std::string literal = Literal();
    // Dots alone are no segment of any path.
    return !literal.empty() && literal != "." && literal != ".." &&
           Add(PathTemplate::Kind::kLiteral, literal);
  }

  bool Variable() {
    PathTemplate::Variable variable{.field = While(IsOfField), .begin = out_.segments.size(), .end = 0};
    if (variable.field.empty()) return false;
    if (Eat("=")) {
      if (!Segments(true)) return false;
    } else {
      Add(PathTemplate::Kind::kOne);
    }
    variable.end = out_.segments.size();
    out_.variables.push_back(std::move(variable));
    return Eat("}");
  }

  bool Verb() {
    if (!Eat(":")) return true;
    out_.verb = Literal();
    return !out_.verb.empty();
  }

  bool RestStandsLast() const {
    return std::none_of(out_.segments.begin(), out_.segments.end() - 1,
                        [](const auto& segment) { return segment.kind == PathTemplate::Kind::kRest; });
  }

  bool Add(PathTemplate::Kind kind, std::string literal = "") {
    out_.segments.push_back({kind, std::move(literal)});
    return true;
  }

  static bool IsOfField(char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
  }
  static bool IsUnreserved(char c) { return IsOfField(c) || c == '-' || c == '~'; }
  std::string Literal() { return While(IsUnreserved); }

  std::string While(bool (*is)(char)) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is);
    const auto size = static_cast<size_t>(end - rest_.begin());
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }

  std::string_view rest_;
  PathTemplate& out_;
};

}  // namespace

absl::StatusOr<PathTemplate> PathTemplate::Parse(std::string_view text) {
  PathTemplate out;
  out.text = text;
  if (!Parser(text, out).Template()) return Internal("no path template: " + out.text);
  return out;
}

std::vector<std::string> PathTemplate::Capture(const std::vector<std::string>& path) const {
  std::vector<std::string> values;
  for (const Variable& variable : variables) {
    const bool rest = segments[variable.end - 1].kind == Kind::kRest;
    const size_t end = rest ? path.size() : variable.end;
    std::string& value = values.emplace_back();
    for (size_t i = variable.begin; i < end; ++i) {
      if (i > variable.begin) value += '/';
      value += path[i];
    }
  }
  return values;
}

}  // namespace tabadul::transcode
