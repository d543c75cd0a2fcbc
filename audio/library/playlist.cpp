#include "audio/library/playlist.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "audio/library/limits.h"
#include "audio/library/text.h"

namespace segue::library {

namespace fs = std::filesystem;

namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<long> whole_number(std::string_view text) {
    long n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(n) : std::nullopt;
}

int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

std::string unescaped_uri(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape =
            text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
        out += escape ? static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2])) : text[i];
        if (escape) i += 2;
    }
    return out;
}

std::string escaped_uri(std::string_view path) {
    static constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    static constexpr char digit[] = "0123456789ABCDEF";
    std::string out = "file://";
    for (const char c : path) {
        if (plain.find(c) != plain.npos) {
            out += c;
        } else {
            const auto u = static_cast<unsigned char>(c);
            out += '%';
            out += digit[u >> 4];
            out += digit[u & 15];
        }
    }
    return out;
}

// A file of this machine, or nothing.
std::optional<std::string> path_of(std::string_view location, const fs::path& folder, bool is_uri) {
    location = trimmed(location);
    std::string path(location);
    if (location.starts_with("file://")) {
        location.remove_prefix(7);
        const std::size_t slash = location.find('/');  // after a host's name, which may be empty
        if (slash == location.npos) return std::nullopt;
        path = unescaped_uri(location.substr(slash));
    } else if (location.find("://") != location.npos) {
        return std::nullopt;
    } else if (is_uri) {
        path = unescaped_uri(location);
    }
    // Written on Windows, most likely.
    if (path.find('/') == path.npos) std::replace(path.begin(), path.end(), '\\', '/');
    if (path.empty() || path.size() > path_bytes_max || path.find('\0') != path.npos) return std::nullopt;
    return (folder / path).lexically_normal().string();
}

class Items {
  public:
    explicit Items(const fs::path& folder) : folder_(folder) {}
    void add(std::string_view location, PlaylistItem item, bool is_uri) {
        auto path = path_of(location, folder_, is_uri);
        if (!path || out.size() >= playlist_items_max) return;
        item.path = std::move(*path);
        out.push_back(std::move(item));
    }
    std::vector<PlaylistItem> out;

  private:
    const fs::path& folder_;
};

void set_duration(PlaylistItem& item, double s) {
    if (s > 0 && s * 1000 < static_cast<double>(duration_max.count()))
        item.duration = milliseconds(std::llround(s * 1000));
}

void parse_m3u(std::string_view text, Items& items) {
    PlaylistItem next;
    for (std::string_view line : lines_of(text)) {
        line = trimmed(line);
        if (line.starts_with("#EXTINF:")) {  // "#EXTINF:123 key=value,Artist - Title"
            line.remove_prefix(8);
            const std::size_t comma = std::min(line.find(','), line.size());
            if (const auto s = whole_number(line.substr(0, line.find_first_of(" ,"))))
                set_duration(next, static_cast<double>(*s));
            next.title = line.substr(std::min(comma + 1, line.size()));
        } else if (!line.empty() && !line.starts_with('#')) {
            items.add(line, std::exchange(next, {}), false);
        }
    }
}

void parse_pls(std::string_view text, Items& items) {
    struct Numbered {
        std::string location;
        PlaylistItem item;
    };
    std::map<long, Numbered> all;
    for (const std::string_view line : lines_of(text)) {
        const std::size_t equals = line.find('=');
        const std::size_t digits = line.substr(0, equals).find_first_of("0123456789");
        if (equals == line.npos || digits >= equals || all.size() > playlist_items_max) continue;
        const auto n = whole_number(line.substr(digits, equals - digits));
        if (!n) continue;
        const std::string_view name = line.substr(0, digits), value = trimmed(line.substr(equals + 1));
        if (name == "File") all[*n].location = value;
        if (name == "Title") all[*n].item.title = value;
        if (const auto s = whole_number(value); name == "Length" && s)
            set_duration(all[*n].item, static_cast<double>(*s));
    }
    for (auto& [n, one] : all) items.add(one.location, std::move(one.item), false);
}

