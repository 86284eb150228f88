#!/bin/sh
# Boots a Debian guest in QEMU, whose only control groups are the unified ones (v2), and runs the product in it. What the guest says goes to
# standard output. Arguments: an empty directory to work in, the directory of the published programs, the directory of converted images.
set -eu
work=$1 programs=$2 images=$3
here=$(cd "$(dirname "$0")" && pwd)
cd "$work"

mmdebstrap --quiet --variant=minbase \
    --include=linux-image-cloud-amd64,kmod,runc,e2fsprogs,mount,iproute2,nftables,git,ca-certificates,openssh-client,procps \
    bookworm root
kernel=$(ls root/lib/modules)
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
mkdir -p root/opt/dotnet/shared root/data root/src
cp -aL "$programs" root/opt/bothy
cp -a "$dotnet/dotnet" "$dotnet/host" root/opt/dotnet/
cp -a "$dotnet/shared/Microsoft.NETCore.App" "$dotnet/shared/Microsoft.AspNetCore.App" root/opt/dotnet/shared/
cp -a "$images" root/data/images
cp "$here/inside.sh" root/guest
chmod +x root/guest

# The kernel has virtio as modules, in the order in which they need each other.
modules="virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk"
mkdir -p initial/bin initial/modules
cp /bin/busybox initial/bin/
for module in $modules; do
    cp "$(find "root/lib/modules/$kernel" -name "$module.ko")" initial/modules/
done
cat > initial/init << EOF
#!/bin/busybox sh
/bin/busybox mkdir -p /dev /root
/bin/busybox mount -t devtmpfs dev /dev
for module in $modules; do /bin/busybox insmod /modules/\$module.ko; done
until [ -e /dev/vda ]; do /bin/busybox sleep 0.1; done
/bin/busybox mount -t ext4 /dev/vda /root
exec /bin/busybox switch_root /root /guest
EOF
chmod +x initial/init
(cd initial && find . | busybox cpio -o -H newc 2> /dev/null) > initial.cpio
truncate -s 4G root.ext4
mkfs.ext4 -q -d root root.ext4

exec qemu-system-x86_64 -accel tcg,thread=multi -m 2048 -smp 2 -cpu max -nographic -no-reboot \
    -kernel "root/boot/vmlinuz-$kernel" -initrd initial.cpio -append "console=ttyS0 quiet panic=-1" \
    -drive file=root.ext4,if=virtio,format=raw < /dev/null
