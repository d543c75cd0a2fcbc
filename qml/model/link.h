// Invitations as people paste and click them.
#pragma once

#include <QString>

namespace segue::ui {

inline bool is_invitation(const QString& text) {
    return text.startsWith(QStringLiteral("segue://join/")) && text.size() > 13;
}

}  // namespace segue::ui
