#include "qml/paint/speak.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

namespace segue::ui {

void speak(const QString& language) {
    static auto* const translator = new QTranslator(QCoreApplication::instance());
    QCoreApplication::removeTranslator(translator);
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    QLocale::setDefault(locale);
    // English has a file, too: for its plurals.
    if (translator->load(locale, QStringLiteral("segue"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
        translator->load(QStringLiteral(":/i18n/segue_en.qm")))
        QCoreApplication::installTranslator(translator);
}

}  // namespace segue::ui
