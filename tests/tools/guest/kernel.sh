#!/bin/sh
# Prints the directory of a kernel for guests, which has boot/vmlinuz-VERSION and lib/modules/VERSION: Debian's for clouds, fetched once with
# apt into the given directory.
set -eu
place=$1
mkdir -p "$place"
exec 9> "$place/lock"
flock 9
if [ ! -e "$place/complete" ]; then
    package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
    [ -n "$package" ] || { echo "apt knows no linux-image-cloud-amd64" >&2; exit 1; }
    rm -rf "$place/kernel" "$place"/*.deb
    (cd "$place" && apt-get -q download "$package" > /dev/null 2> download.log || { cat download.log >&2; exit 1; })
    dpkg-deb -x "$place"/*.deb "$place/kernel"
    rm -f "$place"/*.deb
    touch "$place/complete"
fi
echo "$place/kernel"
