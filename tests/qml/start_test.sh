#!/bin/bash
# What segue says where it cannot start: one line that says what to do, and 1.
# usage: start_test.sh SEGUE
segue=$1 failed=0
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME=$home XDG_STATE_HOME=$home/state XDG_CONFIG_HOME=$home/config XDG_RUNTIME_DIR=$home
unset DBUS_SESSION_BUS_ADDRESS DISPLAY WAYLAND_DISPLAY QT_QPA_PLATFORM

# expect CODE WORDS: what the last run ended with, and said in $said.
expect() {
    [[ $code -eq $1 ]] || { echo "ended with $code, not $1: $said" >&2; failed=1; }
    [[ $said == *"$2"* ]] || { echo "does not say “$2”: $said" >&2; failed=1; }
    [[ $(wc -l <<<"$said") -le 2 ]] || { echo "says too much: $said" >&2; failed=1; }
}

said=$("$segue" 2>&1); code=$?
expect 1 "there is no display here; use segued and seguectl"
said=$(DISPLAY=:987 "$segue" --state-dir "$home/a" 2>&1); code=$?
expect 1 "the display cannot be reached"

# It says so in a window, too, which waits to be closed.
mkdir -p "$home/b"
echo 999 > "$home/b/version"
said=$(QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software QT_LOGGING_RULES='qt.qpa.*=false' timeout 5 "$segue" --state-dir "$home/b" --audio null --listen 127.0.0.1 2>&1); code=$?
expect 124 "was used by a later release of Segue"
[[ $(<"$home/b/version") == 999 ]] || { echo "the newer state was touched" >&2; failed=1; }
[[ $(ls "$home/b") == version ]] || { echo "something was put beside the newer state: $(ls "$home/b")" >&2; failed=1; }

said=$(QT_QPA_PLATFORM=offscreen "$segue" --audio nonsense --state-dir "$home/c" --no-such-option 2>&1); code=$?
expect 2 "no-such-option"
exit $failed
