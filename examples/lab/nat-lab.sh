#!/bin/bash
# The NAT laboratory: two nodes behind two routers, and two public nodes that relay, as real processes in network
# namespaces of their own. For each pair of routers: does a download that begins through a relay become direct, and when?
#
#   examples/lab/nat-lab.sh [--cut | --no-udp] [--all | KIND KIND [KIND KIND ...]]     kinds: none full home sym
#
# --cut: two seconds after a direct path was found, the routers let no UDP pass between the two any more; the download
# has to go on through a relay. --no-udp: A's router lets no UDP out at all; the download has to work all the same.
#
# Needs: root, ip (iproute2), nft (nftables), Java 17, and the class path of the examples in LAB_CLASSPATH
# (mvn -q -pl examples/bench dependency:build-classpath, plus the classes). Everything it makes it removes again; it
# touches nothing outside the namespaces whose names begin with s2lab.
set -u
: "${LAB_CLASSPATH:?the class path of examples/bench and its dependencies}"
MIB=${LAB_MIB:-16} RATE=${LAB_RATE:-4000000} LIMIT=${LAB_LIMIT:-60} ARGS=${LAB_JAVA:--Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1}
cut= noudp=
while [ $# -gt 0 ]; do case $1 in --cut) cut=1 ;; --no-udp) noudp=1 ;; *) break ;; esac; shift; done
[ "$(id -u)" = 0 ] || { echo "must be root: it makes network namespaces"; exit 2; }
for tool in ip nft java; do command -v $tool >/dev/null || { echo "needs $tool (apt-get install iproute2 nftables)"; exit 2; }; done
work=$(mktemp -d /tmp/s2lab.XXXXXX) pids=() P=s2lab

ns() { ip netns exec $P-$1 "${@:2}"; }
stop() { for p in "$@"; do kill $p 2>/dev/null; done; for p in "$@"; do wait $p 2>/dev/null; done; }
drop() { for n in "$@"; do ip netns del $P-$n 2>/dev/null; done; }
trap 'stop "${pids[@]}"; drop hA hB nA nB ix iy; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Two interfaces, one in each of two namespaces. The other sides of names are never seen outside.
pair() { # namespace name namespace name
  ip link add s2l0 type veth peer name s2l1
  ip link set s2l0 netns $P-$1 name $2; ip link set s2l1 netns $P-$3 name $4
}
internet() {
  ip netns add $P-ix
  ip -n $P-ix link set lo up
  ip -n $P-ix link add br0 type bridge; ip -n $P-ix link set br0 up
  ip -n $P-ix addr add 203.0.113.1/24 dev br0
  ip netns add $P-iy
  pair iy eth0 ix porty; ip -n $P-ix link set porty master br0 up
  ip -n $P-iy addr add 203.0.113.2/24 dev eth0; ip -n $P-iy link set eth0 up; ip -n $P-iy link set lo up
}
# A host behind a router. Without translation its network is a public one.
side() { # letter number kind
  local n=n$1 h=h$1 wan=203.0.113.$((10 + $2)) lan=10.$2.0
  [ $3 = none ] && lan=198.51.10$2
  ip netns add $P-$n; ip netns add $P-$h
  pair $n wan ix port$1; ip -n $P-ix link set port$1 master br0 up
  ip -n $P-$n addr add $wan/24 dev wan; ip -n $P-$n link set wan up; ip -n $P-$n link set lo up
  pair $n lan $h eth0
  ip -n $P-$n addr add $lan.1/24 dev lan; ip -n $P-$n link set lan up
  ip -n $P-$h addr add $lan.2/24 dev eth0; ip -n $P-$h link set eth0 up; ip -n $P-$h link set lo up
  ip -n $P-$h route add default via $lan.1
  ns $n sysctl -qw net.ipv4.ip_forward=1
  ip -n $P-$n route add default via 203.0.113.1
  if [ $3 = none ]; then
    ip -n $P-ix route replace $lan.0/24 via $wan; ip -n $P-iy route replace $lan.0/24 via $wan
  fi
  # Linux keeps no port for others than the one it talks to; a map of our own does, as home routers do.
  case $3 in
    full | home) ns $n nft -f - <<N
table ip nat {
  map kept { type inet_service : ipv4_addr . inet_service; flags dynamic,timeout; timeout 3600s; size 65536; }
  chain pre { type nat hook prerouting priority dstnat; iif "wan" meta l4proto udp dnat to udp dport map @kept; }
  chain post {
    type nat hook postrouting priority srcnat;
    oif "wan" meta l4proto udp update @kept { udp sport timeout 3600s : ip saddr . udp sport };
    oif "wan" snat to $wan;
  }
}
N
      ;;
    sym) ns $n nft -f - <<N
