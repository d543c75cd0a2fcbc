# `segue` as an iOS bundle. Included by app/segue/CMakeLists.txt.
set(here ${PROJECT_SOURCE_DIR}/packaging/ios)
enable_language(OBJCXX)
target_sources(segue PRIVATE ${PROJECT_SOURCE_DIR}/app/segue/ios_system.mm)
set_source_files_properties(${PROJECT_SOURCE_DIR}/app/segue/ios_system.mm PROPERTIES COMPILE_OPTIONS -fobjc-arc)
target_link_libraries(segue PRIVATE "-framework AVFAudio" "-framework MediaPlayer" "-framework UIKit")
set_target_properties(segue PROPERTIES
  MACOSX_BUNDLE ON
  MACOSX_BUNDLE_INFO_PLIST ${here}/Info.plist
  MACOSX_BUNDLE_GUI_IDENTIFIER org.segue.Segue
  MACOSX_BUNDLE_SHORT_VERSION_STRING ${PROJECT_VERSION}
  MACOSX_BUNDLE_BUNDLE_VERSION 1
  XCODE_ATTRIBUTE_CODE_SIGN_ENTITLEMENTS ${here}/Segue.entitlements
  XCODE_ATTRIBUTE_TARGETED_DEVICE_FAMILY "1,2")
