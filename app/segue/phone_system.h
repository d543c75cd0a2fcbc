// What each kind of phone gives of itself to phone_main.cpp. One implementation is compiled: android_system.cpp or
// ios_system.mm.
#pragma once

#include <QString>
#include <memory>

#include "app/segue/phone.h"

namespace segue::app {

// [ui-thread] all of these.
std::unique_ptr<PhoneSystem> make_phone_system();
// What people call this phone.
QString phone_name();
// The log goes where this kind of phone keeps such things.
void log_to_phone();

}  // namespace segue::app
