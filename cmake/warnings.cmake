# Warnings are errors in every build. Each exception is justified here.
add_library(sas_warnings INTERFACE)
target_compile_options(sas_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-align -Wformat=2 -Wimplicit-fallthrough -Werror)
# GCC 12 reports these inside its own library's inlined code when sanitisers or -O2 are on.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(sas_warnings INTERFACE
    -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread
    -Wno-dangling-pointer -Wno-missing-field-initializers)
else()
  target_compile_options(sas_warnings INTERFACE -Wno-missing-field-initializers -Wno-missing-designated-field-initializers)
  target_compile_options(sas_warnings INTERFACE -Wno-unknown-warning-option)
endif()
