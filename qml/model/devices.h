// The nodes of the ensemble, a row each: this one first, then by name, those that are gone last.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "qml/model/port.h"

namespace segue::ui {

class Devices : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a House")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(int outputs READ outputs NOTIFY outputsChanged)
    Q_PROPERTY(QString playingOn READ playingOn NOTIFY outputsChanged)
    Q_PROPERTY(QString selfName READ selfName NOTIFY selfChanged)
    Q_PROPERTY(QString selfId READ selfId NOTIFY selfChanged)
    Q_PROPERTY(QString conductorId READ conductorId NOTIFY outputsChanged)
    Q_PROPERTY(int here READ here NOTIFY hereChanged)  // how many; told whenever one comes or goes
    Q_PROPERTY(double groupVolume READ groupVolume NOTIFY groupVolumeChanged)

  public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        NameRole,
        KindRole,    // "laptop", "phone", "speaker", "tv", "desktop"
        ColourRole,  // 0..colours-1: its own, wherever it is shown
        SelfRole,
        HereRole,
        OutputRole,
        ConductsRole,
        SoundsRole,
        PlainRole,    // its state in a few plain words
        TroubleRole,  // true: those words tell of something that wants attention
        InSyncRole,
        LevelRole,
        VolumeRole,
        PartRole,
        LatencyRole,
        TrimRole,     // milliseconds, set by a person
        OffsetRole,   // microseconds its sound is off the timeline
        FiguresRole,  // for the curious: label and value by turns
        GuestRole,
        BatteryRole,  // percent; 0: it has none
        OnBatteryRole,
    };
    Q_ENUM(Role)
    static constexpr int colours = 6;

    using Ask = std::function<void(const Deed&)>;
    Devices(Ask ask, QObject* parent = nullptr);

    // level_now: how loud the track is at this moment, by its outline. Other devices tell their level once a second,
    // too seldom to be seen moving; but all sound the same, so theirs follows from it and the volumes.
    void show(const HouseFacts& house, std::optional<double> level_now = std::nullopt);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return static_cast<int>(devices_.size()); }
    int outputs() const;
    QString playingOn() const;  // "laptop, phone", or empty
    QString selfName() const;
    QString selfId() const;
    QString conductorId() const;
    int here() const { return static_cast<int>(here_.size()); }
    double groupVolume() const { return group_volume_; }
    const std::vector<DeviceFacts>& all() const { return devices_; }

    Q_INVOKABLE QVariantMap get(const QString& id) const;  // by role name; empty: no such device
    Q_INVOKABLE bool isHere(const QString& id) const { return here_.contains(id); }
    Q_INVOKABLE QString nameOf(const QString& id) const;
    Q_INVOKABLE QString idAt(int row) const;
    Q_INVOKABLE void setOutput(const QString& id, bool on);
    Q_INVOKABLE void setVolume(const QString& id, double percent);
    Q_INVOKABLE void setGroupVolume(double percent);
    Q_INVOKABLE void setLatency(const QString& id, double ms);
    Q_INVOKABLE void setPart(const QString& id, const QString& part);
    // It says where it is, by a tone.
    Q_INVOKABLE void identify(const QString& id);
    Q_INVOKABLE void forget(const QString& id);

  signals:
    void countChanged();
    void outputsChanged();
    void selfChanged();
    void hereChanged();
    void groupVolumeChanged();

  private:
    int row_of(const QString& id) const;
    int colour_of(const QString& id) const;
    void place(const std::vector<DeviceFacts>& told);
    static QList<int> changed_roles(const DeviceFacts& was, const DeviceFacts& is);

    Ask ask_;
    std::vector<DeviceFacts> devices_;
    std::map<QString, int> colours_;  // given in the order devices were first seen
    std::set<QString> here_;
    bool moving_ = false;
    double group_volume_ = 100;
};

// In a few plain words; `moving`: the session plays.
QString plain_words(const DeviceFacts& device, bool moving);
bool is_trouble(const DeviceFacts& device);
// What a device is, guessed from what it is called.
QString kind_of(const QString& name);

}  // namespace segue::ui
