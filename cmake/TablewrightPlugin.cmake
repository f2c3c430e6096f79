# SPDX-License-Identifier: MIT
# tablewright_add_plugin(name METADATA file.json SOURCES … [LIBRARIES …])
#
# A plugin that hosts find in their plugin folder. `METADATA` is what Q_PLUGIN_METADATA names; it is
# read before any of the plugin's code runs. qt_add_plugin is not used: in Qt 6.4 it drops sources.

function(tablewright_add_plugin name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "METADATA;OUTPUT_DIRECTORY" "SOURCES;LIBRARIES")
    if(arg_UNPARSED_ARGUMENTS OR NOT arg_METADATA OR NOT arg_SOURCES)
        message(FATAL_ERROR "usage: tablewright_add_plugin(name METADATA file SOURCES file…)")
    endif()
    add_library(${name} MODULE ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES
        AUTOMOC ON PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    get_filename_component(metadata ${arg_METADATA} ABSOLUTE)
    set_property(TARGET ${name} APPEND PROPERTY AUTOMOC_MOC_OPTIONS)
    set_property(TARGET ${name} APPEND PROPERTY AUTOGEN_TARGET_DEPENDS ${metadata})
    target_compile_features(${name} PRIVATE cxx_std_20)
    target_link_libraries(${name} PRIVATE Tablewright::sdk ${arg_LIBRARIES})
    if(arg_OUTPUT_DIRECTORY)
        set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${arg_OUTPUT_DIRECTORY})
    elseif(TABLEWRIGHT_PLUGIN_OUTPUT_DIR)
        set_target_properties(${name} PROPERTIES
            LIBRARY_OUTPUT_DIRECTORY ${TABLEWRIGHT_PLUGIN_OUTPUT_DIR})
    endif()
endfunction()
