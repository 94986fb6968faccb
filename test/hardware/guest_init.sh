#!/bin/sh
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# The guest's first process (busybox's shell): loads the modules, waits for the devices, runs the test program.
# The host sees two virtio ports: "control", for commands (see rig/host.py), and "output", the program's own.
export PATH=/bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
mount -t tmpfs none /tmp

for module in /modules/*.ko; do
    insmod "$module" || echo "guest_init: cannot load $module" >/dev/kmsg
done

# wait_for TEST...: until `test` is true; no longer than ten seconds.
wait_for() {
    left=1000
    until [ "$@" ]; do
        left=$((left - 1))
        [ $left -gt 0 ] || return 1
        usleep 10000
    done
}

# A port's name appears a little after the port.
find_ports() {
    for port in /sys/class/virtio-ports/*; do
        name=$(cat "$port/name" 2>/dev/null)
        [ -z "$name" ] || ln -sf "/dev/${port##*/}" "/dev/rig-$name"
    done
    [ -e /dev/rig-control ] && [ -e /dev/rig-output ]
}
until find_ports; do
    usleep 10000
done
exec 3<>/dev/rig-control >/dev/rig-output 2>&1

status=0
while read -r node; do
    wait_for -e "$node" || {
        echo "guest_init: $node did not appear"
        status=125
    }
done </nodes
if [ $status -eq 0 ]; then
    cd /tmp || exit
    sh /command </dev/null
    status=$?
fi
echo "exit $status" >&3
read -r _ <&3 # never comes: the host ends the machine now
