#!/bin/sh
# Process 1 of the guest: mounts what an init mounts, uses the product, and says how that went in lines that begin with GUEST.
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts
mount -t tmpfs run /run
mount -t tmpfs tmp /tmp
mount -t cgroup2 cgroup2 /sys/fs/cgroup
for module in loop fuse tun erofs overlay veth nf_tables; do modprobe $module; done
ip link set lo up
export PATH=/opt/bothy:/usr/sbin:/usr/bin:/sbin:/bin DOTNET_ROOT=/opt/dotnet DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export BOTHY_DATA=/data HOME=/root TERM=dumb

# An emulated processor takes its time: longer than "bothy up" waits for the daemons.
bothyd up --detach
tries=0
until bothy runner list 2> /dev/null | grep -q ready || [ $tries = 100 ]; do
    sleep 2
    tries=$((tries + 1))
done
cat > /tmp/class.yaml << END
kind: EnvironmentClass
metadata: { name: one }
spec: { cpuMillis: 1000, memoryBytes: 536870912, diskBytes: 2147483648, pids: 512 }
END
bothy apply -f /tmp/class.yaml
bothy up /src --name v2 --class one
echo "GUEST up $?"
bothy exec v2 -- sh -c 'echo "GUEST inside $(cat /proc/self/cgroup) $(cat /sys/fs/cgroup/cpu.max)"'
environment=$(echo /sys/fs/cgroup/bothy-*/*/)
cd "$environment"
echo "GUEST memory $(cat memory.max) pids $(cat pids.max) cpu $(cd work && cat cpu.max)"
echo "GUEST weights $(cat cpu.weight) $(cat interactive/cpu.weight) $(cat work/cpu.weight) terminals $(cat interactive/cpu.max)"
# Spinners are kept on the one processor that the class is worth, and have both again afterwards.
bothy exec v2 -- sh -c 'for i in 1 2 3 4; do sh -c "while :; do :; done" > /dev/null 2>&1 & echo $! >> /tmp/spinners; done'
processors() {
    tries=0
    until [ "$(cat work/cpuset.cpus.effective) $(cat interactive/cpuset.cpus.effective)" = "$1 $1" ] || [ $tries = 60 ]; do
        sleep 2
        tries=$((tries + 1))
    done
    echo "GUEST processors $2 $(cat work/cpuset.cpus.effective) $(cat interactive/cpuset.cpus.effective) $(cat agent/cpuset.cpus.effective)"
}
processors 1 busy
bothy exec v2 -- sh -c 'kill $(cat /tmp/spinners)'
processors 0-1 idle
echo "GUEST agents $(wc -l < agent/cgroup.procs)"
cd /
bothy stop v2
echo "GUEST stop $?"
bothy start v2
echo "GUEST start $?"
bothy delete v2 --yes
echo "GUEST delete $?"
echo "GUEST left $(ls -d /sys/fs/cgroup/bothy-*/*/ 2> /dev/null | wc -l)"
sync
echo o > /proc/sysrq-trigger
sleep 60
