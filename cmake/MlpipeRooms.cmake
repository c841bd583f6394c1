# Rooms are object libraries. Each names the rooms it may include; a room's tests link those rooms and no others,
# so an arrow that is not declared here fails to link. tests/architecture checks the includes against this list too.

add_library(mlpipe_options INTERFACE)
target_compile_features(mlpipe_options INTERFACE cxx_std_20)
target_compile_options(mlpipe_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  $<$<BOOL:${MLPIPE_WARNINGS_AS_ERRORS}>:-Werror>)
# False alarms of g++ 12 to 14 inside its own std::string and std::variant.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 15)
  target_compile_options(mlpipe_options INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
  if(MLPIPE_SANITIZE)
    target_compile_options(mlpipe_options INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
# The initialisers that libgit2 gives for its structures name only some of their fields.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(mlpipe_options INTERFACE -Wno-missing-field-initializers)
endif()
target_include_directories(mlpipe_options INTERFACE "${PROJECT_SOURCE_DIR}/include")
# How commands and tests are compiled, which are never busy themselves. Checks of each pointer that is followed take most of
# the time in what CLI11 and Catch2 put into every file; the rooms have them.
set(MLPIPE_QUICK_COMMANDS -O1)
set(MLPIPE_QUICK_TESTS -O0)
# A target whose MLPIPE_CHECKS is "none" is only linked with the sanitizers; with "few" pointers are not looked at before they
# are followed. Of two options the later one counts.
if(MLPIPE_SANITIZE)
  set(checks "$<TARGET_PROPERTY:MLPIPE_CHECKS>")
  target_compile_options(mlpipe_options INTERFACE -fno-omit-frame-pointer
    "$<$<NOT:$<STREQUAL:${checks},none>>:-fsanitize=${MLPIPE_SANITIZE};-fno-sanitize-recover=all>"
    "$<$<STREQUAL:${checks},few>:-fno-sanitize=null,alignment,vptr,object-size>")
  target_link_options(mlpipe_options INTERFACE -fsanitize=${MLPIPE_SANITIZE})
endif()

# mlpipe_precompile(TARGET LIKE HEADER...): headers that most files of TARGET include, compiled once for all targets that
# name the same LIKE; they have to be built with the same options.
function(mlpipe_precompile target like)
  get_property(owner GLOBAL PROPERTY mlpipe_precompiled_${like})
  if(owner)
    target_precompile_headers(${target} REUSE_FROM ${owner})
  else()
    target_precompile_headers(${target} PRIVATE ${ARGN})
    set_property(GLOBAL PROPERTY mlpipe_precompiled_${like} ${target})
  endif()
endfunction()

# mlpipe_room(NAME [ARROWS room...] [LIBRARIES target...])
function(mlpipe_room name)
  cmake_parse_arguments(ARG "" "" "ARROWS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${name}/*.cpp")
  set(reach ${name})
  set(libraries ${ARG_LIBRARIES})
  foreach(arrow IN LISTS ARG_ARROWS)
    get_property(beyond GLOBAL PROPERTY mlpipe_reach_${arrow})
    get_property(needed GLOBAL PROPERTY mlpipe_libraries_${arrow})
    list(APPEND reach ${beyond})
    list(APPEND libraries ${needed})
  endforeach()
  list(REMOVE_DUPLICATES reach)
  list(REMOVE_DUPLICATES libraries)
  set_property(GLOBAL PROPERTY mlpipe_reach_${name} ${reach})
  set_property(GLOBAL PROPERTY mlpipe_libraries_${name} ${libraries})
  set_property(GLOBAL APPEND PROPERTY mlpipe_rooms ${name})
  if(sources)
    add_library(mlpipe_${name} OBJECT ${sources})
    target_link_libraries(mlpipe_${name} PRIVATE mlpipe_options ${libraries})
    mlpipe_precompile(mlpipe_${name} rooms <algorithm> <functional> <map> <memory> <optional> <set> <string> <string_view>
      <unordered_map> <vector>)
  endif()
endfunction()

# Puts the objects of rooms, and of every room they reach, into a target.
function(mlpipe_use_room target)
  set(reach "")
  set(libraries "")
  foreach(room IN LISTS ARGN)
    get_property(beyond GLOBAL PROPERTY mlpipe_reach_${room})
    get_property(needed GLOBAL PROPERTY mlpipe_libraries_${room})
    list(APPEND reach ${beyond})
    list(APPEND libraries ${needed})
  endforeach()
  list(REMOVE_DUPLICATES reach)
  list(REMOVE_DUPLICATES libraries)
  foreach(reached IN LISTS reach)
    if(TARGET mlpipe_${reached})
      target_sources(${target} PRIVATE $<TARGET_OBJECTS:mlpipe_${reached}>)
    endif()
  endforeach()
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:mlpipe_options> ${libraries})
endfunction()
