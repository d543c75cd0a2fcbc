.pragma library

// 83.4 -> "1:23"
function text(seconds) {
    const s = Math.max(0, Math.floor(seconds))
    const two = n => (n < 10 ? "0" : "") + n
    const h = Math.floor(s / 3600)
    return (h > 0 ? h + ":" + two(Math.floor(s / 60) % 60) : Math.floor(s / 60)) + ":" + two(s % 60)
}
