# Gathers the copyright of all that is linked into the program of the packages.
# cmake -D OUTPUT=... -P copyright.cmake
file(READ "${CMAKE_CURRENT_LIST_DIR}/copyright.head" text)
foreach(package libcli11-dev libgit2-dev libhttp-parser-dev libmbedtls-dev libpcre2-dev libre2-dev libsqlite3-dev libssl-dev
    libstdc++6 libtomlplusplus-dev libyaml-cpp-dev nlohmann-json3-dev zlib1g-dev)
  set(file "/usr/share/doc/${package}/copyright")
  if(NOT EXISTS "${file}")
    message(FATAL_ERROR "cannot gather the copyright of what is linked in: there is no ${file}")
  endif()
  file(READ "${file}" found)
  string(APPEND text "\n==== ${package}\n\n${found}")
endforeach()
file(READ "${CMAKE_CURRENT_LIST_DIR}/vega.copyright" found)
string(APPEND text "\n==== Vega\n\n${found}")
file(WRITE "${OUTPUT}" "${text}")
