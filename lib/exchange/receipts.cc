#include "lib/exchange/receipts.h"

#include "lib/evidence/digest.h"
#include "lib/evidence/receipt.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/utc.h"

namespace tabadul::exchange {
namespace {

std::vector<v1::Receipt> ReceiptsIn(const pg::Result& result) {
  std::vector<v1::Receipt> receipts;
  for (int i = 0; i < result.rows(); ++i) {
    v1::Receipt& receipt = receipts.emplace_back();
    receipt.set_body(std::string(result.Bytes(i, 0)));
    receipt.set_key_id(std::string(result.Text(i, 1)));
    receipt.set_signature(std::string(result.Bytes(i, 2)));
  }
  return receipts;
}

}  // namespace

Receipts::Receipts(const std::string& kind, const evidence::Signer& signer)
    : kind_(kind),
      signer_(signer),
      insert_(Statement(kind, "receipt_insert",
                        "INSERT INTO @kind@_receipt (source, number, body, key_id, signature) "
                        "VALUES ($1, $2, $3, $4, $5)")),
      list_(Statement(kind, "receipt_list",
                      "SELECT body, key_id, signature FROM @kind@_receipt WHERE source = $1 AND number > $2 "
                      "ORDER BY number LIMIT $3")),
      newest_(Statement(kind, "receipt_newest",
                        "SELECT body, key_id, signature FROM @kind@_receipt WHERE source = $1 "
                        "ORDER BY number DESC LIMIT $2")) {}

absl::StatusOr<v1::Receipt> Receipts::Sign(v1::ReceiptBody about, const std::vector<v1::ReceiptItem>& items,
                                           ReceiptEnd& end) const {
  RETURN_IF_ERROR(signer_.MaySign(TimeOf(about.time())));
  const std::string nonce = evidence::RandomBytes(evidence::kReceiptNonceBytes);
  about.set_kind(kind_);
  about.set_number(++end.number);
  if (!MUTANT("forget_the_receipt_before")) about.set_previous(end.hash);
  evidence::CountItems(items, nonce, about);
  v1::Receipt receipt = evidence::SignReceipt(signer_, about, nonce);
  end.hash = evidence::Sha256(receipt.body());
  return receipt;
}

void Receipts::Write(pg::Transaction& tx, const std::string& source, uint64_t number,
                     const v1::Receipt& receipt) const {
  tx.Later(insert_, source, static_cast<int64_t>(number), pg::Bytes{receipt.body()}, receipt.key_id(),
           pg::Bytes{receipt.signature()});
}

absl::StatusOr<std::vector<v1::Receipt>> Receipts::List(pg::Pool& pool, const Context& context,
                                                        const std::string& source, uint64_t after,
                                                        int limit) const {
  ASSIGN_OR_RETURN(const pg::Result result,
                   pool.Query(context, list_, source, static_cast<int64_t>(after), int64_t{limit}));
  return ReceiptsIn(result);
}

absl::StatusOr<std::vector<v1::Receipt>> Receipts::Newest(pg::Pool& pool, const Context& context,
                                                          const std::string& source, int limit) const {
  ASSIGN_OR_RETURN(const pg::Result result, pool.Query(context, newest_, source, int64_t{limit}));
  return ReceiptsIn(result);
}

}  // namespace tabadul::exchange
