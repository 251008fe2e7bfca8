#include "lib/search/text_store.h"

#include <fmt/format.h>
#include <lmdb.h>
#include <sodium.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "lib/platform/base/mutant.h"
#include "lib/platform/base/status.h"

namespace tabadul::search {
namespace {

constexpr mdb_mode_t kMode = 0600;  // texts may be for few eyes
constexpr unsigned kMaxReaders = 512;

absl::Status Failed(std::string_view what, int code) {
  return Internal(fmt::format("text store: {}: {}", what, mdb_strerror(code)));
}

MDB_val ValueOf(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};  // LMDB reads keys and values that are put
}

// Hides texts from whoever reads the file: a nonce, then as many bytes as the text has. The key is of this object alone and
// lives as long as it does, so a counter is a nonce that never comes again; it counts on when a write is undone. Whoever
// could change the file could read the key as well, so nothing proves that a text is what was written.
class Cipher {
 public:
  Cipher() {
    if (sodium_init() < 0) std::abort();
    randombytes_buf(key_, sizeof key_);
  }
  ~Cipher() { sodium_memzero(key_, sizeof key_); }
  static size_t HiddenSize(std::string_view text) { return kNonce + text.size(); }
  // To HiddenSize(text) bytes at `out`.
  void Hide(std::string_view text, unsigned char* out) {
    const uint64_t nonce = MUTANT("one_nonce_for_all") ? 0 : written_++;
    static_assert(sizeof nonce == kNonce);
    std::memcpy(out, &nonce, kNonce);
    if (MUTANT("texts_in_clear")) {
      std::memcpy(out + kNonce, text.data(), text.size());
    } else {
      Apply(text, out, out + kNonce);
    }
  }
  std::string Show(std::string_view hidden) const {
    if (hidden.size() < kNonce) return {};
    std::string text(hidden.size() - kNonce, '\0');
    Apply(hidden.substr(kNonce), Bytes(hidden.data()), reinterpret_cast<unsigned char*>(text.data()));
    return text;
  }

 private:
  static constexpr size_t kNonce = crypto_stream_chacha20_NONCEBYTES;
  static const unsigned char* Bytes(const char* text) { return reinterpret_cast<const unsigned char*>(text); }
  void Apply(std::string_view in, const unsigned char* nonce, unsigned char* out) const {
    crypto_stream_chacha20_xor(out, Bytes(in.data()), in.size(), nonce, key_);
  }
  unsigned char key_[crypto_stream_chacha20_KEYBYTES];
  std::atomic<uint64_t> written_ = 0;
};

// Ends with its scope; a write that was not committed is undone.
class Transaction {
 public:
  Transaction(MDB_env* env, unsigned flags) { code_ = mdb_txn_begin(env, nullptr, flags, &txn_); }
  ~Transaction() {
    if (txn_ != nullptr) mdb_txn_abort(txn_);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  int code() const { return code_; }
  MDB_txn* get() { return txn_; }
  int Commit() { return mdb_txn_commit(std::exchange(txn_, nullptr)); }

 private:
  MDB_txn* txn_ = nullptr;
  int code_ = 0;
};

}  // namespace

class TextStore::Environment {
 public:
  ~Environment() {
    if (env_ != nullptr) mdb_env_close(env_);
  }
  int Open(const std::string& directory, size_t max_bytes) {
    if (const int code = mdb_env_create(&env_)) return code;
    mdb_env_set_mapsize(env_, max_bytes);
    mdb_env_set_maxreaders(env_, kMaxReaders);
    // Not synced: it is made anew at every start. Without read-ahead: single texts are read.
    constexpr unsigned kFlags = MDB_NOSYNC | MDB_NOTLS | MDB_NORDAHEAD;
    if (const int code = mdb_env_open(env_, directory.c_str(), kFlags, kMode)) return code;
    Transaction transaction(env_, 0);
    if (transaction.code() != 0) return transaction.code();
    if (const int code = mdb_dbi_open(transaction.get(), nullptr, 0, &texts_)) return code;
    return transaction.Commit();
  }
  int Apply(absl::Span<const Change> changes) {
    Transaction transaction(env_, 0);
    if (transaction.code() != 0) return transaction.code();
    for (const Change& change : changes) {
      MDB_val key = ValueOf(change.id);
      if (change.text) {
        MDB_val place{Cipher::HiddenSize(*change.text), nullptr};
        if (const int code = mdb_put(transaction.get(), texts_, &key, &place, MDB_RESERVE)) return code;
        cipher_.Hide(*change.text, static_cast<unsigned char*>(place.mv_data));
      } else if (const int code = mdb_del(transaction.get(), texts_, &key, nullptr);
                 code != 0 && code != MDB_NOTFOUND) {
        return code;
      }
    }
    return transaction.Commit();
  }
  int Clear() {
    Transaction transaction(env_, 0);
    if (transaction.code() != 0) return transaction.code();
    if (const int code = mdb_drop(transaction.get(), texts_, 0)) return code;
    return transaction.Commit();
  }
  void Read(absl::Span<const std::string> ids,
            const std::function<void(size_t, std::string_view)>& visit) const {
    Transaction transaction(env_, MDB_RDONLY);
    if (transaction.code() != 0) return;
    for (size_t i = 0; i < ids.size(); ++i) {
      MDB_val key = ValueOf(ids[i]);
      MDB_val text;
      if (mdb_get(transaction.get(), texts_, &key, &text) == 0)
        visit(i, cipher_.Show({static_cast<const char*>(text.mv_data), text.mv_size}));
    }
  }

  size_t size() const {
    Transaction transaction(env_, MDB_RDONLY);
    MDB_stat stat{};
    if (transaction.code() == 0) mdb_stat(transaction.get(), texts_, &stat);
    return stat.ms_entries;
  }

  std::atomic<bool> available{true};

 private:
  Cipher cipher_;
  MDB_env* env_ = nullptr;
  MDB_dbi texts_ = 0;
};

TextStore::TextStore(std::unique_ptr<Environment> environment) : environment_(std::move(environment)) {}
TextStore::~TextStore() = default;

absl::StatusOr<std::unique_ptr<TextStore>> TextStore::Open(const std::string& directory, size_t max_bytes) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  for (const char* const file : {"data.mdb", "lock.mdb"})
    std::filesystem::remove(std::filesystem::path(directory) / file, error);
  auto environment = std::make_unique<Environment>();
  if (const int code = environment->Open(directory, max_bytes)) return Failed(directory, code);
  return std::unique_ptr<TextStore>(new TextStore(std::move(environment)));
}

absl::Status TextStore::Apply(absl::Span<const Change> changes) {
  if (!available() || changes.empty()) return absl::OkStatus();
  const int code = environment_->Apply(changes);
  if (code == 0) return absl::OkStatus();
  environment_->available = false;
  environment_->Clear();
  return Failed("write", code);
}

void TextStore::Read(absl::Span<const std::string> ids,
                     const std::function<void(size_t, std::string_view)>& visit) const {
  if (available()) environment_->Read(ids, visit);
}

size_t TextStore::size() const { return available() ? environment_->size() : 0; }

bool TextStore::available() const { return environment_->available; }

}  // namespace tabadul::search
