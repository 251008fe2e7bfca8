# Generated code lives in <build>/gen and is never committed.
set(TABADUL_GOOGLEAPIS /usr/share/gocode/src/github.com/gogo/googleapis)  # golang-github-gogo-googleapis-dev
set(TABADUL_GEN ${CMAKE_BINARY_DIR}/gen)

# tabadul_proto(NAME ROOT dir FILES relative.proto…): a library of the messages (no gRPC stubs: lib/platform/rpc
# works from descriptors, so grpc++ headers stay in a few files). Headers by their proto path + ".pb.h".
function(tabadul_proto name)
  cmake_parse_arguments(A "" "ROOT" "FILES;DEPS" ${ARGN})
  set(sources "")
  set(whole "")
  foreach(file ${A_FILES})
    string(REGEX REPLACE "\\.proto$" "" stem ${file})
    add_custom_command(
      OUTPUT ${TABADUL_GEN}/${stem}.pb.cc ${TABADUL_GEN}/${stem}.pb.h
      COMMAND ${CMAKE_COMMAND} -E make_directory ${TABADUL_GEN}
      COMMAND protobuf::protoc -I ${CMAKE_SOURCE_DIR}/proto -I ${TABADUL_GOOGLEAPIS} -I ${CMAKE_SOURCE_DIR} -I /usr/include
              --cpp_out=${TABADUL_GEN} ${A_ROOT}/${file}
      DEPENDS ${A_ROOT}/${file} VERBATIM)
    list(APPEND sources ${TABADUL_GEN}/${stem}.pb.cc)
    # A file with services only has no symbol that code refers to: name one, or the linker leaves the file out and
    # its descriptors with it.
    string(REPLACE "_" "_5f" table ${file})
    string(REPLACE "/" "_2f" table ${table})
    string(REPLACE "." "_2e" table ${table})
    list(APPEND whole "LINKER:--undefined=descriptor_table_${table}")
  endforeach()
  add_library(${name} STATIC ${sources})
  # As SYSTEM: the warnings of protoc's output are not ours.
  target_include_directories(${name} SYSTEM PUBLIC ${TABADUL_GEN})
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf ${A_DEPS})
  target_link_options(${name} INTERFACE ${whole})
endfunction()
