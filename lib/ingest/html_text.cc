#include "lib/ingest/html_text.h"

#include <gumbo.h>

#include <memory>
#include <vector>

#include "absl/strings/ascii.h"

namespace tabadul::ingest {
namespace {

constexpr size_t kMaxBytes = 256 << 10;
constexpr size_t kMaxTags = 2000;

size_t CountTags(std::string_view html) {
  size_t count = 0;
  for (size_t i = html.find('<'); i != std::string_view::npos && i + 1 < html.size();
       i = html.find('<', i + 1)) {
    if (absl::ascii_isalpha(static_cast<unsigned char>(html[i + 1]))) ++count;
  }
  return count;
}

enum class Shape { kInline, kBlock, kParagraph, kItem, kCell, kBreak, kHidden };

Shape ShapeOf(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_FIGURE:
      return Shape::kParagraph;
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_HR:
      return Shape::kBlock;
    case GUMBO_TAG_LI:
      return Shape::kItem;
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
      return Shape::kCell;
    case GUMBO_TAG_BR:
      return Shape::kBreak;
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_IFRAME:
      return Shape::kHidden;
    default:
      return Shape::kInline;
  }
}

// Text with pending line breaks and prefixes, which are written only before something visible.
class Writer {
 public:
  void Break(int lines) { breaks_ = std::max(breaks_, lines); }
  void ExplicitBreak() { breaks_ = std::min(breaks_ + 1, 2); }
  void Prefix(std::string_view prefix) { prefix_ = prefix; }
  void Text(std::string_view text) {
    for (char c : text) {
      if (absl::ascii_isspace(static_cast<unsigned char>(c))) {
        space_ = true;
      } else {
        Flush();
        out_ += c;
      }
    }
  }
  std::string Take() { return std::move(out_); }

 private:
  void Flush() {
    if (!out_.empty() && breaks_ > 0) {
      out_.append(static_cast<size_t>(breaks_), '\n');
    } else if (!out_.empty() && space_) {
      out_ += ' ';
    }
    out_ += prefix_;
    breaks_ = 0;
    space_ = false;
    prefix_ = {};
  }
  std::string out_;
  std::string_view prefix_;
  int breaks_ = 0;
  bool space_ = false;
};

void Enter(const GumboNode& node, Shape shape, Writer& writer) {
  switch (shape) {
    case Shape::kParagraph:
      // A paragraph in a list item stays on the item's line.
      writer.Break(node.parent->type == GUMBO_NODE_ELEMENT && node.parent->v.element.tag == GUMBO_TAG_LI ? 0
                                                                                                         : 2);
      break;
    case Shape::kBlock:
      writer.Break(1);
      break;
    case Shape::kItem:
      writer.Break(1);
      writer.Prefix("• ");
      break;
    case Shape::kCell:
      if (node.index_within_parent > 0) writer.Prefix(" | ");
      break;
    case Shape::kBreak:
      writer.ExplicitBreak();
      break;
    case Shape::kInline:
    case Shape::kHidden:
      break;
  }
}

void Leave(Shape shape, Writer& writer) {
  if (shape == Shape::kParagraph) writer.Break(2);
  if (shape == Shape::kBlock || shape == Shape::kItem) writer.Break(1);
}

// Without recursion: the depth is the author's.
std::string Render(const GumboNode* root) {
  struct Open {
    const GumboNode* node;
    unsigned child;
  };
  Writer writer;
  std::vector<Open> open = {{root, 0}};
  while (!open.empty()) {
    Open& top = open.back();
    const GumboElement& element = top.node->v.element;
    if (top.child == element.children.length) {
      Leave(ShapeOf(element.tag), writer);
      open.pop_back();
      continue;
    }
    const auto* child = static_cast<const GumboNode*>(element.children.data[top.child++]);
    if (child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_WHITESPACE ||
        child->type == GUMBO_NODE_CDATA) {
      writer.Text(child->v.text.text);
    } else if (child->type == GUMBO_NODE_ELEMENT) {
      const Shape shape = ShapeOf(child->v.element.tag);
      Enter(*child, shape, writer);
      if (shape != Shape::kHidden) open.push_back({child, 0});
    }
  }
  return writer.Take();
}

}  // namespace

std::optional<std::string> HtmlToText(std::string_view html) {
  if (html.find_first_of("<&") == std::string_view::npos) return std::string(html);
  if (html.size() > kMaxBytes || CountTags(html) > kMaxTags) return std::nullopt;
  const auto destroy = [](GumboOutput* output) { gumbo_destroy_output(&kGumboDefaultOptions, output); };
  const std::unique_ptr<GumboOutput, decltype(destroy)> output(
      gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size()), destroy);
  return Render(output->root);
}

}  // namespace tabadul::ingest
