// Runs tests/qml/components/tst_*.qml.
#include <QtQml/qqmlextensionplugin.h>
#include <QtQuickTest>

#include "tests/qml/components_setup.h"

Q_IMPORT_QML_PLUGIN(SeguePlugin)
using segue::ui::ComponentsSetup;
QUICK_TEST_MAIN_WITH_SETUP(components, ComponentsSetup)
