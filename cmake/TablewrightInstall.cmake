# SPDX-License-Identifier: MIT
# What `cmake --install` puts where, and the package that `find_package(Tablewright)` finds.
# Comes last, when every target exists; parts that were not built are left out.

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Tablewright)
set(share_dir ${CMAKE_INSTALL_DATADIR}/tablewright)

install(TARGETS tablewright_engine tablewright_sdk EXPORT TablewrightTargets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/engine/include/tablewright
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h PATTERN *.def)
install(FILES ${PROJECT_BINARY_DIR}/engine/include/tablewright/export.h
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tablewright)

# Programs and plugins install themselves; plugins stand two folders below the library.
if(TARGET tablewright_postgresql)
    set_target_properties(tablewright_postgresql PROPERTIES INSTALL_RPATH "$ORIGIN/../..")
endif()

configure_package_config_file(cmake/TablewrightConfig.cmake.in
    ${PROJECT_BINARY_DIR}/TablewrightConfig.cmake INSTALL_DESTINATION ${package_dir}
    NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/TablewrightConfigVersion.cmake
    COMPATIBILITY SameMajorVersion)
install(FILES
    ${PROJECT_BINARY_DIR}/TablewrightConfig.cmake
    ${PROJECT_BINARY_DIR}/TablewrightConfigVersion.cmake
    cmake/TablewrightPlugin.cmake
    DESTINATION ${package_dir})
install(EXPORT TablewrightTargets NAMESPACE Tablewright:: DESTINATION ${package_dir})

install(DIRECTORY docs/diagnostics DESTINATION ${share_dir} FILES_MATCHING PATTERN *.md)
install(DIRECTORY resources/samples DESTINATION ${share_dir}
    FILES_MATCHING PATTERN *.json PATTERN *.dbml)
install(FILES README.md CHANGELOG.md LICENSE LICENSING.md
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/tablewright)
install(DIRECTORY LICENSES DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/tablewright)
