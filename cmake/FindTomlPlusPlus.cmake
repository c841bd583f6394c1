# Finds toml++ as headers alone: the CMake packages of Debian and Ubuntu know it as a shared library only.
# Defines the target TomlPlusPlus::TomlPlusPlus.
find_path(TomlPlusPlus_INCLUDE_DIR toml++/toml.h)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(TomlPlusPlus REQUIRED_VARS TomlPlusPlus_INCLUDE_DIR)

if(TomlPlusPlus_FOUND AND NOT TARGET TomlPlusPlus::TomlPlusPlus)
  add_library(TomlPlusPlus::TomlPlusPlus INTERFACE IMPORTED)
  set_target_properties(TomlPlusPlus::TomlPlusPlus PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${TomlPlusPlus_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS TOML_HEADER_ONLY=1)
endif()
mark_as_advanced(TomlPlusPlus_INCLUDE_DIR)