table ip nat {
  chain pre { type nat hook prerouting priority dstnat; }
  chain post { type nat hook postrouting priority srcnat; oif "wan" masquerade random; }
}
N
      ;;
  esac
  # A router takes nothing itself that nobody asked for: Linux would remember it, and give the port away.
  [ $3 != none ] && ns $n nft -f - <<N
table ip self {
  chain in { type filter hook input priority 0; iif "wan" ct state new drop; }
}
N
  case $3 in home | sym) ns $n nft -f - <<N
table ip filter {
  chain forward { type filter hook forward priority 0; iif "wan" ct state established,related accept; iif "wan" drop; }
}
N
  ;; esac
}
routes() { # A's kind, B's kind: whoever is public can be routed to from everywhere
  [ $1 = none ] && ip -n $P-nB route add 198.51.101.0/24 via 203.0.113.11
  [ $2 = none ] && ip -n $P-nA route add 198.51.102.0/24 via 203.0.113.12
  true
}
block() { # a match: A's router drops such packets from now on
  ns nA nft -f - <<N
table ip block {
  chain forward { type filter hook forward priority -10; $1 drop; }
}
N
}
node() { # namespace name out arguments: a node with an input that stays open until it is stopped
  local where=$1 out=$2; shift 2
  tail -f /dev/null --pid=$$ | ip netns exec $P-$where java $ARGS -cp "$LAB_CLASSPATH" io.scp2p.examples.bench.Bench lab-node "$@" \
    > "$out" 2> "$out.err" & last=$!
}
await() { # file word seconds
  for ((i = 0; i < $3 * 10; i++)); do grep -qE " $2( |$)" "$1" 2>/dev/null && return 0; read -t .1 <> <(:); done; return 1
}
cell() { # A's kind, B's kind
  local d=$work/$1-$2; mkdir -p $d/files
  head -c $((MIB << 20)) /dev/urandom > $d/files/data.bin
  side A 1 $1; side B 2 $2; routes $1 $2
  [ -n "$noudp" ] && block "meta l4proto udp"
  node hB $d/serve --role SERVE --home $d/homeB --folder $d/files --public 203.0.113.1 --public 203.0.113.2; local server=$last
  if await $d/serve LINK 40; then
    local link; link=$(awk '$2 == "LINK" {print $3}' $d/serve)
    node hA $d/fetch --role FETCH --home $d/homeA --folder $d/got --rate $RATE --link "$link" \
      --public 203.0.113.1 --public 203.0.113.2; local fetcher=$last
    if [ -n "$cut" ] && await $d/fetch PUNCHED 30; then
      read -t 2 <> <(:)
      block "ip daddr { 203.0.113.12, 198.51.102.2 } meta l4proto udp"
    fi
    await $d/fetch DONE $LIMIT
    result $1 $2 $d
    stop $fetcher
  else
    echo "$1 x $2: the serving node did not come up"; tail -3 $d/serve.err
  fi
  stop $server
  drop hA hB nA nB
}
result() {
  awk -v pair="$1 x $2" -v peer="$(awk '$2 == "SELF" {print $3}' $3/serve)" -v same="$(find $3/got -name data.bin -exec cmp -s {} $3/files/data.bin \; -print 2>/dev/null | wc -l)" '
    $2 == "FOUND" { found = $1 }
    $2 == "FIRST" { first = $1 - found }
    $2 == "CONNECTED" && $3 == peer { began = $1; how = $4 }
    $2 == "PATH" && $3 == peer { how = $4; if (!direct && $4 !~ /RELAYED/) direct = $1; if ($4 ~ /RELAYED/) back = 1 }
    $2 == "PAUSE" { pause = $3 }
    $2 == "DONE" { done = $1 - found }
    END {
      if (how == "") how = "no session"
      if (direct) when = "direct " direct - began " ms after the relayed session"
      if (back) when = when ", then relayed again"
      printf "%-12s %-18s first byte %5s ms  done %6s ms  longest pause %5s ms  %s  %s\n", pair, how, first, done, pause, same ? "intact" : "NOT COMPLETE", when
    }' $3/fetch
  [ -n "${LAB_KEEP:-}" ] && { mkdir -p "$LAB_KEEP"; cp $3/fetch $3/serve $3/*.err "$LAB_KEEP" 2>/dev/null; }
}
internet
node ix $work/relay1 --role RELAY --home $work/relay1.home; pids+=($last)
await $work/relay1 READY 40 || { echo "no relay"; cat $work/relay1.err; exit 1; }
node iy $work/relay2 --role RELAY --home $work/relay2.home --public 203.0.113.1; pids+=($last)
await $work/relay2 READY 40 || { echo "no second relay"; cat $work/relay2.err; exit 1; }
if [ "${1:---all}" = --all ]; then
  for a in none full home sym; do for b in none full home sym; do cell $a $b; done; done
else
  while [ $# -ge 2 ]; do cell $1 $2; shift 2; done
fi
