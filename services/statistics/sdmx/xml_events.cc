#include "services/statistics/sdmx/xml_events.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>

#include <algorithm>
#include <string>
#include <utility>

#include "lib/platform/base/status.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr size_t kSliceBytes = 32 << 10;  // given to the parser at once: how finely the bounds are kept

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

bool Blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

absl::Status NotXml(uint64_t line, std::string_view detail) {
  return Error(
      common::v1::ERROR_REASON_MALFORMED,
      {{"field", "file"}, {"form", "XML"}, {"line", std::to_string(line)}, {"detail", std::string(detail)}});
}

absl::Status TooLong(uint64_t line, std::string_view field, size_t limit) {
  return Error(common::v1::ERROR_REASON_TOO_LONG, {{"field", std::string(field)},
                                                   {"limit", std::to_string(limit)},
                                                   {"unit", "bytes"},
                                                   {"line", std::to_string(line)}});
}

absl::Status TooMany(uint64_t line, std::string_view field, size_t limit) {
  return Error(
      common::v1::ERROR_REASON_TOO_MANY,
      {{"field", std::string(field)}, {"limit", std::to_string(limit)}, {"line", std::to_string(line)}});
}

}  // namespace

std::optional<std::string_view> XmlElement::Find(std::string_view attribute, std::string_view ns) const {
  for (const XmlAttribute& one : attributes) {
    if (one.name == attribute && one.ns == ns) return one.value;
  }
  return std::nullopt;
}

// What libxml2 calls. Its context is the parser, whose _private is ours.
struct XmlCallbacks {
  static void OnStart(void* self, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri,
                      int namespaces, const xmlChar**, int count, int, const xmlChar** attributes) {
    XmlEvents& events = Of(self);
    if (!events.status_.ok() || !events.TellText()) return;
    if (prefix != nullptr && uri == nullptr) return events.Fail(NotXml(events.line(), "xml"));
    if (static_cast<size_t>(count) + static_cast<size_t>(namespaces) > kMaxXmlAttributes)
      return events.Fail(TooMany(events.line(), "attributes", kMaxXmlAttributes));
    events.namespaces_.push_back(static_cast<size_t>(namespaces));
    events.in_scope_ += events.namespaces_.back();
    if (events.in_scope_ > kMaxXmlNamespaces)
      return events.Fail(TooMany(events.line(), "namespaces", kMaxXmlNamespaces));
    if (!events.TakeAttributes(attributes, count)) return;
    events.Start({.ns = View(uri), .name = View(name), .attributes = events.attributes_});
  }

  static void OnEnd(void* self, const xmlChar* name, const xmlChar*, const xmlChar* uri) {
    XmlEvents& events = Of(self);
    if (!events.status_.ok() || !events.TellText()) return;
    events.in_scope_ -= events.namespaces_.back();
    events.namespaces_.pop_back();
    events.Stop(View(uri), View(name));
  }

  static void OnText(void* self, const xmlChar* text, int size) {
    Of(self).Text({reinterpret_cast<const char*>(text), static_cast<size_t>(size)});
  }

  static void OnDoctype(void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    XmlEvents& events = Of(self);
    events.Fail(NotXml(events.line(), "doctype"));
  }

  static void OnComment(void* self, const xmlChar*) { Of(self).pending_ = 0; }
  static void OnInstruction(void* self, const xmlChar*, const xmlChar*) { Of(self).pending_ = 0; }
  static void OnError(void*, xmlErrorPtr) {}  // what is wrong is told by the status, not on stderr

  static XmlEvents& Of(void* parser) {
    return *static_cast<XmlEvents*>(static_cast<xmlParserCtxtPtr>(parser)->_private);
  }

  static xmlSAXHandler Handler() {
    xmlSAXHandler sax{};
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = OnStart;
    sax.endElementNs = OnEnd;
    sax.characters = sax.ignorableWhitespace = sax.cdataBlock = OnText;
    sax.internalSubset = sax.externalSubset = OnDoctype;
    sax.comment = OnComment;
    sax.processingInstruction = OnInstruction;
    sax.serror = OnError;
    return sax;
  }
};

