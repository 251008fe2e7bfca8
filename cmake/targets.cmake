# The four shapes of target. One way to make each.

add_library(tabadul_options INTERFACE)
target_compile_options(tabadul_options INTERFACE -Wall -Wextra -Werror $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local> -Wnon-virtual-dtor -Wswitch
                       -Wno-missing-field-initializers -Wno-deprecated-declarations)
target_include_directories(tabadul_options INTERFACE ${CMAKE_SOURCE_DIR})
if(TABADUL_MUTANTS)
  target_compile_definitions(tabadul_options INTERFACE TABADUL_MUTANTS=1)
endif()

# tabadul_library(NAME SOURCES a.cc… DEPS lib…): a static library, headers included from the root ("lib/…/x.h").
function(tabadul_library name)
  cmake_parse_arguments(A "" "" "SOURCES;DEPS" ${ARGN})
  if(A_SOURCES)
    add_library(${name} STATIC ${A_SOURCES})
    target_link_libraries(${name} PUBLIC tabadul_options ${A_DEPS})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE tabadul_options ${A_DEPS})
  endif()
endfunction()

# tabadul_binary(NAME SOURCES main.cc… DEPS lib…): into build/<preset>/bin.
function(tabadul_binary name)
  cmake_parse_arguments(A "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE tabadul_options ${A_DEPS})
  if(TABADUL_JEMALLOC)
    target_link_libraries(${name} PRIVATE jemalloc)
  endif()
endfunction()

# tabadul_test(NAME SOURCES x_test.cc… DEPS lib… LABELS unit|component|cluster|contract|property|threads|chaos|long…
#              [TIMEOUT seconds] [CLUSTER | SERIAL] [FILTER gtest_filter]): a GoogleTest binary and one ctest entry for it.
# CLUSTER: starts a cluster, so it takes long and begins early; others run beside it. SERIAL: promises times; runs alone.
# FILTER: only these of its tests; the others have an entry of their own.
function(tabadul_test name)
  cmake_parse_arguments(A "CLUSTER;SERIAL" "TIMEOUT;FILTER" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE tabadul_options ${A_DEPS} GTest::gtest GTest::gmock GTest::gtest_main)
  set(rest)
  if(A_CLUSTER)
    set(rest CLUSTER)
  elseif(A_SERIAL)
    set(rest SERIAL)
  endif()
  tabadul_test_entry(${name} OF ${name} LABELS ${A_LABELS} TIMEOUT ${A_TIMEOUT} FILTER ${A_FILTER} ${rest})
endfunction()

# tabadul_test_entry(NAME OF binary LABELS … [TIMEOUT seconds] [CLUSTER | SERIAL] [FILTER gtest_filter]): a ctest entry.
function(tabadul_test_entry name)
  cmake_parse_arguments(A "CLUSTER;SERIAL" "TIMEOUT;FILTER;OF" "LABELS" ${ARGN})
  set(filter)
  if(A_FILTER)
    set(filter --gtest_filter=${A_FILTER})
  endif()
  add_test(NAME ${name} COMMAND ${A_OF} ${filter} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${A_LABELS}" TIMEOUT ${A_TIMEOUT}
    # c-ares leaves some bytes behind, and to look up the names of their stacks took the command two fifths of its time.
    ENVIRONMENT "GRPC_DNS_RESOLVER=native;TABADUL_BUILD=${CMAKE_BINARY_DIR};ASAN_OPTIONS=detect_leaks=1:abort_on_error=0;LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0;UBSAN_OPTIONS=print_stacktrace=1;TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tsan.supp")
  if(A_CLUSTER)
    set_tests_properties(${name} PROPERTIES COST 1000)
  elseif(A_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
  endif()
endfunction()
