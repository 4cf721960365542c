#!/usr/bin/env bash
# The link laboratory: a download between two real nodes over a long line, against plain TCP over the same line.
#
#   examples/lab/link-lab.sh [options]
#
# --rate 100 (Mbit/s of packets), --trip 200 (ms, there and back), --loss "0 1" (per cent, in both directions), --queue 2500
# (KiB before a packet is dropped), --seed 7, --seconds 12, --control "bbr cubic" (of both ends), --transport "tcp quic", --raw "1 4"
# (plain TCP connections beside them), --report FILE: the same as Markdown. Beside the first chunk of that download it says
# when that of a second share came, "warm": from the same node, connected, with what it publishes known. Exit code: 0 the floors hold (90 % of the line
# in the tenth second without loss, 60 % with 1 %, over TCP with the system's own congestion control), 1 they do not, 2 it
# cannot run here.
#
# Needs root, ip (iproute2), python3, and what `mvn -DskipTests package` left in target. Everything it makes is in
# namespaces whose names begin with s2link and its own process id, and is removed however it ends.
set -u
here=$(cd "$(dirname "$0")" && pwd) root=$(cd "$(dirname "$0")/../.." && pwd) line="examples/lab/link-lab.sh $*"
ARGS=${LAB_JAVA:--Xmx256m -XX:+UseSerialGC}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
own=$(cat /proc/sys/net/ipv4/tcp_congestion_control 2>/dev/null || echo unknown)
rate=100 trip=200 losses="0 1" queue=2500 seed=7 seconds=12 controls= transports="tcp quic" raws=1 report=
while [ $# -gt 0 ]; do
  case $1 in
    --rate) rate=$2 ;;
    --trip) trip=$2 ;;
    --loss) losses=$2 ;;
    --queue) queue=$2 ;;
    --seed) seed=$2 ;;
    --seconds) seconds=$2 ;;
    --control) controls=$2 ;;
    --transport) transports=$2 ;;
    --raw) raws=$2 ;;
    --report) report=$2 ;;
    *) break ;;
  esac
  shift 2
