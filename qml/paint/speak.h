// The language of the window.
#pragma once

#include <QString>

namespace segue::ui {

// [ui-thread] "de", "en", or empty: the system's, if we speak it. Texts that were translated before stay as they were
// until their engine is told to translate anew.
void speak(const QString& language);

}  // namespace segue::ui
