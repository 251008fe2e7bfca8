#include "services/statistics/rest/answer.h"

namespace tabadul::statistics::rest {

bool Pieces::Take(std::string* piece) {
  if (left() == 0) return false;
  piece->assign(text_, given_, kPieceBytes);
  given_ += piece->size();
  if (left() == 0) {
    text_.clear();
    given_ = 0;
  }
  return true;
}

}  // namespace tabadul::statistics::rest
