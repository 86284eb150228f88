# What Bothy needs from the distribution, as "program-or-file package" lines, and how dotnet is called. Read by setup.sh and test.

# A bare system has neither ICU nor, under sudo or systemd, always a home.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# Whoever is killed would leave its diagnostic sockets behind.
export DOTNET_EnableDiagnostics=0
export DOTNET_CLI_USE_MSBUILD_SERVER=0 LC_ALL=C.UTF-8
export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-${HOME:-$root/artifacts}}"

# To run environments.
run_needs="
runc runc
mkfs.ext4 e2fsprogs
losetup mount
setpriv util-linux
ip iproute2
nft nftables
mmdebstrap mmdebstrap
git git
ssh openssh-client
/etc/ssl/certs/ca-certificates.crt ca-certificates
"

# To compile the programs.
build_needs="
clang clang
ld.lld lld
/usr/include/zlib.h zlib1g-dev
"

# To run the tests.
test_needs="
/bin/busybox busybox-static
mkfs.erofs erofs-utils
/usr/bin/musl-gcc musl-tools
gcc gcc
/usr/lib/x86_64-linux-gnu/libc.a libc6-dev
fio fio
podman podman
umoci umoci
skopeo skopeo
buildah buildah
docker-registry docker-registry
htpasswd apache2-utils
mkfs.btrfs btrfs-progs
/bin/ping iputils-ping
radosgw radosgw
ceph-mon ceph-mon
ceph-osd ceph-osd
ceph-authtool ceph-common
/usr/bin/tmux tmux
sshd openssh-server
lighttpd lighttpd
/usr/bin/git-lfs git-lfs
/usr/lib/lighttpd/mod_openssl.so lighttpd-mod-openssl
/usr/bin/qemu-system-x86_64 qemu-system-x86
/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1 libfaketime
"

# Prints the packages of those of the given needs that are not there.
missing_packages() {
    echo "$1" | while read -r need package; do
        case $need in
            "") ;;
            /*) [ -e "$need" ] || echo "$package" ;;
            *) PATH=$PATH:/usr/sbin:/sbin command -v "$need" > /dev/null || echo "$package" ;;
        esac
    done | tr '\n' ' '
}

# Installs packages with apt; on a machine that cannot, says what to do and fails.
install_packages() {
    packages=${1% }
    if ! command -v apt-get > /dev/null; then
        echo "bothy: this distribution has no apt-get. Install what Debian calls: $packages" >&2
        return 1
    fi
    if [ "$(id -u)" != 0 ]; then
        printf 'bothy: some packages are missing and only root can install them. Run\n  sudo apt-get install --no-install-recommends %s\n' "$packages" >&2
        return 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    # Package lists of another day may name packages that are gone.
    if [ -z "$(find /var/lib/apt/lists -name '*_Packages*' -mtime -1 2> /dev/null | head -n 1)" ]; then
        apt-get -q -o DPkg::Lock::Timeout=300 update
    fi
    # shellcheck disable=SC2086 # Several packages, several words.
    apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o DPkg::Options::=--force-unsafe-io install --no-install-recommends $packages
}
