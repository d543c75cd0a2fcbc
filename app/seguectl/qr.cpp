#include "app/seguectl/qr.h"

#include <qrencode.h>

#include <memory>

namespace segue::ctl {

std::optional<std::string> qr_code(std::string_view text, std::size_t columns_max, bool colour) {
    // The standard asks for four squares of light around the code; cameras are content with two.
    constexpr int margin = 2;
    const std::string copy(text);
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeString8bit(copy.c_str(), 0, QR_ECLEVEL_L),
                                                          QRcode_free);
    if (!code || static_cast<std::size_t>(code->width + 2 * margin) > columns_max) return std::nullopt;
    const auto is_light = [&](int x, int y) {
        if (x < 0 || y < 0 || x >= code->width || y >= code->width) return true;
        return (code->data[y * code->width + x] & 1) == 0;
    };
    std::string out;
    for (int y = -margin; y < code->width + margin; y += 2) {
        if (colour) out += "\033[38;5;231;48;5;16m";  // white squares on black
        for (int x = -margin; x < code->width + margin; ++x) {
            const bool upper = is_light(x, y), lower = is_light(x, y + 1);
            out += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
        }
        out += colour ? "\033[0m\n" : "\n";
    }
    return out;
}

}  // namespace segue::ctl
