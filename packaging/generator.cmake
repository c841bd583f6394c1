# What differs from package to package; CPack reads it once for each.
if(CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_COMPONENT_INCLUDE_TOPLEVEL_DIRECTORY OFF)
  list(APPEND CPACK_COMPONENTS_ALL debian)
endif()