done
[ $# = 0 ] || { sed -n '2,/^set/{/^#/p}' "$0"; exit 2; }

cannot() { echo "skipped: the link laboratory needs $1"; exit 2; }
[ "$(id -u)" = 0 ] || cannot "root, to make network namespaces"
for tool in ip python3 "$java"; do command -v "$tool" >/dev/null || cannot "$tool"; done
[ -c /dev/net/tun ] || cannot "/dev/net/tun"
bench=$root/examples/bench/target classes=${LAB_CLASSES:-$root/examples/bench/target/classes:$root/examples/bench/target/lib/*}
[ -d "$bench/lib" ] || cannot "mvn -q -DskipTests package -pl examples/bench"
# Before others: what is measured is a line, and no shared processor. Both sides of a comparison alike.
# A session of its own is a share of its own where the kernel groups processes by session.
first=(setsid sh -c '{ echo -10 > /proc/self/autogroup; } 2>/dev/null; exec nice -n -10 "$@"' first)
P=s2link$$ near=198.18.0.1 far=198.18.0.2
ip netns add $P-box 2>/dev/null || cannot "leave to make network namespaces"
work=$(mktemp -d /tmp/s2link.XXXXXX) pids=() bad=0
: > "$work/rows"

stop() { local p; for p in "$@"; do kill "$p" 2>/dev/null; done; for p in "$@"; do wait "$p" 2>/dev/null; done; }
drop() { local n; for n in "$@"; do ip netns del $P-$n 2>/dev/null; done; }
end() { trap - EXIT; trap '' INT TERM HUP; stop "${pids[@]}"; drop near far box; rm -rf "$work"; }
trap end EXIT
trap 'exit 130' INT TERM HUP
# The input of whoever serves: it ends when this script has gone, however that came about.
mkfifo "$work/open"; exec 9<>"$work/open"
await() { # file word seconds
  local i; for ((i = 0; i < $3 * 20; i++)); do grep -qE "(^| )$2( |$)" "$1" 2>/dev/null && return 0; read -rt .05 <> <(:); done
  return 1
}

# The line: two namespaces, a device of the box in each.
join() { # loss, congestion control
  local n
  ip netns add $P-near; ip netns add $P-far
  mkfifo "$work/box.in"
  "${first[@]}" ip netns exec $P-box python3 "$here/link-box.py" --rate $rate --delay $((trip / 2)) --loss $1 --queue $queue \
    --seed $seed near far < "$work/box.in" > "$work/box" 2>&1 9>&- & box=$!; pids+=($box)
  exec 8> "$work/box.in"
  await "$work/box" ready 10 || { cat "$work/box"; exit 2; }
  for n in near far; do
    ip -n $P-box link set $n netns $P-$n
    ip -n $P-$n link set lo up
    # The box alone decides what is lost: the device in front of it keeps what a burst brings.
    ip -n $P-$n link set $n txqueuelen 20000 up
    ip -n $P-$n addr add ${!n}/32 dev $n
  done
  ip -n $P-near route add $far dev near congctl $2; ip -n $P-far route add $near dev far congctl $2
}
part() { # what the box says is left in $work/box: for each direction carried, lost, dropped
  exec 8>&-; wait $box; rm -f "$work/box.in"; drop near far
}
node() { # namespace out arguments: $last is its process
  local where=$1 out=$2; shift 2
  "${first[@]}" ip netns exec $P-$where "$java" $ARGS -cp "$classes" io.scp2p.examples.bench.Bench link-node "$@" \
    < "$work/open" > "$out" 2> "$out.err" 9>&- 8>&- & last=$!
}
raw() { # out, connections
  rm -f "$work/raw" "$1"
  "${first[@]}" ip netns exec $P-near python3 "$here/link-raw.py" serve $near 7000 < "$work/open" > "$work/raw" 2>&1 9>&- 8>&- & local server=$!
  await "$work/raw" READY 10 && "${first[@]}" ip netns exec $P-far python3 "$here/link-raw.py" fetch $near 7000 $seconds $2 < /dev/null > "$1" 2>&1 9>&- 8>&-
  stop $server
}
serving() { # folder...: publishes them; $server, links in $work/serve
  local folders=() f
  for f in "$@"; do folders+=(--serve "$f"); done
  rm -rf "$work/near.home" "$work/serve"
  node near "$work/serve" --home "$work/near.home" ${only:+--transport $only} --address $near "${folders[@]}"
  server=$last; pids+=($server)
  for ((f = 0; f < 600; f++)); do [ "$(grep -c LINK "$work/serve" 2>/dev/null)" = $# ] && return 0; read -rt .05 <> <(:); done
  echo "the serving node did not come up"; tail -3 "$work/serve.err"; exit 1
}
links() { awk '$1 == "LINK" {print $2}' "$work/serve"; }
# Of SECOND lines: Mbit/s from second to second, the mean of three that end with the tenth, when the first chunk came, and
# that of what is fetched after it.
figures() { # file
  awk -v rate=$rate '
    $2 == "FIRST" { if (ended) warm = $1; else first = $1 }
    $2 == "END" { ended = 1 }
    $2 == "SECOND" && !ended { mbit[$3] = $4 * 8 / 1e6 / ($1 - before) * 1000; before = $1; n = $3 }
    END {
      last = n < 10 ? n : 10; from = last > 2 ? last - 2 : 1
      for (i = from; i <= last; i++) tenth += mbit[i] / (last - from + 1)
      for (i = 1; i <= n; i++) all = all (i > 1 ? " " : "") sprintf("%.0f", mbit[i])
      printf "%.1f\t%.0f\t%s\t%s\t%s\n", tenth, tenth * 100 / rate, first == "" ? "never" : first " ms", warm == "" ? "–" : warm " ms", all
    }' "$1"
}
row() { # name, control, loss, file, floor in per cent or nothing
  local mbit share first warm all met=
  IFS=$'\t' read -r mbit share first warm all <<< "$(figures "$4")"
  if [ -n "${5:-}" ]; then met="(required $5)"; [ "$share" -ge $5 ] || { bad=$((bad + 1)); met="(required $5: MISSED)"; }; fi
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" $2 $3 "$mbit" "$share % $met" "$first" "$warm" "$all" >> "$work/rows"
  printf '%-8s %-6s loss %s %%  %6s Mbit/s in the 10th second = %3s %% of the line %s  first chunk %s%s\n      %s\n' \
    "$1" $2 $3 "$mbit" "$share" "$met" "$first" "$([ "$warm" = – ] || echo ", warm $warm")" "$all"
}
floor() { # transport, control, loss
  [ "$1" = tcp ] && [ "$2" = "$own" ] && [ $rate = 100 ] && [ $trip = 200 ] || return 0
  case $3 in 0) echo 90 ;; 1) echo 60 ;; esac
}

rates() {
  local loss control only many
  mkdir -p "$work/large"; head -c $((rate * seconds * 1000000 / 8 + (32 << 20))) /dev/urandom > "$work/large/large.bin"
  mkdir -p "$work/small"; head -c 1048576 /dev/urandom > "$work/small/small.bin"
  for control in ${controls:-$own}; do for loss in $losses; do
    join $loss $control
    for many in $raws; do raw "$work/figures" $many; row "raw × $many" $control $loss "$work/figures"; done
    for only in $transports; do
      [ $only = both ] && only=
      serving "$work/large" "$work/small"
      node far "$work/fetch" --home "$work/far.home" ${only:+--transport $only} $(links | sed 's/^/--fetch /') --into "$work/got" --seconds $seconds
      pids+=($last); wait $last
      row ${only:-both} $control $loss "$work/fetch" $(floor "$only" $control $loss)
      [ -z "${LAB_KEEP:-}" ] || { mkdir -p "$LAB_KEEP"; cp "$work/fetch" "$LAB_KEEP/$only-$control-$loss"; cp "$work/fetch.err" "$LAB_KEEP/$only-$control-$loss.err"; }
      stop $server; rm -rf "$work/far.home" "$work/got"
    done
    part; tail -n 2 "$work/box" | awk '{ printf "      the box, direction %d: carried %d, lost %d, dropped %d\n", NR, $1, $2, $3 }'
  done; done
}

rates
if [ -n "$report" ]; then
  {
    echo "# Link laboratory"; echo
    echo "Written by \`$line\` on $(date -u '+%F %H:%M') UTC; $(nproc) cores for everything, load $(cut -d' ' -f1 /proc/loadavg), Linux $(uname -r)."; echo
    echo "$rate Mbit/s of packets, $trip ms there and back, a queue of $queue KiB, seed $seed. Bytes that were verified, the mean of the seconds 8 to 10; *raw* is one plain TCP connection over the same line in the same run. *Warm* is the first chunk of a share of 1 MiB fetched after that from the same node. Of a line of $rate Mbit/s, 96.5 % are payload of TCP."; echo
    echo "| over | congestion control | loss | Mbit/s | of the line | first chunk | warm | Mbit/s, second by second |"
    echo "| --- | --- | --- | --- | --- | --- | --- | --- |"
    sed 's/\t/ | /g; s/^/| /; s/$/ |/' "$work/rows"
  } > "$report"
fi
exit $((bad > 0))
