# SPDX-License-Identifier: GPL-3.0-or-later
# What a desktop needs to know of the program: its entry, its icon, its file types, its description.
set(desktop_dir ${PROJECT_SOURCE_DIR}/resources/desktop)
set(desktop_id org.tablewright.Preview)

install(FILES ${desktop_dir}/${desktop_id}.desktop
    DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${desktop_dir}/${desktop_id}.mime.xml
    DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages RENAME ${desktop_id}.xml)
install(FILES ${desktop_dir}/${desktop_id}.metainfo.xml
    DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES ${desktop_dir}/icons/tablewright.svg
    DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps RENAME ${desktop_id}.svg)
foreach(size IN ITEMS 16 22 24 32 48 64 128 256)
    install(FILES ${desktop_dir}/icons/tablewright-${size}.png
        DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/${size}x${size}/apps
        RENAME ${desktop_id}.png)
endforeach()
