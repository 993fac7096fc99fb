#!/bin/sh
# Makes .venv hold exactly what requirements.lock says, and the project itself.
# Needs a Python of 3.11 or newer with its venv module; PYTHON names one, else the first fit on PATH.
# Quick when nothing changed: the stamp carries the content of the files that decide the result.
set -eu
cd "$(dirname "$0")/.."

venv=.venv
python=$venv/bin/python
stamp=$venv/.ripple-ready
unfinished=$venv/.ripple-unfinished

key=$(cat requirements.lock pyproject.toml tools/setup.sh | cksum)

if [ -z "${PYTHON:-}" ] && [ -x "$python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then
    exit 0
fi

say() { printf 'ripple: %s\n' "$1" >&2; }
fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

# 1. A Python that is new enough.
if [ -n "${PYTHON:-}" ]; then
    if ! fits "$PYTHON"; then
        say "PYTHON=$PYTHON is not a Python 3.11 or newer: name another, or leave PYTHON out."
        exit 1
    fi
    if [ -x "$python" ] && [ "$(version "$python")" = "$(version "$PYTHON")" ] &&
        [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then
        exit 0
    fi
    base=$PYTHON
else
    base=
    for candidate in python3 python3.13 python3.12 python3.11 python3.14 python; do
        if fits "$candidate"; then base=$candidate; break; fi
    done
    if [ -z "$base" ]; then
        say "Ripple Lab needs Python 3.11 or newer, and none is on PATH: install one, or point to it with 'make PYTHON=/path/to/python3'."
        exit 1
    fi
fi
if ! "$base" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    say "$base comes without its venv module: install it (Debian and Ubuntu: apt-get install python3-venv), or name another Python with 'make PYTHON=…'."
    exit 1
fi

# 2. An environment. One that is broken, half made or of another Python is made anew.
usable() {
    [ ! -e "$unfinished" ] && fits "$python" && "$python" -c 'import pip' >/dev/null 2>&1 &&
        { [ -z "${PYTHON:-}" ] || [ "$(version "$python")" = "$(version "$base")" ]; }
}
say "setting up .venv with Python $(version "$base") …"
usable || "$base" -m venv --clear "$venv"
rm -f "$stamp"
: >"$unfinished"

# 3. The locked packages: with uv, itself locked, in seconds; with pip where uv cannot.
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_USER=0 PIP_NO_INPUT=1
awk '/^[a-z0-9]/ { uv = ($1 ~ /^uv==/) } uv' requirements.lock >"$venv/uv.lock"
awk '/^[a-z0-9]/ { uv = ($1 ~ /^uv==/) } !uv' requirements.lock >"$venv/rest.lock"

pip_setting() {
    "$python" -m pip config list 2>/dev/null | sed -n "s/^[^=]*\.$1='\(.*\)'\$/\1/p" | tail -n 1
}
with_uv() {
    "$python" -m pip install -qq --only-binary :all: --require-hashes -r "$venv/uv.lock" || return 1
    index=$(pip_setting index-url) cert=$(pip_setting cert)
    [ -z "$index" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"
    [ -z "$cert" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-$cert}"
    "$venv/bin/uv" pip install -q --python "$python" --link-mode copy --require-hashes -r "$venv/rest.lock"
}
with_pip() {
    say "uv could not; installing with pip, which takes a minute or two …"
    "$python" -m pip install -qq --require-hashes -r "$venv/rest.lock"
}
if [ "${RIPPLE_INSTALLER:-}" = pip ] || ! with_uv; then
    if ! with_pip; then
        say "The packages of requirements.lock could not be installed: the lines above say why; 'make setup' tries again."
        exit 1
    fi
fi

# 4. The project, in place. Its build tool is already there, so nothing is fetched;
#    "compat" puts this folder on the path, which type checkers and linters can follow.
"$python" -m pip install -qq --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .

# 5. Compiled ahead, so that `ripple` starts as fast where Python may write no bytecode.
"$python" -m compileall -q -j 0 orderflow choreography orchestration lab analysis || :
"$python" - <<'PACKAGES' || :
import compileall, importlib.util
for name in ("click", "yaml"):
    found = importlib.util.find_spec(name)
    compileall.compile_dir(found.submodule_search_locations[0], quiet=1)
PACKAGES

rm -f "$unfinished"
printf '%s\n' "$key" >"$stamp.new" && mv "$stamp.new" "$stamp"
say "set up."
