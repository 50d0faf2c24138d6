#!/bin/sh
# Finder en Python, der passer til mappen, og lader den gøre resten. Bruger hverken net eller administratorrettigheder.
# Brug: dobbeltklik, eller  sh installer.sh [STI-TIL-PYTHON] [--mappe MAPPE] [--stille]
cd "$(dirname "$0")" || exit 2
[ -f program/installation.py ] || {
    echo 'Ikke gjort: mappen er ikke hel. Pak hele mappen ud igen, og prøv derfra.'
    exit 2
}

passer() {
    [ -n "$1" ] && "$1" -I program/installation.py --passer >/dev/null 2>&1
}

kandidater() {
    case "$1" in
    '' | -*) ;;
    *) printf '%s\n' "$1" ;;
    esac
    printf '%s\n' "$STYRING_PYTHON"
    for udgave in 3.13 3.12 3.11; do
        command -v "python$udgave"
        for fil in "$HOME/.pyenv/versions/$udgave".*/bin/python \
            "/opt/homebrew/bin/python$udgave" "/usr/local/bin/python$udgave" \
            "/Library/Frameworks/Python.framework/Versions/$udgave/bin/python$udgave" \
            "$HOME/.local/share/uv/python/cpython-$udgave".*/bin/python; do
            [ -x "$fil" ] && printf '%s\n' "$fil"
        done
    done
    command -v python3
}

vent() {
    case " $* " in
    *' --stille '*) ;;
    *) if [ -t 0 ]; then
        printf 'Tryk Enter for at lukke. '
        read -r _
    fi ;;
    esac
}

fundet=$(kandidater "$1" | while IFS= read -r sti; do
    if passer "$sti"; then
        printf '%s' "$sti"
        break
    fi
done)

if [ -z "$fundet" ]; then
    echo 'Ikke gjort: der er ingen Python på denne computer, som mappen er til.'
    echo
    echo 'Bed it-afdelingen om Python 3.11, 3.12 eller 3.13 i 64-bit (på Debian og Ubuntu også pakken python3-venv),'
    echo 'eller skriv stien til den, hvis den er der:'
    echo "    sh '$0' /sti/til/python3"
    echo 'Siden »Til it-afdelingen.html« i denne mappe siger, hvad det skal bruges til.'
    vent "$@"
    exit 2
fi

"$fundet" -I -X utf8 program/installation.py @FJERN@ "$@"
svar=$?
vent "$@"
exit $svar
