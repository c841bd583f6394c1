# Installs this build to a prefix of its own, then configures, builds and runs the consumer against it.
# cmake -D BUILD=... -D SOURCE=... -D WORK=... -D COMPILER=... -D GENERATOR=... -P run.cmake
function(call)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nended with ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${WORK}")
file(WRITE "${WORK}/pipeline.yaml" "stages:
  second: {cmd: b, deps: [x], outs: [y]}
  first: {cmd: a, outs: [x]}
")
call("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/prefix")
call("${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}/build" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${COMPILER}"
  "-DCMAKE_PREFIX_PATH=${WORK}/prefix")
call("${CMAKE_COMMAND}" --build "${WORK}/build")
call("${WORK}/build/consumer" "${WORK}" "${WORK}/pipeline.yaml")
if(NOT output STREQUAL "first\nsecond\n")
  message(FATAL_ERROR "the consumer printed:\n${output}")
endif()
call("${WORK}/prefix/bin/mlpipe" --version)
