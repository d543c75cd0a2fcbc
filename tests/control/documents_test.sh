#!/bin/bash
# What seguectl offers is what its man page tells and its completion completes.
# usage: documents_test.sh SEGUECTL TOP
ctl=$1 top=$2 failed=0
complain() { echo "$*" >&2; failed=1; }

source "$top/packaging/completions/seguectl"
# What the completion offers for these words; an empty last word is one that was just begun.
completed() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _seguectl 2>/dev/null
    printf '%s\n' "${COMPREPLY[@]}"
}
commands_of() { "$ctl" "$@" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p'; }
options_of() { "$ctl" "$@" --help | grep -oE '^ +(-[a-z],)?--[a-z-]+(,--[a-z-]+)?' | grep -oE -- '--[a-z-]+' | grep -vx -- --color; }
page=$(sed -e 's/\\-/-/g' "$top/packaging/man/seguectl.1")

[[ $(commands_of | wc -l) -gt 15 ]] || complain "the help lists too few commands"
for command in $(commands_of); do
    completed "$ctl" "" | grep -qx -- "$command" || complain "completion does not know: $command"
    grep -qE "^\.(It|It Xo) (Cm .*)?\b$command\b|^\.Cm $command|Cm ([a-z]+ , )*([a-z]+ , )?$command" <<<"$page" || complain "the man page does not know: $command"
    for sub in $(commands_of "$command"); do
        completed "$ctl" "$command" "" | grep -qx -- "$sub" || complain "completion does not know: $command $sub"
        grep -qE "Cm $command (Op Cm )?$sub" <<<"$page" || complain "the man page does not know: $command $sub"
        for option in $(options_of "$command" "$sub"); do
            completed "$ctl" "$command" "$sub" "$option" | grep -qx -- "$option" || complain "completion does not know: $command $sub $option"
            grep -q -- "Fl -${option#--}\b" <<<"$page" || [[ $option == --help ]] || complain "the man page does not know: $command $sub $option"
        done
    done
    for option in $(options_of "$command"); do
        completed "$ctl" "$command" "$option" | grep -qx -- "$option" || complain "completion does not know: $command $option"
        grep -qE -- "Fl -${option#--}\b|^\.Pq Fl -${option#--}\b" <<<"$page" || complain "the man page does not know: $command $option"
    done
done
exit $failed
