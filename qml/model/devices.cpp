#include "qml/model/devices.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

namespace segue::ui {
namespace {

// Beyond this two loudspeakers in one room begin to sound like two.
constexpr double in_sync_us = 1000;
// Below this a figure that moves is not worth a repaint.
constexpr double level_step = 0.01, error_step_us = 5;

QString number(double value, int decimals, const QString& unit) {
    return QLocale().toString(value, 'f', decimals) + QStringLiteral(" ") + unit;
}

bool sounds(const DeviceFacts& d) { return d.presence != Presence::gone && d.sound == Sound::sounding; }
bool in_sync(const DeviceFacts& d) { return sounds(d) && std::abs(d.error_us) < in_sync_us; }

QStringList figures(const DeviceFacts& d) {
    QStringList f;
    f << Devices::tr("Address") << d.address;
    if (!d.is_self && d.presence != Presence::gone)
        f << Devices::tr("Round trip") << number(d.round_trip_ms, 1, QStringLiteral("ms"));
    f << Devices::tr("Sound device") << d.sound_device;
    f << Devices::tr("Output latency") << number(d.latency_ms, 1, QStringLiteral("ms"));
    f << Devices::tr("Off the beat by") << number(d.error_us, 0, QStringLiteral("µs"));
    f << Devices::tr("Bend") << number(d.bend_ppm, 1, QStringLiteral("ppm"));
    f << Devices::tr("Jumps, underruns") << QStringLiteral("%1, %2").arg(d.jumps).arg(d.underruns);
    f << Devices::tr("Clock known to") << number(d.clock_error_us, 0, QStringLiteral("µs"));
    f << Devices::tr("Clock drift") << number(d.drift_ppm, 1, QStringLiteral("ppm"));
    f << Devices::tr("Processor") << number(d.cpu_percent, 1, QStringLiteral("%"));
    f << Devices::tr("Memory") << number(d.memory_mb, 0, QStringLiteral("MB"));
    if (d.battery_percent > 0) f << Devices::tr("Battery") << number(d.battery_percent, 0, QStringLiteral("%"));
    f << Devices::tr("Version") << d.version;
    return f;
}

int rank(const DeviceFacts& d) { return d.is_self ? 0 : d.presence == Presence::gone ? 2 : 1; }

}  // namespace

QString kind_of(const QString& name) {
    const QString n = name.toLower();
    const auto has = [&](std::initializer_list<const char*> words) {
        return std::any_of(words.begin(), words.end(), [&](const char* w) { return n.contains(QLatin1String(w)); });
    };
    if (has({"phone", "handy", "pixel", "galaxy", "mobile"})) return QStringLiteral("phone");
    if (has({"tv", "projector", "beamer", "screen"})) return QStringLiteral("tv");
    if (has({"desktop", "tower", "studio", "imac", "-pc"})) return QStringLiteral("desktop");
    if (has({"speaker", "kitchen", "küche", "bath", "bad", "living", "wohn", "box", "sonos", "garden", "hall"}))
        return QStringLiteral("speaker");
    return QStringLiteral("laptop");
}

bool is_trouble(const DeviceFacts& d) {
    return (d.presence == Presence::gone && d.is_output) || d.presence == Presence::suspect ||
           d.sound == Sound::failed || (sounds(d) && !in_sync(d));
}

QString plain_words(const DeviceFacts& d, bool moving) {
    switch (d.presence) {
        case Presence::gone:
            return d.is_output ? Devices::tr("Away. It plays again when it is back") : Devices::tr("Away");
        case Presence::joining:
            return Devices::tr("Joining…");
        case Presence::suspect:
            return Devices::tr("Not answering");
        case Presence::up:
            break;
    }
    if (d.sound == Sound::failed)
        return d.problem.isEmpty() ? Devices::tr("No sound") : Devices::tr("No sound: %1").arg(d.problem);
    if (!d.is_output) return d.conducts ? Devices::tr("Conducts, silent") : Devices::tr("Ready");
    switch (d.sound) {
        case Sound::sounding:
            return in_sync(d) ? Devices::tr("Playing, in sync") : Devices::tr("Playing, catching up");
        case Sound::muted:
            return Devices::tr("Ready to sound");
        case Sound::filling:
            return Devices::tr("Loading…");
        default:
            return moving ? Devices::tr("About to play") : Devices::tr("Selected");
    }
}

Devices::Devices(Ask ask, QObject* parent) : QAbstractListModel(parent), ask_(std::move(ask)) {}

int Devices::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : count(); }

