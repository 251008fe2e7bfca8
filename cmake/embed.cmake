# tabadul_embed(NAME ROOT dir FILES a b…): a library with the files' bytes inside, so that a binary needs no
# data directory. Generates <build>/embed/NAME.h:
#   namespace tabadul::embed { struct File { std::string_view name, bytes; };  std::span<const File> NAME(); }
# `name` is the path below ROOT; sorted by name.
function(tabadul_embed name)
  cmake_parse_arguments(A "" "ROOT" "FILES" ${ARGN})
  list(SORT A_FILES)
  set(dir ${CMAKE_BINARY_DIR}/embed)
  set(asm ".section .rodata\n")
  set(externs "")
  set(rows "")
  set(paths "")
  set(i 0)
  foreach(file ${A_FILES})
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${A_ROOT} OUTPUT_VARIABLE path)
    list(APPEND paths ${path})
    cmake_path(RELATIVE_PATH path BASE_DIRECTORY ${A_ROOT} OUTPUT_VARIABLE shown)
    string(APPEND asm ".global tabadul_embed_${name}_${i}\n.global tabadul_embed_${name}_${i}_end\n"
                      "tabadul_embed_${name}_${i}:\n.incbin \"${path}\"\ntabadul_embed_${name}_${i}_end:\n.byte 0\n")
    string(APPEND externs "extern const char tabadul_embed_${name}_${i}[];\nextern const char tabadul_embed_${name}_${i}_end[];\n")
    string(APPEND rows "    {\"${shown}\", {tabadul_embed_${name}_${i}, static_cast<size_t>(tabadul_embed_${name}_${i}_end - tabadul_embed_${name}_${i})}},\n")
    math(EXPR i "${i}+1")
  endforeach()
  string(APPEND asm ".section .note.GNU-stack,\"\",@progbits\n")
  file(CONFIGURE OUTPUT ${dir}/${name}.S CONTENT "${asm}" @ONLY)
  file(CONFIGURE OUTPUT ${dir}/${name}.h CONTENT "#pragma once
#include <span>
#include <string_view>
namespace tabadul::embed {
#ifndef TABADUL_EMBED_FILE
#define TABADUL_EMBED_FILE
struct File { std::string_view name, bytes; };
#endif
std::span<const File> ${name}();
}
" @ONLY)
  file(CONFIGURE OUTPUT ${dir}/${name}.cc CONTENT "#include \"embed/${name}.h\"
extern \"C\" {
${externs}}
namespace tabadul::embed {
std::span<const File> ${name}() {
  static const File files[] = {
${rows}  };
  return files;
}
}
" @ONLY)
  set_source_files_properties(${dir}/${name}.S PROPERTIES OBJECT_DEPENDS "${paths}")
  add_library(embed_${name} STATIC ${dir}/${name}.cc ${dir}/${name}.S)
  target_include_directories(embed_${name} PUBLIC ${CMAKE_BINARY_DIR})
  target_link_libraries(embed_${name} PUBLIC tabadul_options)
endfunction()
