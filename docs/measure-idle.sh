#!/usr/bin/env bash
# What a daemon at idle holds in memory, by kind: docs/measure-idle.sh [JVM OPTION...]
# The options are given instead of those of ./scp2p. Linux, and a JDK (jcmd).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# = 0 ] || export SCP2P_JAVA_OPTS="$*"
home=$(mktemp -d)
./scp2p help > /dev/null # builds, if need be
JAVA_TOOL_OPTIONS=-XX:NativeMemoryTracking=summary ./scp2p run --home "$home/home" --no-lan --no-port-mapping \
  --tcp-port 0 --quic-port 0 > "$home/out" 2> "$home/err" &
daemon=$!
trap 'kill $daemon; wait $daemon || true; rm -rf "$home"' EXIT
for _ in $(seq 120); do
  ! grep -q '^ready' "$home/out" || break
  sleep 0.5
done
grep '^ready' "$home/out"
sleep 5 # what the start has left behind
grep -E '^(VmRSS|RssAnon|RssFile|Threads)' "/proc/$daemon/status"
jcmd $daemon VM.native_memory summary | grep -E '^-|^Total' | sed 's/ *(reserved=[0-9]*KB, committed=\([0-9]*KB\))/ \1/'
