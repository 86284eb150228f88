#!/bin/sh
# Installs what Bothy needs and compiles its programs: setup.sh ARTIFACTS COMMIT [again]. Called by ./bothy.
# The programs of each build lie in a directory of their own, so that running ones keep theirs; ARTIFACTS/bin points to the newest.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
commit=$2
. "$root/eng/prerequisites.sh"

mkdir -p "$1"
artifacts=$(cd "$1" && pwd)
log=$artifacts/setup.log

# Runs a command in the background; its output goes to the log, and never the lock.
start() { "$@" < /dev/null >> "$log" 2>&1 9>&- & }

# Waits for a background command and shows that time passes: finish PID "what it does".
finish() {
    began=$(date +%s)
    while kill -0 "$1" 2> /dev/null; do
        seconds=$(($(date +%s) - began))
        [ ! -t 2 ] || printf '\r%s … %s s ' "$2" "$seconds" >&2
        [ -t 2 ] || [ "$seconds" != 1 ] || [ -n "${said:-}" ] || { said=yes; echo "$2 …" >&2; }
        sleep 0.2
    done
    said=
    seconds=$(($(date +%s) - began))
    if wait "$1"; then
        [ ! -t 2 ] || printf '\r%s: done (%s s)\n' "$2" "$seconds" >&2
        [ -t 2 ] || [ "$seconds" -lt 1 ] || echo "$2: done ($seconds s)" >&2
    else
        printf '\n%s failed. The end of %s:\n' "$2" "$log" >&2
        # dotnet repeats the same error for every project that it holds up.
        tail -n 200 "$log" | awk '!seen[$0]++' | tail -n 15 >&2
        exit 1
    fi
}

check_sdk() {
    if ! command -v dotnet > /dev/null; then
        echo "bothy: the .NET SDK 10 is missing. Install the package dotnet-sdk-10.0 of your distribution or of Microsoft (https://learn.microsoft.com/dotnet/core/install/linux)." >&2
        exit 1
    fi
    if ! version=$(cd "$root" && dotnet --version 2>&1); then
        printf 'bothy: no installed .NET SDK fits global.json, which wants 10.0.100 or later of 10.0. dotnet says:\n%s\n' "$version" >&2
        exit 1
    fi
}

msbuild() {
    dotnet msbuild "$root/eng/publish.proj" -m -nodeReuse:false -v:q -nologo "$@" \
        "-p:RuntimeIdentifier=$runtime;ArtifactsPath=$artifacts/obj;Programs=$programs;SharedCompilationId=$compiler"
}

# Ends the compiler server that only this set-up used; it would stay for minutes.
end_compiler() {
    for process in /proc/[0-9]*; do
        if tr '\0' ' ' 2> /dev/null < "$process/cmdline" | grep -q -- "-pipename:$compiler "; then
            kill "${process#/proc/}" 2> /dev/null || true
        fi
    done
}

# Removes builds that nothing runs any more.
remove_old() {
    for directory in "$artifacts"/versions/*; do
        [ "$directory" -ef "$artifacts/bin" ] || readlink /proc/[0-9]*/exe 2> /dev/null | grep -qF "$directory/" || rm -rf "$directory"
    done
}

case $(uname -m) in
    x86_64) runtime=linux-x64 ;;
    aarch64) runtime=linux-arm64 ;;
    *) echo "bothy: runs on x86-64 and arm64, not on $(uname -m)." >&2; exit 1 ;;
esac

exec 9> "$artifacts/lock"
if ! flock -n 9; then
    echo "Another set-up is under way: waiting for it …" >&2
    flock 9
    [ "$(cat "$artifacts/built" 2> /dev/null)" != "$commit" ] || [ -n "${3:-}" ] || exit 0
fi

check_sdk
compiler=bothy$$
compile=
# An apt that is at work is left to end by itself: it holds apt's own lock, and the next set-up waits for that.
trap '[ -z "$compile" ] || kill "$compile" 2> /dev/null || true; end_compiler' EXIT
trap 'exit 130' INT TERM
programs=$artifacts/versions/$(date +%Y%m%d-%H%M%S)-$$
: > "$log"

missing=$(missing_packages "$run_needs$build_needs")
if [ -n "$missing" ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
        install_packages "$missing"
    fi
    start install_packages "$missing"
    apt=$!
    # Everything but native linking can be done meanwhile; without certificates there is no restoring.
    case " $missing" in
        *" ca-certificates "*) ;;
        *) start msbuild -t:Restore,Compile; compile=$! ;;
    esac
    finish $apt "Installing $missing"
    [ -z "$compile" ] || finish "$compile" "Compiling what needs no native linker"
fi
start msbuild -restore -t:Publish
compile=$!
finish $compile "Compiling the programs"
compile=

ln -sfn "versions/${programs##*/}" "$artifacts/bin.new"
mv -T "$artifacts/bin.new" "$artifacts/bin"
echo "$commit" > "$artifacts/built"
remove_old
