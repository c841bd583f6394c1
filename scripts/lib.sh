# What the scripts share: sourced, never run. Everything is built below build/, which git ignores.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
jobs=$(nproc)
# As users have them: a development machine may set these, and they hide what Python writes and buffers.
unset PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED

build_packages=(g++ cmake ninja-build pkg-config git libcli11-dev libyaml-cpp-dev libtomlplusplus-dev nlohmann-json3-dev
    libspdlog-dev libgit2-dev libsqlite3-dev libssl-dev libre2-dev zlib1g-dev catch2)
python_packages=(python3 python3-venv)

say() { printf '==> %s\n' "$*"; }
die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# quietly LOG COMMAND...: runs it, shows the end of its output only if it fails.
quietly() {
    local log=build/logs/$1.log
    shift
    mkdir -p build/logs
    "$@" >"$log" 2>&1 </dev/null || {
        local code=$?
        printf -- '--- the end of %s\n' "$log" >&2
        tail -n 60 "$log" >&2
        die "failed with exit code $code: $*"
    }
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif command -v sudo >/dev/null; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        die "installing packages needs root or sudo: $*"
    fi
}

on_debian_12() { grep -qs "^VERSION_CODENAME=bookworm" /etc/os-release; }

# need PACKAGE...: installs those of them that are missing.
need() {
    local package missing=()
    if ! command -v dpkg-query >/dev/null; then
        say "not Debian or Ubuntu: expecting the equivalents of $*"
        return
    fi
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]}"
    quietly apt-update as_root apt-get update
    quietly apt-install as_root apt-get install -y --no-install-recommends "${missing[@]}"
}

# Makes the script that pages of plots carry along, once: build/vega/vega.js. A build takes it in where it is there.
vega() {
    local bundle=build/vega/vega.js
    if [ -f "$bundle" ] && [ "$bundle" -nt scripts/vega_bundle.py ] && [ "$bundle" -nt scripts/vega-requirements.txt ]; then
        return 0
    fi
    python_environment "$root/build/vega/venv" "$root/scripts/vega-requirements.txt"
    quietly vega build/vega/venv/bin/python scripts/vega_bundle.py "$bundle"
    # It holds a hundred megabytes, and is needed no more.
    rm -rf build/vega/venv
}

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    vega
    say "building build/$preset"
    quietly "configure-$preset" cmake --preset "$preset"
    quietly "build-$preset" cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"}
}

# python_environment FOLDER REQUIREMENTS: a virtual environment with exactly these packages, made once.
python_environment() {
    local folder=$1 requirements=$2 python=/usr/bin/python3 stamp
    [ -x "$python" ] || python=$(command -v python3)
    stamp=$("$python" --version; sha256sum <"$requirements")
    [ "$(cat "$folder/.made-from" 2>/dev/null)" != "$stamp" ] || return 0
    say "preparing the Python environment $folder"
    rm -rf "$folder"
    quietly venv "$python" -m venv "$folder"
    # The constraint also pins what pip takes to build a package that comes as source.
    quietly pip env PIP_CONSTRAINT="$requirements" \
        "$folder/bin/pip" install --disable-pip-version-check --use-pep517 -r "$requirements"
    printf '%s\n' "$stamp" >"$folder/.made-from"
}

# What Prometheus and those around it are in this system's archive, once: build/prometheus. Unpacked and not installed, since
# the packages would start servers that listen to everybody.
prometheus() {
    local folder=$root/build/prometheus
    [ ! -x "$folder/usr/bin/prometheus" ] || return 0
    say "unpacking Prometheus"
    rm -rf "$folder" "$folder.part"
    mkdir -p "$folder.part"
    quietly prometheus bash -euc 'cd "$1"; apt-get download "${@:2}"; for package in *.deb; do dpkg-deb -x "$package" .; done' \
        - "$folder.part" prometheus prometheus-node-exporter prometheus-pushgateway
    rm -- "$folder.part"/*.deb
    mv "$folder.part" "$folder"
}

# What checks actions and workflows of GitHub, once, with the node that runs it: build/action-validator. Both come from wheels
# and npm: Debian's npm would bring 408 packages.
action_validator() {
    local folder=$root/build/action-validator pinned=tests/e2e/action-validator
    python_environment "$folder/venv" "$root/$pinned/requirements.txt"
    if [ "$folder/node_modules/.package-lock.json" -nt "$pinned/package-lock.json" ]; then return 0; fi
    cp "$pinned/package.json" "$pinned/package-lock.json" "$folder"
    PATH="$folder/venv/bin:$PATH" quietly npm npm --prefix "$folder" ci --ignore-scripts --no-audit --no-fund
}
