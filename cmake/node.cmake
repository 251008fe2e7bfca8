# What comes from npm, in node_modules as package-lock.json has it. Who runs any of it depends on node_tools, and a command also on the
# file ${TABADUL_NODE}/made.
set(TABADUL_NODE ${CMAKE_SOURCE_DIR}/node_modules)
add_custom_command(OUTPUT ${TABADUL_NODE}/made COMMAND ${CMAKE_SOURCE_DIR}/cmake/npm-ci ${CMAKE_SOURCE_DIR}
  DEPENDS ${CMAKE_SOURCE_DIR}/package-lock.json VERBATIM)
add_custom_target(node_tools ALL DEPENDS ${TABADUL_NODE}/made)
