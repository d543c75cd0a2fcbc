#include "qml/model/library.h"

#include <tuple>
#include <utility>

namespace segue::ui {
namespace {

// A scan finds music many times a second; rows that come more often than this are not read by anybody.
constexpr int reload_after_ms = 700;

}  // namespace

Library::Library(Port& port, Ask ask, std::function<QString()> next_entry, QObject* parent)
    : QObject(parent),
      port_(port),
      ask_(std::move(ask)),
      found_(Shelf::Kind::tracks, port, ask_, next_entry),
      artists_(Shelf::Kind::artists, port, ask_, next_entry),
      albums_(Shelf::Kind::albums, port, ask_, next_entry),
      tracks_(Shelf::Kind::tracks, port, ask_, next_entry),
      opened_(Shelf::Kind::tracks, port, ask_, next_entry) {
    again_.setSingleShot(true);
    connect(&again_, &QTimer::timeout, this, &Library::look);
    reload_.setSingleShot(true);
    connect(&reload_, &QTimer::timeout, this, [this] {
        for (Shelf* shelf : {&found_, &artists_, &albums_, &tracks_, &opened_}) shelf->reload();
    });
    for (Shelf* shelf : {&found_, &artists_, &albums_, &tracks_, &opened_})
        connect(shelf, &Shelf::queued, this, &Library::queued);
}

void Library::setWatched(bool watched) {
    if (watched == watched_) return;
    watched_ = watched;
    watched_ ? look() : again_.stop();
    emit watchedChanged();
}

void Library::setQuery(const QString& query) {
    if (query == query_) return;
    query_ = query;
    emit queryChanged();
    if (query_.trimmed().isEmpty())
        found_.clear();
    else
        found_.show({query_, {}});
}

void Library::look() {
    if (std::exchange(looking_, true)) return;
    port_.ask(LibraryLook{}, [this](const Answer& a) {
        looking_ = false;
        LibraryFacts facts = a.library;
        if (!a.ok) facts.problem = a.text;
        take(facts);
        if (watched_) again_.start(scanning() ? look_scanning_ms : look_every_ms);
    });
}

void Library::take(const LibraryFacts& facts) {
    const LibraryFacts was = std::exchange(facts_, facts);
    const bool first = !std::exchange(looked_, true);
    const auto sizes = [](const LibraryFacts& f) {
        return std::tie(f.tracks, f.albums, f.artists, f.seconds, f.refused, f.problem);
    };
    const bool other_music = sizes(was) != sizes(facts_) || was.devices != facts_.devices;
    if (first || sizes(was) != sizes(facts_)) emit factsChanged();
    if (was.folders != facts_.folders || was.devices != facts_.devices) emit foldersChanged();
    if (was.scan != facts_.scan) emit scanChanged();
    if (!first && other_music && !reload_.isActive()) reload_.start(reload_after_ms);
}

QVariantList Library::folders() const {
    QVariantList out;
    for (const auto& f : facts_.folders) out << QVariantMap{{"path", f.path}, {"away", f.is_away}};
    return out;
}

QVariantList Library::devices() const {
    QVariantList out;
    for (const auto& d : facts_.devices)
        if (!d.is_here && d.files > 0)
            out << QVariantMap{{"id", d.id}, {"name", d.name}, {"away", d.is_away}, {"files", d.files}};
    return out;
}

void Library::fill(const QString& shelf) {
    if (shelf == QLatin1String("artists")) artists_.show({});
    if (shelf == QLatin1String("albums")) albums_.show({});
    if (shelf == QLatin1String("tracks")) tracks_.show({QStringLiteral("sort:artist"), {}});
}

void Library::openArtist(const QString& artist) {
    Pick pick;
    pick.artist = artist;
    open({QStringLiteral("artist"), artist, {}, 0, pick});
}

void Library::openAlbum(const QString& artist, const QString& title, const QString& art, int year) {
    Pick pick;
    pick.artist = artist;
    pick.album = title;
    open({QStringLiteral("album"), title, art, year, pick});
}

void Library::openFolder(const QString& device, const QString& path) {
    Pick pick;
    QString name;
    for (const auto& d : facts_.devices)
        if (device.isEmpty() ? d.is_here : d.id == device) pick.node = d.id, name = d.name;
    if (pick.node.isEmpty()) return;
    pick.folder = path.toUtf8();
    open({QStringLiteral("folder"), path.isEmpty() ? name : path.section(QLatin1Char('/'), -1), {}, 0, pick});
}

void Library::openSubfolder(int index) {
    if (path_.empty() || index < 0 || index >= static_cast<int>(opened_.found().folders.size())) return;
    Opened below = path_.back();
    const QByteArray name = opened_.found().folders[static_cast<std::size_t>(index)];
    below.pick.folder = opened_.found().folder + '/' + name;
    below.title = QString::fromUtf8(name);
    open(std::move(below));
}

void Library::open(Opened what) {
    if (!path_.empty() && path_.back().pick == what.pick) return;
    path_.push_back(std::move(what));
    show_opened();
}

void Library::back() {
    if (path_.empty()) return;
    path_.pop_back();
    show_opened();
}

void Library::close() {
    path_.clear();
    show_opened();
}

void Library::show_opened() {
    if (path_.empty())
        opened_.clear();
    else
        opened_.show({{}, path_.back().pick});
    emit openedChanged();
}

void Library::playPick(const QString& artist, const QString& album) {
    Pick pick;
    pick.artist = artist;
    pick.album = album;
    PlayThese play;
    play.picks = {pick};
    ask_(play);
}

// What was done is seen at once.
void Library::do_then_look(const Deed& deed) {
    ask_(deed);
    look();
}

void Library::addFolder(const QUrl& folder) {
    if (folder.isLocalFile()) addFolderPath(folder.toLocalFile());
}
void Library::addFolderPath(const QString& path) { do_then_look(LibraryFolderAdd{path}); }
void Library::removeFolder(const QString& path) { do_then_look(LibraryFolderRemove{path}); }
void Library::scan() { do_then_look(LibraryScan{}); }
void Library::cancelScan() { do_then_look(LibraryScanCancel{}); }

}  // namespace segue::ui
