# SPDX-License-Identifier: MIT
# What `cmake --install` puts where, and the package that `find_package(Tablewright)` finds. Comes
# last, when every target exists; parts that were not built are left out. Programs and plugins
# install themselves, and what names no component is of Runtime.

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Tablewright)
set(share_dir ${CMAKE_INSTALL_DATADIR}/tablewright)

install(TARGETS tablewright_engine tablewright_sdk EXPORT TablewrightSdkTargets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} NAMELINK_COMPONENT Sdk)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/engine/include/tablewright
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT Sdk
    FILES_MATCHING PATTERN *.h PATTERN *.def)
install(FILES ${PROJECT_BINARY_DIR}/engine/include/tablewright/export.h
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tablewright COMPONENT Sdk)

configure_package_config_file(cmake/TablewrightConfig.cmake.in
    ${PROJECT_BINARY_DIR}/TablewrightConfig.cmake INSTALL_DESTINATION ${package_dir}
    NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/TablewrightConfigVersion.cmake
    COMPATIBILITY SameMajorVersion)
# Of Runtime, so that who asks for Sdk where there is none is told so.
install(FILES
    ${PROJECT_BINARY_DIR}/TablewrightConfig.cmake
    ${PROJECT_BINARY_DIR}/TablewrightConfigVersion.cmake
    DESTINATION ${package_dir})
install(EXPORT TablewrightRuntimeTargets NAMESPACE Tablewright:: DESTINATION ${package_dir})
install(FILES cmake/TablewrightPlugin.cmake DESTINATION ${package_dir} COMPONENT Sdk)
install(EXPORT TablewrightSdkTargets NAMESPACE Tablewright:: DESTINATION ${package_dir}
    COMPONENT Sdk)

install(DIRECTORY docs/diagnostics DESTINATION ${share_dir} FILES_MATCHING PATTERN *.md)
install(DIRECTORY resources/samples DESTINATION ${share_dir}
    FILES_MATCHING PATTERN *.json PATTERN *.dbml)
install(FILES README.md CHANGELOG.md LICENSE LICENSING.md
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/tablewright)
install(DIRECTORY docs LICENSES DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/tablewright)
