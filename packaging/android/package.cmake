# `segue` as an Android package. Included by app/segue/CMakeLists.txt.
set(here ${PROJECT_SOURCE_DIR}/packaging/android)
target_sources(segue PRIVATE ${PROJECT_SOURCE_DIR}/app/segue/android_system.cpp)
target_link_libraries(segue PRIVATE log)
set_target_properties(segue PROPERTIES
  QT_ANDROID_PACKAGE_SOURCE_DIR ${here}
  QT_ANDROID_MIN_SDK_VERSION 28  # posix_spawn
  QT_ANDROID_TARGET_SDK_VERSION 34
  QT_ANDROID_VERSION_NAME ${PROJECT_VERSION}
  QT_ANDROID_VERSION_CODE 1)
# The importer is a program. What is packed as lib….so is unpacked where programs may be started from; not by
# QT_ANDROID_EXTRA_LIBS, which would load it into ours.
add_custom_command(TARGET segue PRE_LINK
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/android-build/libs/${CMAKE_ANDROID_ARCH_ABI}
  COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:segue-importer>
    ${CMAKE_CURRENT_BINARY_DIR}/android-build/libs/${CMAKE_ANDROID_ARCH_ABI}/libsegue-importer.so
  VERBATIM)
