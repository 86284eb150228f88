#!/bin/busybox sh
# Process 1 of the guest: makes every attempt that /attempts/order names, and says how it ended in a line that begins with ATTEMPT.
/bin/busybox --install -s /bin
export PATH=/bin
if [ "${1:-}" != again ]; then
    # Nothing can be pivoted to from the first filesystem of all.
    mkdir /new
    mount -t tmpfs -o size=300M new /new
    cp -a /attempts /bin /lib /lib64 /limited.ext4 /host.ext4 /modules /stage /init /new
    mkdir -p /new/dev /new/proc /new/sys /new/run /new/tmp
    mount -t devtmpfs dev /new/dev
    exec switch_root /new /init again < /new/dev/console > /new/dev/console 2>&1
fi
mount -t proc proc /proc
mount -t sysfs sys /sys
mkdir -p /dev/shm /host-disk /limited /marks /ns
mount -t tmpfs run /run
mount -t tmpfs cgroup /sys/fs/cgroup
for hierarchy in cpu memory pids devices freezer; do
    mkdir -p /sys/fs/cgroup/$hierarchy
    mount -t cgroup -o $hierarchy $hierarchy /sys/fs/cgroup/$hierarchy
    mkdir -p /sys/fs/cgroup/$hierarchy/bothy/attempt
done
for module in $(cat /modules/order); do insmod /modules/$module.ko; done

# The host's disk, and the one with a limit that an environment has.
losetup /dev/loop0 /host.ext4
losetup /dev/loop1 /limited.ext4
mount -t ext4 /dev/loop0 /host-disk
mount -t ext4 /dev/loop1 /limited

# What the product stages for a container: root inside owns its filesystem.
root=1879048192
mkdir -p /stage/disk/workspaces /stage/devices
mknod /stage/devices/fuse c 10 229
mknod /stage/devices/tun c 10 200
chown -R $root:$root /stage/root /host-disk /limited

# Arguments: the user that the namespaces belong to, and what ends their names.
hold() {
    attempts hold_namespaces "$1" > "/run/holder$2" &
    until [ -s "/run/holder$2" ]; do sleep 0.1; done
    holder=$(cat "/run/holder$2")
    echo "0 $root 262144" > "/proc/$holder/uid_map"
    echo "0 $root 262144" > "/proc/$holder/gid_map"
    for kind in user net; do
        touch "/ns/$kind$2"
        mount --bind "/proc/$holder/ns/$kind" "/ns/$kind$2"
    done
}
hold $root ""
hold 0 -of-root

# Whatever the kernel is made to run as root outside leaves its mark.
printf '#!/bin/busybox sh\n/bin/busybox touch /marks/mark\n' > /bin/mark
chmod 755 /bin/mark
mkfifo /run/never
exec 8<> /run/never
ulimit -n 20000
ulimit -c 0
echo 450 > /proc/sys/kernel/pid_max
echo 240000 > /proc/sys/fs/file-max
echo 300 > /proc/sys/kernel/keys/root_maxkeys
echo 1 > /proc/sys/kernel/printk
echo 1 > /proc/sys/vm/overcommit_memory

# Argument: a file of shell commands, which may be missing.
run() { [ ! -s "$1" ] || . "$1" > /dev/null 2>&1; }

while read -r name label; do
    here=/attempts/$name
    memory= pids= workspaces=
    . "$here/$label/limits"
    echo "$memory" > /sys/fs/cgroup/memory/bothy/attempt/memory.limit_in_bytes
    echo "$pids" > /sys/fs/cgroup/pids/bothy/attempt/pids.max
    mount --bind "$workspaces" /stage/disk/workspaces
    rm -f /marks/*
    dmesg -c > /dev/null
    run "$here/before"
    runc --root /run/runc --log /run/runc.log run --bundle "$here/$label" attempt < /dev/null > /run/said 2>&1
    code=$?
    # In this shell itself: after a flood of processes there may be none left to start.
    if [ ! -s "$here/harm" ]; then harm=unseen; elif . "$here/harm" > /dev/null 2>&1; then harm=yes; else harm=no; fi
    run "$here/after"
    # Words of the kernel must not come between these.
    echo "ATTEMPT $name $label code $code harm $harm said $(tail -n 1 /run/said) $([ $code = 0 ] || tail -n 1 /run/runc.log)"
    runc --root /run/runc delete --force attempt > /dev/null 2>&1
    umount /stage/disk/workspaces
done < /attempts/order
echo "ATTEMPTS END"
reboot -f
