// Invitations as people paste and click them.
#pragma once

#include <QString>
#include <algorithm>

namespace segue::ui {

inline bool is_invitation(const QString& text) {
    return text.startsWith(QStringLiteral("segue://join/")) && text.size() > 13;
}

// The code behind the link does, too. No code is shorter: it has an address, a fingerprint and a token in it.
inline constexpr qsizetype code_least = 40;

// Empty: it is none.
inline QString as_invitation(const QString& text) {
    const QString clean = text.trimmed();
    if (is_invitation(clean)) return clean;
    const bool is_code =
        clean.size() >= code_least && std::all_of(clean.begin(), clean.end(), [](QChar c) {
            return c.unicode() < 128 && (c.isLetterOrNumber() || c == QLatin1Char('-') || c == QLatin1Char('_'));
        });
    return is_code ? QStringLiteral("segue://join/") + clean : QString();
}

}  // namespace segue::ui