std::string unescaped_xml(std::string_view text) {
    static constexpr std::pair<std::string_view, char> names[] = {
        {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
    std::string out;
    while (!text.empty()) {
        const auto* const found =
            std::find_if(std::begin(names), std::end(names), [&](const auto& n) { return text.starts_with(n.first); });
        out += found == std::end(names) ? text.front() : found->second;
        text.remove_prefix(found == std::end(names) ? 1 : found->first.size());
    }
    return out;
}

// What is between <name …> and </name>.
std::string element(std::string_view xml, const std::string& name) {
    const std::size_t open = xml.find("<" + name + ">");
    if (open == xml.npos) return {};
    const std::size_t begin = open + name.size() + 2, end = xml.find("</" + name + ">", begin);
    return end == xml.npos ? std::string() : unescaped_xml(trimmed(xml.substr(begin, end - begin)));
}

// Its tracks are flat elements with flat texts, which is all that is looked for.
void parse_xspf(std::string_view text, Items& items) {
    while (true) {
        const std::size_t begin = text.find("<track>"), end = text.find("</track>", begin);
        if (begin == text.npos || end == text.npos) return;
        const std::string_view track = text.substr(begin, end - begin);
        PlaylistItem item;
        item.title = element(track, "title");
        item.artist = element(track, "creator");
        if (const auto ms = whole_number(element(track, "duration")))
            set_duration(item, static_cast<double>(*ms) / 1000);
        items.add(element(track, "location"), std::move(item), true);
        text.remove_prefix(end);
    }
}

std::string escaped_xml(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

std::string shown(const PlaylistItem& item) {
    return item.artist.empty() ? item.title : item.artist + " - " + item.title;
}
std::string seconds_of(const PlaylistItem& item) {
    return item.duration.count() > 0 ? std::to_string((item.duration.count() + 500) / 1000) : "-1";
}

}  // namespace

std::optional<PlaylistFormat> playlist_format(const fs::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (extension == ".m3u" || extension == ".m3u8") return PlaylistFormat::m3u8;
    if (extension == ".xspf") return PlaylistFormat::xspf;
    if (extension == ".pls") return PlaylistFormat::pls;
    return std::nullopt;
}

std::vector<PlaylistItem> parse_playlist(std::string_view text, PlaylistFormat format, const fs::path& folder) {
    Items items(folder);
    // M3U and PLS name files by their bytes, whatever those mean; only a byte order mark is not one of them.
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    switch (format) {
        case PlaylistFormat::m3u8:
            parse_m3u(text, items);
            break;
        case PlaylistFormat::pls:
            parse_pls(text, items);
            break;
        case PlaylistFormat::xspf:
            parse_xspf(text, items);
            break;
    }
    return std::move(items.out);
}

std::string write_playlist(const std::vector<PlaylistItem>& items, PlaylistFormat format) {
    std::string out = format == PlaylistFormat::m3u8 ? "#EXTM3U\n"
                      : format == PlaylistFormat::pls
                          ? "[playlist]\n"
                          : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                            "<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n<trackList>\n";
    std::size_t n = 0;
    for (const PlaylistItem& item : items) {
        const bool one_line = std::none_of(item.path.begin(), item.path.end(),
                                           [](char c) { return c == '\n' || c == '\r' || c == '\0'; });
        if (!one_line && format != PlaylistFormat::xspf) continue;
        const std::string number = std::to_string(++n);
        switch (format) {
            case PlaylistFormat::m3u8:
                out += "#EXTINF:" + seconds_of(item) + "," + shown(item) + "\n" + item.path + "\n";
                break;
            case PlaylistFormat::pls:
                out += "File" + number + "=" + item.path + "\nTitle" + number + "=" + shown(item) + "\nLength" +
                       number + "=" + seconds_of(item) + "\n";
                break;
            case PlaylistFormat::xspf:
                out += "<track><location>" + escaped_uri(item.path) + "</location><title>" + escaped_xml(item.title) +
                       "</title>" + (item.artist.empty() ? "" : "<creator>" + escaped_xml(item.artist) + "</creator>") +
                       (item.duration.count() > 0 ? "<duration>" + std::to_string(item.duration.count()) + "</duration>"
                                                  : "") +
                       "</track>\n";
                break;
        }
    }
    if (format == PlaylistFormat::pls) out += "NumberOfEntries=" + std::to_string(n) + "\nVersion=2\n";
    if (format == PlaylistFormat::xspf) out += "</trackList>\n</playlist>\n";
    return out;
}

}  // namespace segue::library
