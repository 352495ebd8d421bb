#!/usr/bin/env bash
# Builds the image without a container engine's daemon and hands its root to run_image.py, which runs it as production would.
# Needs root and buildah; debootstrap too, unless BASE names an image with python3 and its venv module.
#   PIP_CONF=file   pip's configuration for the build, where packages come from a private index
#   SSL_CERT_FILE   certificates that the index is trusted by
#   WORK=folder     keeps the base image there for the next time
#   STORAGE_DRIVER  how buildah stores layers; vfs works everywhere, overlay is faster
set -euo pipefail
cd "$(dirname "$0")/../.."
kept=${WORK:-}
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
store() { buildah --root "$work/store" --runroot "$work/run" --storage-driver "${STORAGE_DRIVER:-vfs}" "$@"; }
leave() {
    store umount --all >/dev/null 2>&1 || true
    store rm --all >/dev/null 2>&1 || true
    [ -n "$kept" ] || rm -rf "$work"
}
trap leave EXIT

base=${BASE:-localhost/debian-python}
if [ -z "${BASE:-}" ] && ! store inspect --type image "$base" >/dev/null 2>&1; then
    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$work/debian" >"$work/debootstrap.log" ||
        { tail "$work/debootstrap.log"; exit 1; }
    rm -rf "$work"/debian/var/cache/apt/* "$work"/debian/var/lib/apt/lists/*
    tar -C "$work/debian" -cf "$work/debian.tar" .
    container=$(store from scratch)
    store add -q "$container" "$work/debian.tar" / >/dev/null
    store config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
    store commit -q --rm "$container" "$base" >/dev/null
    rm -rf "$work/debian" "$work/debian.tar"
fi

secrets=()
[ -z "${PIP_CONF:-}" ] || secrets+=(--secret "id=pip,src=$PIP_CONF")
[ -z "${SSL_CERT_FILE:-}" ] || secrets+=(--secret "id=ca,src=$SSL_CERT_FILE")
store bud --isolation chroot --format docker --build-arg "BASE=$base" "${secrets[@]}" -t localhost/dsr_service . \
    >"$work/build.log" 2>&1 || { tail -40 "$work/build.log"; exit 1; }
store images --format '{{.Name}}:{{.Tag}} {{.Size}}'

container=$(store from localhost/dsr_service)
store inspect --type image localhost/dsr_service >"$work/image.json"
"${PYTHON:-.venv/bin/python}" tests/image/run_image.py "$(store mount "$container")" "$work/image.json"
