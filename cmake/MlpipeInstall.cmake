# What is installed, by component: `program` and `data` are what who runs pipelines needs, `library` is for programs that
# link mlpipe_core. The packages (packaging/) take a program of their own in the place of `program`.
include(CMakePackageConfigHelpers)
install(TARGETS mlpipe RUNTIME COMPONENT program)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/pipelines/" DESTINATION ${CMAKE_INSTALL_DATADIR}/mlpipe/pipelines
  COMPONENT data
  # What a run in the source tree leaves there.
  PATTERN "__pycache__" EXCLUDE
  PATTERN ".venv" EXCLUDE
  PATTERN ".mlpipe" EXCLUDE
  REGEX "/pipelines/[^/]+/(data|models|deploy|metrics|plots)$" EXCLUDE
  PATTERN "*.lock" EXCLUDE)
install(TARGETS mlpipe_core EXPORT mlpipe-targets ARCHIVE COMPONENT library)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/mlpipe" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/mlpipe)
install(EXPORT mlpipe-targets NAMESPACE mlpipe:: DESTINATION ${package_dir} COMPONENT library)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/mlpipe-config.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/mlpipe-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/mlpipe-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/mlpipe-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/mlpipe-config-version.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindLibGit2.cmake ${CMAKE_CURRENT_LIST_DIR}/FindRE2.cmake
  DESTINATION ${package_dir} COMPONENT library)
