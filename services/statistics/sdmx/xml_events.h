// XML as events: bytes in as they come, elements and text out, in constant memory at any length (libxml2's push parser,
// SAX2). What is said is UTF-8 whatever the message declares. Nothing is fetched; a DTD is refused, so there are no entities
// but XML's own five. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"

struct _xmlParserCtxt;

namespace tabadul::statistics::sdmx {

inline constexpr int kMaxXmlDepth = 64;
inline constexpr size_t kMaxXmlAttributes = 1000;  // of one element, declarations of namespaces included
inline constexpr size_t kMaxXmlNamespaces = 1000;  // declared by the elements that are open
inline constexpr size_t kMaxXmlAttributeBytes = 64 << 10;  // of one value
inline constexpr size_t kMaxXmlTagBytes = 128 << 10;  // of a tag, a comment or an instruction, as it stands
inline constexpr size_t kMaxXmlTextBytes = 1 << 20;   // between two tags

inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";  // of xml:lang

struct XmlAttribute {
  std::string_view ns;  // mostly empty
  std::string_view name;
  std::string_view value;
};

// The start of an element, valid during the call. Names are without their prefixes.
struct XmlElement {
  std::string_view ns;
  std::string_view name;
  absl::Span<const XmlAttribute> attributes;  // in their order, declarations of namespaces left out

  // The value of an attribute: without a namespace, or of `ns`.
  std::optional<std::string_view> Find(std::string_view attribute, std::string_view ns = {}) const;
  // The same; empty if there is none.
  std::string_view Get(std::string_view attribute, std::string_view ns = {}) const {
    return Find(attribute, ns).value_or(std::string_view());
  }
};

// Takes the events. What it gets is valid during the call. An error ends the reading and is returned by it.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual absl::Status OnStart(const XmlElement& element) = 0;
  virtual absl::Status OnEnd(std::string_view ns, std::string_view name) = 0;
  // All that stands between two tags, CDATA and around comments included, as it stands; not told where it is white space alone.
  virtual absl::Status OnText(std::string_view text) = 0;
};

class XmlEvents {
 public:
  // `handler` outlives it, and may own it.
  explicit XmlEvents(XmlHandler& handler);
  ~XmlEvents();
  XmlEvents(const XmlEvents&) = delete;
  XmlEvents& operator=(const XmlEvents&) = delete;

  // Any number of bytes. MALFORMED {field: "file", form: "XML", line, detail: "xml", "doctype"}; over a bound TOO_LONG {field:
  // "text", the attribute, "tag"; limit, unit: "bytes", line} or TOO_MANY {field: "depth", "attributes", "namespaces"; limit, line}; what the
  // handler returned. After an error the same again.
  absl::Status Read(std::string_view bytes);
  // There are no more: MALFORMED if the root element has not ended.
  absl::Status End();

  // During an event: the line where its tag (of a text: the tag after it) ends, from 1.
  uint64_t line() const;
  // How many elements are open: 1 at the start and at the end of the root.
  int depth() const { return depth_; }

 private:
  friend struct XmlCallbacks;
  struct Closer {
    void operator()(_xmlParserCtxt* parser) const;
  };

  void Start(const XmlElement& element);
  void Stop(std::string_view ns, std::string_view name);
  void Text(std::string_view piece);
  bool TellText();
  bool TakeAttributes(const unsigned char** attributes, int count);
  void Fail(absl::Status status);
  absl::Status Feed(std::string_view slice, bool last);

  XmlHandler& handler_;
  std::unique_ptr<_xmlParserCtxt, Closer> parser_;
  std::vector<XmlAttribute> attributes_;
  std::string text_;
  size_t pending_ = 0;  // bytes since the last event: what the parser holds back
  int depth_ = 0;
  std::vector<size_t>
      namespaces_;  // declared by each open element; the parser looks through all of them for each name
  size_t in_scope_ = 0;
  absl::Status status_;
};

// MALFORMED of a message that is XML but not what it should be: {field: "file", form: "SDMX-ML", line, detail}. `detail` is a
// name of what is wrong ("Ref", "structureRef"), no sentence.
absl::Status MalformedMl(uint64_t line, std::string_view detail);

}  // namespace tabadul::statistics::sdmx
