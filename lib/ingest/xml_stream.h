// XML node by node, in constant memory (libxml2's reader): names without their prefixes, nothing fetched, no DTD, no
// entities but XML's own five. Not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct _xmlTextReader;

namespace tabadul::ingest {

class XmlStream {
 public:
  // Up to `size` bytes into `buffer`: how many, 0 at the end, -1 if it cannot be read on.
  using Read = std::function<int(char* buffer, int size)>;
  enum class Node { kStart, kEnd, kText, kDone, kBroken };

  // `encoding`: overrides what the file's head says; empty = it decides.
  explicit XmlStream(Read read, const std::string& encoding = "");
  ~XmlStream();
  XmlStream(const XmlStream&) = delete;
  XmlStream& operator=(const XmlStream&) = delete;

  // The next node. An element without content is a start and an end. kBroken: not well-formed from here on.
  Node Next();
  std::string_view name() const { return name_; }  // local name of kStart and kEnd
  std::string_view text() const { return text_; }  // of kText; valid until Next
  // Of kStart: local names and values. "" if there is no such.
  std::string Attribute(std::string_view name) const;
  std::vector<std::pair<std::string, std::string>> Attributes() const;
  int depth() const {
    return depth_;
  }  // of the element, the root's is 0; of a text one more than its element's

 private:
  struct Closer {
    void operator()(_xmlTextReader* reader) const;
  };
  static int OnRead(void* self, char* buffer, int size);

  const Read read_;
  std::unique_ptr<_xmlTextReader, Closer> reader_;
  std::string name_, text_;
  int depth_ = 0;
  bool empty_ = false;  // the element just started has no content: its end is next
};

}  // namespace tabadul::ingest