QHash<int, QByteArray> Devices::roleNames() const {
    return {{IdRole, "deviceId"},     {NameRole, "name"},          {KindRole, "kind"},       {ColourRole, "colour"},
            {SelfRole, "isSelf"},     {HereRole, "here"},          {OutputRole, "isOutput"}, {ConductsRole, "conducts"},
            {SoundsRole, "sounds"},   {PlainRole, "plain"},        {TroubleRole, "trouble"}, {InSyncRole, "inSync"},
            {LevelRole, "level"},     {VolumeRole, "volume"},      {PartRole, "part"},       {LatencyRole, "latency"},
            {OffsetRole, "offsetUs"}, {FiguresRole, "figures"},    {GuestRole, "isGuest"},   {TrimRole, "trim"},
            {BatteryRole, "battery"}, {OnBatteryRole, "onBattery"}};
}

QVariant Devices::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= count()) return {};
    const DeviceFacts& d = devices_[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
        case NameRole:
            return d.name;
        case IdRole:
            return d.id;
        case KindRole:
            return kind_of(d.name);
        case ColourRole:
            return colour_of(d.id);
        case SelfRole:
            return d.is_self;
        case HereRole:
            return d.presence != Presence::gone;
        case OutputRole:
            return d.is_output;
        case ConductsRole:
            return d.conducts;
        case SoundsRole:
            return sounds(d);
        case PlainRole:
            return plain_words(d, moving_);
        case TroubleRole:
            return is_trouble(d);
        case InSyncRole:
            return in_sync(d);
        case LevelRole:
            return sounds(d) ? d.level : 0.0;
        case VolumeRole:
            return d.volume;
        case PartRole:
            return d.part;
        case LatencyRole:
            return d.latency_ms;
        case TrimRole:
            return d.trim_ms;
        case OffsetRole:
            return d.error_us;
        case FiguresRole:
            return figures(d);
        case GuestRole:
            return d.is_guest;
        case BatteryRole:
            return d.battery_percent;
        case OnBatteryRole:
            return d.is_on_battery;
        default:
            return {};
    }
}

QList<int> Devices::changed_roles(const DeviceFacts& was, const DeviceFacts& is) {
    QList<int> roles;
    const auto role = [&](Role r, bool changed) {
        if (changed) roles << r;
    };
    const bool life = was.presence != is.presence || was.is_output != is.is_output || was.sound != is.sound;
    role(NameRole, was.name != is.name);
    role(KindRole, was.name != is.name);
    role(HereRole, was.presence != is.presence);
    role(OutputRole, was.is_output != is.is_output);
    role(ConductsRole, was.conducts != is.conducts);
    role(SoundsRole, sounds(was) != sounds(is));
    role(PlainRole, life || was.conducts != is.conducts || in_sync(was) != in_sync(is) || was.problem != is.problem);
    role(TroubleRole, is_trouble(was) != is_trouble(is));
    role(InSyncRole, in_sync(was) != in_sync(is));
    role(LevelRole, std::abs(was.level - is.level) > level_step || sounds(was) != sounds(is));
    role(VolumeRole, was.volume != is.volume);
    role(PartRole, was.part != is.part);
    role(LatencyRole, was.latency_ms != is.latency_ms);
    role(TrimRole, was.trim_ms != is.trim_ms);
    role(OffsetRole, std::abs(was.error_us - is.error_us) > error_step_us);
    role(FiguresRole, !(was == is));
    role(GuestRole, was.is_guest != is.is_guest);
    role(BatteryRole, was.battery_percent != is.battery_percent);
    role(OnBatteryRole, was.is_on_battery != is.is_on_battery);
    return roles;
}

// Brings the rows to the ids told, in their order, by as few insertions, removals and moves as that takes.
void Devices::place(const std::vector<DeviceFacts>& told) {
    for (int row = count() - 1; row >= 0; --row) {
        const QString& id = devices_[static_cast<std::size_t>(row)].id;
        if (std::any_of(told.begin(), told.end(), [&](const DeviceFacts& d) { return d.id == id; })) continue;
        beginRemoveRows({}, row, row);
        devices_.erase(devices_.begin() + row);
        endRemoveRows();
    }
    for (int row = 0; row < static_cast<int>(told.size()); ++row) {
        const DeviceFacts& wanted = told[static_cast<std::size_t>(row)];
        const int at = row_of(wanted.id);
        if (at == row) continue;
        if (at < 0) {
            beginInsertRows({}, row, row);
            devices_.insert(devices_.begin() + row, wanted);
            endInsertRows();
        } else {
            beginMoveRows({}, at, at, {}, row);
            std::rotate(devices_.begin() + row, devices_.begin() + at, devices_.begin() + at + 1);
            endMoveRows();
        }
    }
}

