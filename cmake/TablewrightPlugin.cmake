# SPDX-License-Identifier: MIT
# tablewright_add_plugin(name METADATA file.json.in|file.json SOURCES … [LIBRARIES …]
#                        [OUTPUT_DIRECTORY …])
#
# A plugin that hosts find in a plugin folder. METADATA is what Q_PLUGIN_METADATA names and what is
# read before any of the plugin's code runs. From `rules.json.in` comes `rules.json` in the build
# tree, with @PROJECT_VERSION@, @TABLEWRIGHT_SDK_VERSION@ and any other variable put in; the source
# says FILE "rules.json" in either case. moc runs anew when the metadata change.

# Ends the configuration when hosts would refuse the metadata for their most usual faults.
function(_tablewright_check_metadata file)
    file(READ ${file} text)
    string(JSON members ERROR_VARIABLE error LENGTH "${text}")
    if(error)
        message(FATAL_ERROR "tablewright_add_plugin: ${file} is no JSON object: ${error}")
    endif()
    foreach(member IN ITEMS Id Name Version SdkVersion Kinds)
        string(JSON ${member} ERROR_VARIABLE error GET "${text}" ${member})
        if(error)
            message(FATAL_ERROR "tablewright_add_plugin: ${file} has no member `${member}`")
        endif()
    endforeach()
    if(Id STREQUAL "")
        message(FATAL_ERROR "tablewright_add_plugin: `Id` in ${file} is empty")
    endif()
    foreach(member IN ITEMS Version SdkVersion)
        if(NOT ${member} MATCHES "^[0-9]+[.][0-9]+[.][0-9]+$")
            message(FATAL_ERROR "tablewright_add_plugin: `${member}` in ${file} is `${${member}}`, "
                "expected a version such as 1.2.3 (does project() have a VERSION of three parts?)")
        endif()
    endforeach()
    if(SdkVersion VERSION_GREATER TABLEWRIGHT_SDK_VERSION OR
       SdkVersion VERSION_LESS TABLEWRIGHT_SDK_COMPAT_VERSION)
        message(FATAL_ERROR "tablewright_add_plugin: `SdkVersion` in ${file} is ${SdkVersion}, "
            "expected from ${TABLEWRIGHT_SDK_COMPAT_VERSION} to ${TABLEWRIGHT_SDK_VERSION}")
    endif()
endfunction()

function(tablewright_add_plugin name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "METADATA;OUTPUT_DIRECTORY" "SOURCES;LIBRARIES")
    foreach(needed IN ITEMS METADATA SOURCES)
        if(NOT arg_${needed})
            message(FATAL_ERROR "tablewright_add_plugin(${name}): ${needed} is missing, "
                "expected METADATA file.json.in SOURCES file.cpp…")
        endif()
    endforeach()
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "tablewright_add_plugin(${name}): unknown `${arg_UNPARSED_ARGUMENTS}`")
    endif()
    get_filename_component(metadata ${arg_METADATA} ABSOLUTE)
    if(NOT EXISTS ${metadata})
        message(FATAL_ERROR "tablewright_add_plugin(${name}): METADATA ${metadata} is not there")
    endif()

    # qt_add_plugin is not used: in Qt 6.4 it drops sources.
    add_library(${name} MODULE ${arg_SOURCES})
    if(metadata MATCHES "[.]in$")
        get_filename_component(file ${metadata} NAME_WLE)
        get_filename_component(folder ${metadata} DIRECTORY)
        if(EXISTS ${folder}/${file})
            message(FATAL_ERROR "tablewright_add_plugin(${name}): ${folder}/${file} would be taken "
                "in place of what ${metadata} becomes, expected only one of them")
        endif()
        set(generated ${CMAKE_CURRENT_BINARY_DIR}/${name}_metadata)
        configure_file(${metadata} ${generated}/${file} @ONLY)
        set(metadata ${generated}/${file})
        # Where moc looks for what is not beside the source.
        target_include_directories(${name} BEFORE PRIVATE ${generated})
    else()
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${metadata})
    endif()
    _tablewright_check_metadata(${metadata})

    set_target_properties(${name} PROPERTIES
        AUTOMOC ON PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    set_property(TARGET ${name} APPEND PROPERTY AUTOGEN_TARGET_DEPENDS ${metadata})
    # Ninja does not know that moc writes what a source includes.
    set_property(SOURCE ${arg_SOURCES} APPEND PROPERTY OBJECT_DEPENDS ${metadata})
    target_compile_features(${name} PRIVATE cxx_std_20)
    target_link_libraries(${name} PRIVATE Tablewright::sdk ${arg_LIBRARIES})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # A source that was forgotten is told here, and not by every host.
        target_link_options(${name} PRIVATE LINKER:--no-undefined)
    endif()
    if(arg_OUTPUT_DIRECTORY)
        set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${arg_OUTPUT_DIRECTORY})
    elseif(TABLEWRIGHT_PLUGIN_OUTPUT_DIR)
        # One of Tablewright's own; an install has the library two folders above it.
        set_target_properties(${name} PROPERTIES
            LIBRARY_OUTPUT_DIRECTORY ${TABLEWRIGHT_PLUGIN_OUTPUT_DIR}
            INSTALL_RPATH "$ORIGIN/../..")
    endif()
endfunction()
