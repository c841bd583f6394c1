# Finds RE2 through pkg-config: not every distribution ships a CMake package for it.
# Defines the target RE2::RE2. From 2023 on RE2's header needs Abseil; its pkg-config file says so.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(PC_RE2 QUIET re2)
endif()
find_path(RE2_INCLUDE_DIR re2/re2.h HINTS ${PC_RE2_INCLUDE_DIRS})
find_library(RE2_LIBRARY re2 HINTS ${PC_RE2_LIBRARY_DIRS})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(RE2 REQUIRED_VARS RE2_LIBRARY RE2_INCLUDE_DIR)

if(RE2_FOUND AND NOT TARGET RE2::RE2)
  set(beside_re2 ${PC_RE2_LINK_LIBRARIES})
  list(FILTER beside_re2 INCLUDE REGEX "absl")
  add_library(RE2::RE2 UNKNOWN IMPORTED)
  set_target_properties(RE2::RE2 PROPERTIES
    IMPORTED_LOCATION "${RE2_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${RE2_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${beside_re2}")
endif()
mark_as_advanced(RE2_INCLUDE_DIR RE2_LIBRARY)