void Devices::show(const HouseFacts& house, std::optional<double> level_now) {
    std::vector<DeviceFacts> told = house.devices;
    for (DeviceFacts& d : told)
        if (level_now && !d.is_self && d.is_output) d.level = *level_now * d.volume * house.session.volume / 1e4;
    std::stable_sort(told.begin(), told.end(), [](const auto& a, const auto& b) { return rank(a) < rank(b); });
    for (const DeviceFacts& d : told) colours_.try_emplace(d.id, static_cast<int>(colours_.size()) % colours);
    const int count_was = count(), outputs_was = outputs();
    const QString self_was = selfName(), on_was = playingOn(), conductor_was = conductorId();
    const double volume_was = group_volume_;
    const auto here_was = here_;
    here_.clear();
    for (const DeviceFacts& d : told)
        if (d.presence != Presence::gone) here_.insert(d.id);
    group_volume_ = house.session.volume;
    const bool motion = moving_ != (house.session.rate > 0);
    moving_ = house.session.rate > 0;
    place(told);
    for (int row = 0; row < count(); ++row) {
        DeviceFacts& d = devices_[static_cast<std::size_t>(row)];
        QList<int> roles = changed_roles(d, told[static_cast<std::size_t>(row)]);
        if (motion && !roles.contains(PlainRole)) roles << PlainRole;
        if (roles.isEmpty()) continue;
        d = told[static_cast<std::size_t>(row)];
        emit dataChanged(index(row), index(row), roles);
    }
    if (count() != count_was) emit countChanged();
    if (outputs() != outputs_was || playingOn() != on_was || conductorId() != conductor_was) emit outputsChanged();
    if (selfName() != self_was) emit selfChanged();
    if (here_ != here_was) emit hereChanged();
    if (group_volume_ != volume_was) emit groupVolumeChanged();
}

int Devices::row_of(const QString& id) const {
    const auto found = std::find_if(devices_.begin(), devices_.end(), [&](const DeviceFacts& d) { return d.id == id; });
    return found == devices_.end() ? -1 : static_cast<int>(found - devices_.begin());
}

int Devices::colour_of(const QString& id) const {
    const auto found = colours_.find(id);
    return found == colours_.end() ? 0 : found->second;
}

int Devices::outputs() const {
    return static_cast<int>(
        std::count_if(devices_.begin(), devices_.end(), [](const DeviceFacts& d) { return d.is_output; }));
}

QString Devices::playingOn() const {
    QStringList names;
    for (const DeviceFacts& d : devices_)
        if (d.is_output && d.presence != Presence::gone) names << d.name;
    return names.join(QStringLiteral(", "));
}

QString Devices::selfName() const { return devices_.empty() ? QString() : devices_.front().name; }
QString Devices::selfId() const { return devices_.empty() ? QString() : devices_.front().id; }

QString Devices::conductorId() const {
    for (const DeviceFacts& d : devices_)
        if (d.conducts) return d.id;
    return {};
}

QVariantMap Devices::get(const QString& id) const {
    QVariantMap out;
    const int row = row_of(id);
    if (row < 0) return out;
    const auto names = roleNames();
    for (auto role = names.begin(); role != names.end(); ++role)
        out.insert(QString::fromLatin1(role.value()), data(index(row), role.key()));
    return out;
}

QString Devices::nameOf(const QString& id) const {
    const int row = row_of(id);
    return row < 0 ? QString() : devices_[static_cast<std::size_t>(row)].name;
}

QString Devices::idAt(int row) const {
    return row < 0 || row >= count() ? QString() : devices_[static_cast<std::size_t>(row)].id;
}

void Devices::setOutput(const QString& id, bool on) {
    if (on)
        ask_(OutputAdd{id});
    else
        ask_(OutputRemove{id});
}

void Devices::setVolume(const QString& id, double percent) { ask_(SetVolume{id, std::clamp(percent, 0.0, 100.0)}); }

void Devices::setGroupVolume(double percent) {
    ask_(SetVolume{QStringLiteral("all"), std::clamp(percent, 0.0, 100.0)});
}
void Devices::setLatency(const QString& id, double ms) { ask_(SetLatency{id, ms}); }
void Devices::setPart(const QString& id, const QString& part) { ask_(SetPart{id, part}); }
void Devices::identify(const QString& id) { ask_(Identify{id}); }
void Devices::forget(const QString& id) { ask_(Forget{id}); }

}  // namespace segue::ui
