// A form with files (multipart/form-data), as browsers write it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tabadul::harness {

inline constexpr char kFormType[] = "multipart/form-data; boundary=----boundary";

// `file`: its name, if it is one.
inline std::string FormPart(std::string_view name, std::string_view value,
                            std::optional<std::string_view> file = std::nullopt) {
  std::string part = "------boundary\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"";
  if (file) part += "; filename=\"" + std::string(*file) + "\"";
  return part + "\r\n\r\n" + std::string(value) + "\r\n";
}
inline std::string FormEnd() { return "------boundary--\r\n"; }

}  // namespace tabadul::harness
