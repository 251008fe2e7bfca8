#include "lib/ingest/xml_stream.h"

#include <libxml/xmlreader.h>

namespace tabadul::ingest {
namespace {

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

void Silent(void*, xmlErrorPtr) {}  // what is wrong is told by the row, not on stderr

}  // namespace

XmlStream::XmlStream(Read read, const std::string& encoding) : read_(std::move(read)) {
  reader_.reset(xmlReaderForIO(OnRead, nullptr, this, nullptr, encoding.empty() ? nullptr : encoding.c_str(),
                               XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT));
  if (reader_) xmlTextReaderSetStructuredErrorHandler(reader_.get(), Silent, nullptr);
}

XmlStream::~XmlStream() = default;

void XmlStream::Closer::operator()(_xmlTextReader* reader) const { xmlFreeTextReader(reader); }

int XmlStream::OnRead(void* self, char* buffer, int size) {
  return static_cast<XmlStream*>(self)->read_(buffer, size);
}

XmlStream::Node XmlStream::Next() {
  if (!reader_) return Node::kBroken;
  if (std::exchange(empty_, false)) return Node::kEnd;
  for (;;) {
    const int read = xmlTextReaderRead(reader_.get());
    if (read != 1) return read == 0 ? Node::kDone : Node::kBroken;
    depth_ = xmlTextReaderDepth(reader_.get());
    switch (xmlTextReaderNodeType(reader_.get())) {
      case XML_READER_TYPE_ELEMENT:
        name_ = View(xmlTextReaderConstLocalName(reader_.get()));
        empty_ = xmlTextReaderIsEmptyElement(reader_.get()) == 1;
        return Node::kStart;
      case XML_READER_TYPE_END_ELEMENT:
        name_ = View(xmlTextReaderConstLocalName(reader_.get()));
        return Node::kEnd;
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
      case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        text_ = View(xmlTextReaderConstValue(reader_.get()));
        return Node::kText;
      case XML_READER_TYPE_DOCUMENT_TYPE:
      case XML_READER_TYPE_ENTITY_REFERENCE:
        reader_.reset();  // no export needs one, and every attack does
        return Node::kBroken;
      default:
        break;  // comments, instructions
    }
  }
}

std::string XmlStream::Attribute(std::string_view name) const {
  for (auto& [key, value] : Attributes()) {
    if (key == name) return value;
  }
  return "";
}

std::vector<std::pair<std::string, std::string>> XmlStream::Attributes() const {
  std::vector<std::pair<std::string, std::string>> all;
  if (!reader_) return all;
  while (xmlTextReaderMoveToNextAttribute(reader_.get()) == 1) {
    if (xmlTextReaderIsNamespaceDecl(reader_.get()) == 1) continue;
    all.emplace_back(View(xmlTextReaderConstLocalName(reader_.get())),
                     View(xmlTextReaderConstValue(reader_.get())));
  }
  xmlTextReaderMoveToElement(reader_.get());
  return all;
}

}  // namespace tabadul::ingest
