// Values as people read them.
pragma Singleton
import QtQuick

QtObject {
    // 83.4 -> "1:23"
    function duration(seconds: real): string {
        const s = Math.max(0, Math.floor(seconds))
        const h = Math.floor(s / 3600)
        const minutes = Math.floor(s / 60) % 60
        return (h > 0 ? h + ":" + two(minutes) : String(minutes)) + ":" + two(s % 60)
    }
    function two(n: int): string { return (n < 10 ? "0" : "") + n }
    // "Someone · on kitchen": those that say something.
    function joined(parts: var): string { return parts.filter(p => p.length > 0).join(" · ") }
    // 12345 -> "12,345"
    function number(n: real): string { return Number(n).toLocaleString(Qt.locale(), "f", 0) }
}
