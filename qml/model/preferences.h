// What a person decided about this window, kept in the user's settings. (What concerns the music is the session's.)
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QSettings>

namespace segue::ui {

class Preferences : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(QString appearance READ appearance WRITE setAppearance NOTIFY changed)  // "system", "dark", "light"
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY changed)        // "", "en", "de"
    Q_PROPERTY(QString audio READ audio WRITE setAudio NOTIFY changed)                 // as segued --audio takes it
    Q_PROPERTY(double textScale READ textScale WRITE setTextScale NOTIFY changed)
    Q_PROPERTY(bool calm READ calm WRITE setCalm NOTIFY changed)
    Q_PROPERTY(bool stay READ stay WRITE setStay NOTIFY changed)
    Q_PROPERTY(bool notify READ notify WRITE setNotify NOTIFY changed)
    Q_PROPERTY(bool maximised READ maximised WRITE setMaximised NOTIFY sizeChanged)
    Q_PROPERTY(int width READ width WRITE setWidth NOTIFY sizeChanged)
    Q_PROPERTY(int height READ height WRITE setHeight NOTIFY sizeChanged)

  public:
    // file: where they are kept.
    explicit Preferences(const QString& file, QObject* parent = nullptr);

    QString appearance() const { return text("appearance", "system"); }
    QString language() const { return text("language", ""); }
    QString audio() const { return text("audio", "default"); }
    double textScale() const;
    bool calm() const { return store_.value("calm", false).toBool(); }
    bool stay() const { return store_.value("stay", false).toBool(); }
    bool notify() const { return store_.value("notify", false).toBool(); }
    bool maximised() const { return store_.value("maximised", false).toBool(); }
    int width() const;
    int height() const;
    void setAppearance(const QString& v) { set("appearance", v); }
    void setLanguage(const QString& v);
    void setAudio(const QString& v) { set("audio", v); }
    void setTextScale(double v) { set("textScale", v); }
    void setCalm(bool v) { set("calm", v); }
    void setStay(bool v) { set("stay", v); }
    void setNotify(bool v) { set("notify", v); }
    void setMaximised(bool v);
    void setWidth(int v);
    void setHeight(int v);

  signals:
    void changed();
    void sizeChanged();
    void languageChanged();

  private:
    QString text(const char* key, const char* otherwise) const {
        return store_.value(key, QString::fromLatin1(otherwise)).toString();
    }
    void set(const char* key, const QVariant& value);
    QSettings store_;
};

}  // namespace segue::ui
