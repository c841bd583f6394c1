# The packages that the build takes from the distribution; docs/dependencies.md says why each is here.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(SQLite3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(TomlPlusPlus REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(LibGit2 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(RE2 REQUIRED)

# yaml-cpp 0.7 exports `yaml-cpp`, 0.8 exports `yaml-cpp::yaml-cpp`.
if(TARGET yaml-cpp::yaml-cpp)
  set(MLPIPE_YAML_TARGET yaml-cpp::yaml-cpp)
else()
  set(MLPIPE_YAML_TARGET yaml-cpp)
endif()
