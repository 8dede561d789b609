# DuckDB as it is published for Node: library and header of exactly one version, held to their sums. Gives the target DuckDB::duckdb.
# The library stands beside the programs (lib/), so that a program that was built needs no node_modules to run.
set(duckdb_version 1.4.4)
set(SAS_DUCKDB_DIR "" CACHE PATH "Folder with libduckdb.so and duckdb.h of DuckDB 1.4.4; empty: those of node_modules")
set(duckdb_library_sum 1ef33048e12235115ac0d277a0aaccbb560e33248144f488b5ac005cd9ba81b5)
set(duckdb_header_sum cbe6a827284375c5a646b8f27dbd3a00808ce8738b5bbb49c190cb1e08540281)

if(SAS_DUCKDB_DIR)
  set(duckdb_library ${SAS_DUCKDB_DIR}/libduckdb.so)
  set(duckdb_header ${SAS_DUCKDB_DIR}/duckdb.h)
else()
  set(duckdb_library ${PROJECT_SOURCE_DIR}/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so)
  set(duckdb_header ${PROJECT_SOURCE_DIR}/node_modules/duckdb/src/duckdb/src/include/duckdb.h)
endif()

# sas_check_sum(file sum): stops unless the file is there and is the one we know.
function(sas_check_sum file sum)
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "DuckDB ${duckdb_version} is not at ${file}: run \"npm ci --ignore-scripts\" in ${PROJECT_SOURCE_DIR}, "
      "or set SAS_DUCKDB_DIR to a folder with libduckdb.so and duckdb.h")
  endif()
  file(SHA256 ${file} found)
  if(NOT found STREQUAL sum)
    message(FATAL_ERROR "${file} is not the one of DuckDB ${duckdb_version}: its SHA-256 is ${found} and must be ${sum}. "
      "Take the version that package-lock.json names.")
  endif()
endfunction()
sas_check_sum(${duckdb_library} ${duckdb_library_sum})
sas_check_sum(${duckdb_header} ${duckdb_header_sum})

file(COPY ${duckdb_library} DESTINATION ${CMAKE_BINARY_DIR}/lib)
file(COPY ${duckdb_header} DESTINATION ${CMAKE_BINARY_DIR}/duckdb)
add_library(DuckDB::duckdb SHARED IMPORTED GLOBAL)
set_target_properties(DuckDB::duckdb PROPERTIES
  IMPORTED_LOCATION ${CMAKE_BINARY_DIR}/lib/libduckdb.so
  IMPORTED_SONAME libduckdb.so
  INTERFACE_INCLUDE_DIRECTORIES ${CMAKE_BINARY_DIR}/duckdb)
