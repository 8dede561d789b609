# sas_embed(target symbol file...) makes generated/<symbol>.h with
#   namespace sas::embedded { std::span<const File> <symbol>(); }
# so that SQL, texts and style sheets are part of the binary and cannot get lost.
function(sas_embed target symbol)
  set(header ${CMAKE_BINARY_DIR}/generated/embedded/${symbol}.h)
  set(source ${CMAKE_BINARY_DIR}/generated/embedded/${symbol}.cpp)
  add_custom_command(
    OUTPUT ${header} ${source}
    COMMAND ${CMAKE_COMMAND} -DSYMBOL=${symbol} -DHEADER=${header} -DSOURCE=${source}
            "-DFILES=${ARGN}" -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${header} ${source})
endfunction()
