# The script that pages of plots carry along (scripts/vega makes it), as data inside `report`. Without it mlpipe
# builds all the same, and has no such pages.
set(MLPIPE_VEGA "${PROJECT_SOURCE_DIR}/build/vega/vega.js" CACHE FILEPATH "Vega as one script; absent: no pages of plots")

# mlpipe_embed_vega(TARGET SOURCE): SOURCE of TARGET sees MLPIPE_HAS_VEGA, and mlpipe_vega_begin and _end.
function(mlpipe_embed_vega target source)
  if(NOT EXISTS "${MLPIPE_VEGA}")
    message(STATUS "No ${MLPIPE_VEGA}: pages of plots are left out (scripts/vega makes it)")
    return()
  endif()
  set(assembly "${CMAKE_CURRENT_BINARY_DIR}/vega.S")
  file(CONFIGURE OUTPUT "${assembly}" @ONLY CONTENT [[
    .section .rodata
    .global mlpipe_vega_begin, mlpipe_vega_end
mlpipe_vega_begin:
    .incbin "@MLPIPE_VEGA@"
mlpipe_vega_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
]])
  set_source_files_properties("${assembly}" PROPERTIES OBJECT_DEPENDS "${MLPIPE_VEGA}")
  target_sources(${target} PRIVATE "${assembly}")
  set_source_files_properties("${source}" PROPERTIES COMPILE_DEFINITIONS MLPIPE_HAS_VEGA)
endfunction()
