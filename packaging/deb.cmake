# The Debian package, of a release build: `cpack -G DEB` there; packaging/linux-phone/make-deb does both.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME segue)
set(CPACK_PACKAGE_CONTACT "The Segue developers <segue@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "plays music on many devices as one and hands it over live")
set(CPACK_PACKAGE_DESCRIPTION "A music player for several devices at once, without a server: they play in sync, and the
playing session moves from one to another without a gap. With a window (segue), without one (segued), and commanded from
a terminal or by scripts (seguectl).")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
if(CMAKE_CROSSCOMPILING AND CMAKE_SYSTEM_PROCESSOR STREQUAL aarch64)
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
endif()
if(SEGUE_GUI)
  # What is loaded by name when it runs, so that no linker tells of it: as packaging/debian-packages.txt has it.
  file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/debian-packages.txt loaded REGEX "^build (qml6-module-|qt6-qpa-plugins|fonts-inter)")
  list(TRANSFORM loaded REPLACE "^build " "")
  list(JOIN loaded ", " CPACK_DEBIAN_PACKAGE_DEPENDS)
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qt6-wayland, libgl1-mesa-dri")
endif()
# Man pages are compressed, as Debian wants them.
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_SOURCE_DIR}/linux-phone/compress-pages.cmake)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
include(CPack)
