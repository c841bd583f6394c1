# Finds libgit2 through pkg-config: Debian and Ubuntu ship no CMake package for it.
# Defines the target LibGit2::LibGit2 and LibGit2_VERSION.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(PC_LibGit2 QUIET libgit2)
endif()
find_path(LibGit2_INCLUDE_DIR git2.h HINTS ${PC_LibGit2_INCLUDE_DIRS})
find_library(LibGit2_LIBRARY git2 HINTS ${PC_LibGit2_LIBRARY_DIRS})
set(LibGit2_VERSION ${PC_LibGit2_VERSION})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibGit2
  REQUIRED_VARS LibGit2_LIBRARY LibGit2_INCLUDE_DIR
  VERSION_VAR LibGit2_VERSION)

if(LibGit2_FOUND AND NOT TARGET LibGit2::LibGit2)
  add_library(LibGit2::LibGit2 UNKNOWN IMPORTED)
  set_target_properties(LibGit2::LibGit2 PROPERTIES
    IMPORTED_LOCATION "${LibGit2_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${LibGit2_INCLUDE_DIR}")
endif()
mark_as_advanced(LibGit2_INCLUDE_DIR LibGit2_LIBRARY)
