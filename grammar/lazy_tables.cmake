# SPDX-License-Identifier: MIT
# cmake -D FILE=… -D CLASS=… -P lazy_tables.cmake
# ANTLR's tool builds a class's tables when the library is loaded, which costs every process about
# two milliseconds. Here they are built by the first object of the class. Fails when the tool writes
# something else than what is known.
file(READ "${FILE}" text)
set(at_load "${CLASS}::Initializer ${CLASS}::_init;\n")
set(first_use "  _interpreter = new atn::")
foreach(part IN ITEMS at_load first_use)
    string(FIND "${text}" "${${part}}" first)
    string(FIND "${text}" "${${part}}" last REVERSE)
    if(first EQUAL -1 OR NOT first EQUAL last)
        message(FATAL_ERROR "${FILE} is not as ANTLR 4.7 writes it: `${${part}}` is not there once")
    endif()
endforeach()
string(REPLACE "${at_load}" "" text "${text}")
string(REPLACE "${first_use}" "  static const Initializer tables;\n${first_use}" text "${text}")
file(WRITE "${FILE}" "${text}")