XmlEvents::XmlEvents(XmlHandler& handler) : handler_(handler) {
  xmlInitParser();
  xmlSAXHandler sax = XmlCallbacks::Handler();
  parser_.reset(xmlCreatePushParserCtxt(&sax, nullptr, nullptr, 0, nullptr));
  if (!parser_) {
    status_ = Internal("xmlCreatePushParserCtxt");
    return;
  }
  parser_->_private = this;
  // NOENT: without it an ampersand in an attribute comes as "&#38;". No entity can be declared, as a DTD is refused.
  xmlCtxtUseOptions(parser_.get(), XML_PARSE_NONET | XML_PARSE_NOENT);
}

XmlEvents::~XmlEvents() = default;

void XmlEvents::Closer::operator()(_xmlParserCtxt* parser) const { xmlFreeParserCtxt(parser); }

uint64_t XmlEvents::line() const {
  const int line = parser_ ? xmlSAX2GetLineNumber(parser_.get()) : 0;
  return static_cast<uint64_t>(std::max(line, 0));
}

void XmlEvents::Fail(absl::Status status) {
  if (status_.ok()) status_ = std::move(status);
  xmlStopParser(parser_.get());
}

// Five for each: name, prefix, namespace, and where the value begins and ends.
bool XmlEvents::TakeAttributes(const unsigned char** attributes, int count) {
  attributes_.clear();
  for (int i = 0; i < count; ++i, attributes += 5) {
    const auto size = static_cast<size_t>(attributes[4] - attributes[3]);
    const std::string_view name = View(attributes[0]);
    if (attributes[1] != nullptr && attributes[2] == nullptr) {
      Fail(NotXml(line(), "xml"));
      return false;
    }
    if (size > kMaxXmlAttributeBytes) {
      Fail(TooLong(line(), name, kMaxXmlAttributeBytes));
      return false;
    }
    attributes_.push_back({.ns = View(attributes[2]),
                           .name = name,
                           .value = {reinterpret_cast<const char*>(attributes[3]), size}});
  }
  return true;
}

void XmlEvents::Start(const XmlElement& element) {
  pending_ = 0;
  if (++depth_ > kMaxXmlDepth) return Fail(TooMany(line(), "depth", kMaxXmlDepth));
  if (absl::Status status = handler_.OnStart(element); !status.ok()) Fail(std::move(status));
}

void XmlEvents::Stop(std::string_view ns, std::string_view name) {
  pending_ = 0;
  if (absl::Status status = handler_.OnEnd(ns, name); !status.ok()) return Fail(std::move(status));
  --depth_;
}

void XmlEvents::Text(std::string_view piece) {
  if (!status_.ok()) return;
  pending_ = 0;
  if (text_.size() + piece.size() > kMaxXmlTextBytes) return Fail(TooLong(line(), "text", kMaxXmlTextBytes));
  text_.append(piece);
}

bool XmlEvents::TellText() {
  if (!Blank(text_)) {
    if (absl::Status status = handler_.OnText(text_); !status.ok()) Fail(std::move(status));
  }
  text_.clear();
  return status_.ok();
}

absl::Status XmlEvents::Feed(std::string_view slice, bool last) {
  pending_ += slice.size();
  xmlParseChunk(parser_.get(), slice.data(), static_cast<int>(slice.size()), last ? 1 : 0);
  RETURN_IF_ERROR(status_);
  if (parser_->wellFormed == 0) {
    status_ = NotXml(line(), "xml");
  } else if (pending_ > kMaxXmlTagBytes + kSliceBytes) {
    status_ = TooLong(line(), "tag", kMaxXmlTagBytes);
  }
  return status_;
}

absl::Status XmlEvents::Read(std::string_view bytes) {
  RETURN_IF_ERROR(status_);
  for (size_t at = 0; at < bytes.size(); at += kSliceBytes) {
    RETURN_IF_ERROR(Feed(bytes.substr(at, kSliceBytes), false));
  }
  return absl::OkStatus();
}

absl::Status XmlEvents::End() {
  RETURN_IF_ERROR(status_);
  return Feed({}, true);
}

absl::Status MalformedMl(uint64_t line, std::string_view detail) {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "file"},
                                                    {"form", "SDMX-ML"},
                                                    {"line", std::to_string(line)},
                                                    {"detail", std::string(detail)}});
}

}  // namespace tabadul::statistics::sdmx
