// A message that is made and gone within one function: its parts stand in one block on the stack (beyond that on the heap),
// and are not freed one by one. What is moved out of it is copied.
#pragma once

#include <cstddef>

#include "google/protobuf/arena.h"

namespace tabadul {

template <class Message>
class OnArena {
 public:
  OnArena() : arena_(Options(block_)), message_(google::protobuf::Arena::CreateMessage<Message>(&arena_)) {}
  OnArena(const OnArena&) = delete;
  OnArena& operator=(const OnArena&) = delete;

  Message& operator*() { return *message_; }
  Message* operator->() { return message_; }

 private:
  static constexpr size_t kBlock = 16 * 1024;  // a record of some kilobytes

  static google::protobuf::ArenaOptions Options(char* block) {
    google::protobuf::ArenaOptions options;
    options.initial_block = block;
    options.initial_block_size = kBlock;
    options.start_block_size = kBlock;
    options.max_block_size = 4 * kBlock;
    return options;
  }

  alignas(std::max_align_t) char block_[kBlock];  // not initialised
  google::protobuf::Arena arena_;
  Message* const message_;
};

}  // namespace tabadul
