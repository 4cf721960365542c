#!/usr/bin/env bash
# What a daemon takes to start and holds in memory at idle: docs/measure-idle.sh [JVM OPTION...]
# With the options of ./scp2p, with these and a heap of 64 MiB at most, and with those of the JVM
# itself; or with the given options alone. Linux, and a JDK (jcmd).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
launcher="-XX:+UseSerialGC -Xms16m -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40" # as in ./scp2p
home=$(mktemp -d)
daemon=
stop() {
  [ -z "$daemon" ] || { kill "$daemon"; wait "$daemon" || true; }
  daemon=
}
trap 'stop; rm -rf "$home"' EXIT

start() { # start FOLDER: a daemon on it, and how long it took until it was ready
  JAVA_TOOL_OPTIONS=${tracking:-} ./scp2p run --home "$1" --no-lan --no-port-mapping \
    --tcp-port 0 --quic-port 0 > "$home/out" 2> "$home/err" &
  daemon=$!
  for _ in $(seq 240); do
    ! grep -q '^ready' "$home/out" || break
    sleep 0.25
  done
  sed -n 's/^ready \([0-9.]*\) s.*/\1/p' "$home/out"
}

measure() { # measure NAME OPTIONS
  export SCP2P_JAVA_OPTS="$2"
  local folder="$home/$RANDOM" times="" new
  printf '\n== %s\n' "$1"
  start "$folder" > "$home/time"
  new=$(cat "$home/time")
  stop
  for _ in 1 2 3 4 5; do
    start "$folder" > "$home/time"
    times="$times $(cat "$home/time")"
    sleep 5 # what the start has left behind
    sed -n 's/^VmRSS:[^0-9]*/resident /p' "/proc/$daemon/status"
    stop
  done
  echo "ready after $new s on a new home, then:$times s"
  tracking=-XX:NativeMemoryTracking=summary
  start "$folder" > "$home/time"
  tracking=
  sleep 5
  grep -E '^(VmRSS|RssAnon|RssFile|Threads)' "/proc/$daemon/status"
  jcmd "$daemon" VM.native_memory summary | grep -E '^-|^Total' \
    | sed 's/ *(reserved=[0-9]*KB, committed=\([0-9]*KB\))/ \1/'
  stop
}

./scp2p help > /dev/null # builds, if need be
if [ $# != 0 ]; then
  measure "$*" "$*"
else
  measure "options of the launcher" "$launcher"
  measure "and -Xmx64m" "$launcher -Xmx64m"
  measure "options of the JVM itself" ""
fi
