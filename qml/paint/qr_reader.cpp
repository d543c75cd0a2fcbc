#include "qml/paint/qr_reader.h"

#define ZX_USE_UTF8  // Result::text() as the next release has it
#include <ZXing/ReadBarcode.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QImageReader>
#include <QPainter>
#include <algorithm>

namespace segue::ui {
namespace {

QrResult wrong(const QString& problem, const QString& hint) { return {{}, problem, hint}; }

}  // namespace

bool is_picture(const QString& path) {
    static const QStringList endings{"png", "jpg", "jpeg", "webp", "gif", "bmp", "svg"};
    return endings.contains(QFileInfo(path).suffix().toLower());
}

QrResult read_qr(const QImage& image) {
    if (image.isNull())
        return wrong(QCoreApplication::translate("QrReader", "That is no picture"),
                     QCoreApplication::translate("QrReader", "Take one that shows the invitation's code"));
    QImage grey = image;
    if (std::max(grey.width(), grey.height()) > picture_side_read)
        grey = grey.scaled(picture_side_read, picture_side_read, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    // What is clear is taken for paper.
    if (grey.hasAlphaChannel()) {
        QImage paper(grey.size(), QImage::Format_RGB32);
        paper.fill(Qt::white);
        QPainter(&paper).drawImage(0, 0, grey);
        grey = paper;
    }
    grey = grey.convertToFormat(QImage::Format_Grayscale8);
    const ZXing::ImageView view(grey.constBits(), grey.width(), grey.height(), ZXing::ImageFormat::Lum,
                                static_cast<int>(grey.bytesPerLine()));
    const ZXing::Result found =
        ZXing::ReadBarcode(view, ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode).setTryHarder(true));
    if (!found.isValid())
        return wrong(QCoreApplication::translate("QrReader", "There is no QR code in that picture"),
                     QCoreApplication::translate("QrReader", "Take one on which the whole code is sharp"));
    return {QString::fromStdString(found.text()), {}, {}};
}

QrResult read_qr_file(const QString& path) {
    const QString too_large = QCoreApplication::translate("QrReader", "That picture is too large");
    const QString smaller = QCoreApplication::translate("QrReader", "Take a smaller one of the code alone");
    if (QFileInfo(path).size() > picture_bytes_max) return wrong(too_large, smaller);
    QImageReader reader(path);
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (size.isValid() && qint64{size.width()} * size.height() > picture_pixels_max) return wrong(too_large, smaller);
    return read_qr(reader.read());
}

}  // namespace segue::ui
