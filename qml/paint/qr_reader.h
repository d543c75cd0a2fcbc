// A QR code in a picture, as text.
#pragma once

#include <QImage>
#include <QString>

namespace segue::ui {

inline constexpr qint64 picture_bytes_max = 32 << 20;     // more than a phone's camera writes
inline constexpr qint64 picture_pixels_max = 64'000'000;  // as many as it has
inline constexpr int picture_side_read = 2000;            // a code that is smaller in it than that shows is none

struct QrResult {
    QString text;
    QString problem, hint;  // empty: it was read
};

// [any-thread] All of these; takes some tens of milliseconds.
QrResult read_qr(const QImage& image);
QrResult read_qr_file(const QString& path);

// By its name: what is dropped to be looked at, not to be played.
bool is_picture(const QString& path);

}  // namespace segue::ui
