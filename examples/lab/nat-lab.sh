#!/usr/bin/env bash
# The NAT laboratory: two nodes behind two routers, and two public nodes that relay, as real processes in network
# namespaces of their own. Does a download that begins through a relay become direct, when, and is anything lost?
#
#   examples/lab/nat-lab.sh [options] matrix              every kind of router with every kind: 16 cells
#   examples/lab/nat-lab.sh [options] cells KIND KIND ...  pairs of kinds: none full home sym open rst nosyn
#   examples/lab/nat-lab.sh [options] deaths [WAY ...]    the path dies under a download: cut unplugged rebound moved severed
#   examples/lab/nat-lab.sh [options] tcp                 does bulk move on from the punched path to a direct TCP session?
#   examples/lab/nat-lab.sh [options] pairing             send and receive by code alone
#   examples/lab/nat-lab.sh [options] short               what continuous integration runs
#
# --required N: so many cells have to be direct (14 of a matrix, as guessed ports are missed now and then; all of
# "short", else 0). --report FILE: the same as a section of that Markdown file; others that it has stay. --no-udp: A's
# router lets no UDP out at all. --turn-only: both routers let UDP pass to a TURN server only (coturn); then paths
# through it are counted. --find: the nodes are not told of relays, only of public nodes, and have to find out that
# they need some. Exit code: 0 all is well, 1 something is not, 2 it cannot run here.
#
# Needs root, ip (iproute2), nft (nftables), and what `mvn -DskipTests package` left in target. Everything it makes is in
# namespaces whose names begin with its own process id, and is removed however it ends.
set -u
here=$(cd "$(dirname "$0")" && pwd) root=$(cd "$(dirname "$0")/../.." && pwd) line="examples/lab/nat-lab.sh $*"
RATE=${LAB_RATE:-4000000} LIMIT=${LAB_LIMIT:-} PAUSE_MILLIS=5000
ARGS=${LAB_JAVA:--Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
noudp= turn= goal=direct find= required= report=
while [ $# -gt 0 ]; do
  case $1 in
    --no-udp) noudp=1 ;;
    --turn-only) turn="--turn 203.0.113.3" goal="direct or through TURN" ;;
    --find) find=--find-relays ;;
    --required) required=$2; shift ;;
    --report) report=$2; shift ;;
    *) break ;;
  esac
  shift
done

what=${1:-matrix}; [ $# = 0 ] || shift
# What dies has to die while something is under way.
MIB=${LAB_MIB:-16}; [ -n "${LAB_MIB:-}" ] || case $what in deaths | tcp) MIB=40 ;; short) MIB=64 ;; esac

# What continuous integration runs is not to fail because its machine has much else to do: a download lasts long enough
# for everything to happen while it goes on, and what has to happen has more time.
[ $what != short ] || PAUSE_MILLIS=10000
: ${LIMIT:=$([ $what = short ] && echo 180 || echo 60)}

cannot() { echo "skipped: the NAT laboratory needs $1"; exit 2; }
[ "$(id -u)" = 0 ] || cannot "root, to make network namespaces"
for tool in ip nft "$java"; do command -v "$tool" >/dev/null || cannot "$tool (apt-get install iproute2 nftables)"; done
[ -z "$turn" ] || command -v turnserver >/dev/null || cannot "turnserver (apt-get install coturn)"
bench=$root/examples/bench/target node_jar=$root/examples/node/target/scp2p-node.jar
[ -d "$bench/lib" ] || cannot "mvn -q -DskipTests package -pl examples/bench,examples/node"
P=s2lab$$ want=
ip netns add $P-ix 2>/dev/null || cannot "leave to make network namespaces"
# What a router of ours needs of the kernel, as containers may not have it.
ip netns exec $P-ix nft -f - 2>/dev/null <<N && ip -n $P-ix link add probe0 type bridge 2>/dev/null && ip -n $P-ix link del probe0 \
  || { ip netns del $P-ix; cannot "a kernel with nftables (nat, maps, conntrack) and bridges"; }
table ip probe {
  map kept { type inet_service : ipv4_addr . inet_service; flags dynamic,timeout; timeout 60s; size 16; }
  chain pre { type nat hook prerouting priority dstnat; meta l4proto udp dnat to udp dport map @kept; }
  chain post { type nat hook postrouting priority srcnat; masquerade random,fully-random; }
  chain in { type filter hook input priority 0; ct state invalid drop; }
}
N
ip netns exec $P-ix nft delete table ip probe
work=$(mktemp -d /tmp/s2lab.XXXXXX) pids=() cells=0 direct=0 bad=0 unmet=
: > "$work/rows"

stop() { local p; for p in "$@"; do kill "$p" 2>/dev/null; done; for p in "$@"; do wait "$p" 2>/dev/null; done; }
drop() { local n; for n in "$@"; do ip netns del $P-$n 2>/dev/null; done; }
end() { trap - EXIT; trap '' INT TERM HUP; stop "${pids[@]}"; drop hA hB nA nB it iy ix; rm -rf "$work"; }
trap end EXIT
trap 'exit 130' INT TERM HUP
# The input of every node: it ends when this script has gone, however that came about.
mkfifo "$work/open"; exec 9<>"$work/open"
pause() { read -rt "$1" <> <(:); }
ns() { ip netns exec $P-$1 "${@:2}"; }

# Two interfaces, one in each of two namespaces; never seen outside of those.
pair() { ip link add $2 netns $P-$1 type veth peer name $4 netns $P-$3; }
up() { ip -n $P-$1 link set $2 up; }
internet() {
  up ix lo
  ip -n $P-ix link add br0 type bridge; up ix br0
  ip -n $P-ix addr add 203.0.113.1/24 dev br0
  ip netns add $P-iy; up iy lo
  pair iy eth0 ix porty; ip -n $P-ix link set porty master br0 up
  ip -n $P-iy addr add 203.0.113.2/24 dev eth0; up iy eth0
}
turn_server() {
  ip netns add $P-it; up it lo
  pair it eth0 ix portt; ip -n $P-ix link set portt master br0 up
  ip -n $P-it addr add 203.0.113.3/24 dev eth0; up it eth0
  ip -n $P-it route add default via 203.0.113.1
  ip -n $P-it route add 198.51.101.0/24 via 203.0.113.11; ip -n $P-it route add 198.51.102.0/24 via 203.0.113.12
  ip netns exec $P-it turnserver -n -L 203.0.113.3 -E 203.0.113.3 --lt-cred-mech --realm=lab --user=lab:lab \
    --no-tls --no-dtls --no-cli --log-file="$work/turn.log" --simple-log --pidfile="$work/turn.pid" \
    --userdb="$work/turn.users" > "$work/turn.out" 2>&1 9>&- & pids+=($!)
}
# A host behind a router. Without translation its network is a public one.
side() { # letter number kind
  local n=n$1 h=h$1 wan=203.0.113.$((10 + $2)) lan=10.$2.0 relay
  [ $3 = none ] && lan=198.51.10$2
  ip netns add $P-$n; ip netns add $P-$h; up $n lo; up $h lo
  # Relays still write to the public host of a cell before: that must not come to the router of this one.
  for relay in ix iy; do ip -n $P-$relay route del 198.51.10$2.0/24 2>/dev/null || true; done
  # The kernel takes its time to remove what a cell before has left: another name each time.
  pair $n wan ix port$cells$1; ip -n $P-ix link set port$cells$1 master br0 up
  ip -n $P-$n addr add $wan/24 dev wan; up $n wan
  pair $n lan $h eth0
  ip -n $P-$n addr add $lan.1/24 dev lan; up $n lan
  ip -n $P-$h addr add $lan.2/24 dev eth0; up $h eth0
  ip -n $P-$h route add default via $lan.1
  ns $n sysctl -qw net.ipv4.ip_forward=1
  ip -n $P-$n route add default via 203.0.113.1
  if [ $3 = none ]; then
    ip -n $P-ix route replace $lan.0/24 via $wan; ip -n $P-iy route replace $lan.0/24 via $wan
    return
  fi
  # Linux keeps no port for others than the one it talks to; a map of our own does, as home routers do.
  case $3 in
    full | home | open | rst | nosyn) ns $n nft -f - <<N
table ip nat {
  map kept { type inet_service : ipv4_addr . inet_service; flags dynamic,timeout; timeout 3600s; size 65536; }
  chain pre { type nat hook prerouting priority dstnat; iif "wan" ip daddr $wan meta l4proto udp dnat to udp dport map @kept; }
  chain post {
    type nat hook postrouting priority srcnat;
    oif "wan" meta l4proto udp update @kept { udp sport timeout 3600s : ip saddr . udp sport };
    oif "wan" masquerade;
  }
}
N
      ;;
    sym) ns $n nft -f - <<N
table ip nat {
  chain pre { type nat hook prerouting priority dstnat; }
  chain post { type nat hook postrouting priority srcnat; oif "wan" masquerade random,fully-random; }
}
N
      ;;
  esac
  # For TCP conntrack alone keeps the port, which is enough for all but those that let everybody in.
  [ $3 != open ] || ns $n nft -f - <<N
table ip nat {
  map kept_tcp { type inet_service : ipv4_addr . inet_service; flags dynamic,timeout; timeout 3600s; size 65536; }
  chain tcp_pre { type nat hook prerouting priority dstnat; iif "wan" ip daddr $wan meta l4proto tcp dnat to tcp dport map @kept_tcp; }
  chain tcp_post { type nat hook postrouting priority srcnat - 1; oif "wan" meta l4proto tcp update @kept_tcp { tcp sport timeout 3600s : ip saddr . tcp sport }; }
}
N
  # Some answer a SYN that nobody asked for; others answer every SYN from outside, and no connection can begin there.
  case $3 in
    rst) ns $n nft -f - <<N
table ip rst {
  chain in { type filter hook input priority -10; iif "wan" meta l4proto tcp ct state new,invalid reject with tcp reset; }
}
N
      ;;
    nosyn) ns $n nft -f - <<N
table ip nosyn {
  chain in { type filter hook input priority -10; iif "wan" tcp flags & (syn | ack) == syn reject with tcp reset; }
  chain forward { type filter hook forward priority -10; iif "wan" tcp flags & (syn | ack) == syn reject with tcp reset; }
}
N
      ;;
  esac
  # A router takes nothing itself that nobody asked for: Linux would remember it, and give the port away.
  ns $n nft -f - <<N
table ip self {
  chain in { type filter hook input priority 0; iif "wan" ct state new drop; }
}
N
  [ $3 = full ] || [ $3 = open ] || ns $n nft -f - <<N
table ip filter {
  chain forward { type filter hook forward priority 0; iif "wan" ct state established,related accept; iif "wan" drop; }
}
N
}
routes() { # A's kind, B's kind: whoever is public can be routed to from everywhere
  [ $1 != none ] || ip -n $P-nB route add 198.51.101.0/24 via 203.0.113.11
  [ $2 != none ] || ip -n $P-nA route add 198.51.102.0/24 via 203.0.113.12
}
block() { # a match, [a router]: the router (A's) drops such packets from now on
  ns ${2:-nA} nft -f - <<N
table ip block {
  chain forward { type filter hook forward priority -10; $1 drop; }
}
N
}
node() { # namespace out arguments: a node of the laboratory; $last is its process
  local where=$1 out=$2; shift 2
  ip netns exec $P-$where "$java" $ARGS -Djava.util.logging.config.file="$here/logging.properties" \
    -cp "$bench/classes:$bench/lib/*" io.scp2p.examples.bench.Bench lab-node $find $turn "$@" \
    < "$work/open" > "$out" 2> "$out.err" 9>&- & last=$!
}
await() { # file word seconds
  local i; for ((i = 0; i < $3 * 10; i++)); do grep -qE "(^| )$2( |$)" "$1" 2>/dev/null && return 0; pause .1; done; return 1
}
keep() { # folder: what was said in a cell
  [ -z "${LAB_KEEP:-}" ] || { mkdir -p "$LAB_KEEP/${1##*/}"; cp "$1"/*.err "$1"/fetch "$1"/serve "$LAB_KEEP/${1##*/}"; } 2>/dev/null
}

# A download from B's side to A's. The death, if one is given, comes two seconds after the path became direct.
cell() { # A's kind, B's kind, [name of the death]
  local d server fetcher link rate=$RATE
  # Ports are guessed only after ordinary checks have failed: the download has to last longer than that.
  [ -n "$noudp$turn" ] || case $1-$2 in home-sym | sym-home) rate=$((RATE / 4)) ;; esac
  cells=$((cells + 1)) d=$work/$cells-$1-$2${3:+-$3}; mkdir -p "$d/files"
  head -c $((MIB << 20)) /dev/urandom > "$d/files/data.bin"
  side A 1 $1; side B 2 $2; routes $1 $2
  [ -z "$noudp" ] || block "meta l4proto udp"
  [ -z "$turn" ] || for n in nA nB; do block "ip saddr != 203.0.113.3 ip daddr != 203.0.113.3 meta l4proto udp" $n; done
  node hB "$d/serve" --role SERVE --home "$d/homeB" --folder "$d/files" --public 203.0.113.1 --public 203.0.113.2
  server=$last; pids+=($server)
  if await "$d/serve" LINK $LIMIT; then
    link=$(awk '$2 == "LINK" {print $3}' "$d/serve")
    node hA "$d/fetch" --role FETCH --home "$d/homeA" --folder "$d/got" --rate $rate --link "$link" \
      --public 203.0.113.1 --public 203.0.113.2
    fetcher=$last; pids+=($fetcher)
    if [ -n "${3:-}" ]; then
      if await "$d/fetch" 'PATH [0-9a-f]+ (PUNCHED|DIRECT)' $LIMIT; then
        pause 2
        ! grep -q DONE "$d/fetch" || { bad=$((bad + 1)); echo "done before the path died: LAB_MIB=$MIB is too little"; }
        "$3" 2>> "$d/fetch.err"
      fi
    fi
    await "$d/fetch" DONE $LIMIT
    result $1 $2 "$d" "${3:-}"
    stop $fetcher
  else
    bad=$((bad + 1)); echo "$1 x $2: the serving node did not come up"; tail -3 "$d/serve.err"
  fi
  stop $server
  keep "$d"; drop hA hB nA nB; rm -rf "$d"
}
lost() { # what should have come, what came: bytes that differ or are missing
  [ -f "$2" ] || { wc -c < "$1"; return; }
  local short=$(($(wc -c < "$1") - $(wc -c < "$2")))
  echo $(($(cmp -l "$1" "$2" 2>/dev/null | wc -l) + ${short#-}))
}
result() { # A's kind, B's kind, folder, death
  local row
  row=$(awk -v pair="$1 × $2${4:+, $4}" -v peer="$(awk '$2 == "SELF" {print $3}' "$3/serve")" -v OFS='\t' \
    -v lost="$(lost "$3/files/data.bin" "$(find "$3/got" -name data.bin -print -quit 2>/dev/null)")" \
    -v searches="$(grep -c 'Looking for a direct path' "$3/fetch.err")" -v turn="$turn" '
    function good(path) { return path !~ /RELAYED/ && (turn != "" || path != "TURN") }
    done != "" { next } # What follows is only that it ends.
    $2 == "FOUND" { found = $1 }
    $2 == "CONNECTED" && $3 == peer { began = $1; how = $4; if (good(how)) direct = "at once" }
    $2 == "PATH" && $3 == peer { how = $4; if (direct == "" && good(how)) direct = $1 - began " ms" }
    $2 == "FIRST" { first = $1 - found " ms"; through = how ~ /RELAYED/ ? "relay" : how == "TURN" ? how : "direct" }
    $2 == "PAUSE" { pause = $3 }
    $2 == "DONE" { done = $1 - found " ms" }
    END {
      if (how == "") how = "no session"
      if (first == "") { first = "never"; through = "-" }
      print pair, how, first, through, direct == "" ? "never" : direct, searches, pause == "" ? "-" : pause " ms", lost, done == "" ? "never" : done
    }' "$3/fetch")
  printf '%s\n' "$row" >> "$work/rows"
  IFS=$'\t' read -r pair how first through when searches pause lost done <<< "$row"
  printf '%-22s %-14s first byte %8s (%s)  direct %9s  searches %s  longest pause %8s  lost %s  done %9s\n' \
    "$pair" "$how" "$first" "$through" "$when" "$searches" "$pause" "$lost" "$done"
  [ "$when" = never ] || direct=$((direct + 1))
  [ "$lost" = 0 ] || { bad=$((bad + 1)); echo "  not complete:"; tail -n 4 "$3/fetch" "$3/fetch.err"; }
  [ "$when" != never ] || grep -h "direct path\|no session came" "$3/fetch.err" | tail -2 | sed 's/^/  /'
  if [ -n "$want" ]; then
    over=$(awk -v peer="$(awk '$2 == "SELF" {print $3}' "$3/serve")" \
      '$2 == "SESSION" && $3 == peer && $4 == "TCP" && $5 == "PUNCHED" { n += $6 } END { print n + 0 }' "$3/fetch")
    echo "  over direct TCP: $over bytes; $(grep -ho '[a-z ]*met over TCP.*' "$3/fetch.err" | tail -1)"
    [ "$([ $over -gt 0 ] && echo met || echo not)" = $want ] || unmet=1
  fi
  # A path that dies has to be made up for within 5 s. In the short laboratory, which runs where much else does, within
  # 10: well before the 30 s after which a connection counts as dead of which nothing is heard.
  if [ -n "$4" ] && [ "${pause% ms}" != "-" ] && [ "${pause% ms}" -gt $PAUSE_MILLIS ]; then
    bad=$((bad + 1)); echo "  more than $((PAUSE_MILLIS / 1000)) s without a byte"
  fi
}

# Whether bulk has to move on to a direct TCP session. Both have to connect at the same moment, which a machine that
# has much else to do may miss: then it may be tried again.
meeting() { # A's kind, B's kind, met or not, [how often at most]
  local i was=$direct
  for ((i = 1; i <= ${4:-1}; i++)); do
    [ $i = 1 ] || echo "  once more"
    direct=$was unmet= want=$3; cell $1 $2; want=
    [ -n "$unmet" ] || return 0
  done
  bad=$((bad + 1)); echo "  expected: $3"
}

# Deaths.
severed() { block "ip daddr { 203.0.113.12, 198.51.102.2 }"; } # nothing at all passes between the two
cut() { block "ip daddr { 203.0.113.12, 198.51.102.2 } meta l4proto udp"; } # the two see each other no more
unplugged() { ip -n $P-hA link set eth0 down; pause 2; up hA eth0; ip -n $P-hA route replace default via 10.1.0.1; }
rebound() { # the router forgets everything, and gives out other ports
  ip -n $P-nA link set wan down; up nA wan; ip -n $P-nA route replace default via 203.0.113.1
}
moved() { # the host gets another address
  ip -n $P-hA addr del 10.1.0.2/24 dev eth0; ip -n $P-hA addr add 10.1.0.77/24 dev eth0
  ip -n $P-hA route replace default via 10.1.0.1
}

# Send and receive by code alone, with the program as people have it.
cli() { # namespace home out arguments
  local where=$1 home=$2 out=$3; shift 3
  ip netns exec $P-$where timeout $LIMIT "$java" $ARGS -jar "$node_jar" "$1" --home "$home" --bootstrap tcp://203.0.113.1:7001 \
    --bootstrap tcp://203.0.113.2:7001 "${@:2}" < /dev/null > "$out" 2>&1 9>&-
}
sending() { # folder out: begins to send; $code is what to say to the other, $sender the process
  cli hB "$1/homeB" "$2" send "$1/files/data.bin" & sender=$!; pids+=($sender)
  await "$2" code $LIMIT || { bad=$((bad + 1)); echo "  no code:"; cat "$2"; return 1; }
  code=$(awk '$1 == "code" {print $2; exit}' "$2")
}
seconds() { echo "$(($(date +%s) - $1)) s"; }
pairing() { # A's kind, B's kind
  local d code sender status left right burnt ended since
  cells=$((cells + 1)) d=$work/pairing-$1-$2; mkdir -p "$d/files"
  head -c $((MIB << 20)) /dev/urandom > "$d/files/data.bin"
  side A 1 $1; side B 2 $2; routes $1 $2
  since=$(date +%s)
  if sending "$d" "$d/send1"; then
    cli hA "$d/homeA" "$d/wrong" receive "${code%%-*}-wrong-words-here" --into "$d/got" --yes; status=$?
    echo "pairing $1 × $2: a wrong code ends with $status after $(seconds $since)"
    wait $sender; ended=$?
    LIMIT=8 cli hA "$d/homeA" "$d/burnt" receive "$code" --into "$d/got" --yes; burnt=$?
    echo "pairing $1 × $2: the sender ends with $ended, the right code after it with $burnt, after $(seconds $since)"
    tail -qn 1 "$d/wrong" "$d/send1" | sed '/^$/d; s/^/  /'
    left=$(find "$d/got" -type f 2>/dev/null)
    [ $status != 0 ] && [ $status != 124 ] && [ $ended != 0 ] && [ $ended != 124 ] && [ $burnt != 0 ] && [ -z "$left" ] \
      || { bad=$((bad + 1)); echo "  a wrong code has to fail, and to burn the code"; cat "$d/wrong" "$d/send1" "$d/burnt"; }
  fi
  since=$(date +%s)
  if sending "$d" "$d/send2"; then
    cli hA "$d/homeA" "$d/right" receive "$code" --into "$d/got" --yes; status=$?
    left=$(find "$d/got" -name data.bin -print -quit 2>/dev/null)
    right=$(lost "$d/files/data.bin" "$left")
    echo "pairing $1 × $2: the right code ends with $status after $(seconds $since), $right bytes lost"
    tail -n 2 "$d/right" | sed 's/^/  /'
    [ $status = 0 ] && [ "$right" = 0 ] && direct=$((direct + 1)) || { bad=$((bad + 1)); cat "$d/right" "$d/send2"; }
    stop $sender
  fi
  [ -z "${LAB_KEEP:-}" ] || { mkdir -p "$LAB_KEEP/pairing"; cp "$d/send1" "$d/send2" "$d/wrong" "$d/burnt" "$d/right" "$LAB_KEEP/pairing"; } 2>/dev/null
  drop hA hB nA nB; rm -rf "$d"
}

summary() {
  echo "$direct of $cells $goal, $bad not as they should be; required: $required"
  if [ -n "$report" ]; then
    local title="${noudp:+no UDP out of one side: }${turn:+UDP to a TURN server only: }${find:+relays to be found: }$what"
    # What an earlier run has said of the same is replaced.
    [ ! -f "$report" ] || awk -v title="## $title" '/^## / { skip = $0 == title } !skip' "$report" > "$work/report"
    [ -s "$work/report" ] || echo "# NAT laboratory" > "$work/report"
    {
      cat -s "$work/report"; echo
      echo "## $title"; echo
      echo "Written by \`$line\` on $(date -u '+%F %H:%M') UTC; $(nproc) cores, load $(cut1 /proc/loadavg), Linux $(uname -r)."; echo
      echo "| fetching × serving side | path at the end | first byte | through | direct after | searches | longest pause | bytes lost | done |"
      echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
      sed 's/\t/ | /g; s/^/| /; s/$/ |/' "$work/rows"
      echo; echo "$direct of $cells $goal, $bad not as they should be; required: $required. $MIB MiB each, at most $RATE bytes a second (a quarter of that where ports are guessed)."
    } | cat -s > "$report"
  fi
  [ $bad = 0 ] && [ $direct -ge $required ]
}
cut1() { read -r one _ < "$1"; echo "$one"; }

internet
[ -z "$turn" ] || turn_server
node ix "$work/relay1" --role RELAY --home "$work/relay1.home"; pids+=($last)
await "$work/relay1" READY $LIMIT || { echo "no relay"; cat "$work/relay1.err"; exit 1; }
node iy "$work/relay2" --role RELAY --home "$work/relay2.home" --public 203.0.113.1; pids+=($last)
await "$work/relay2" READY $LIMIT || { echo "no second relay"; cat "$work/relay2.err"; exit 1; }
case $what in
  matrix) for a in none full home sym; do for b in none full home sym; do cell $a $b; done; done
    # Without UDP nothing is punched, and it is enough that everything arrives.
    : ${required:=$([ -n "$noudp" ] && echo 0 || { [ -n "$turn" ] && echo 13 || echo 14; })} ;;
  cells) while [ $# -ge 2 ]; do cell $1 $2; shift 2; done; : ${required:=0} ;;
  deaths) [ $# -gt 0 ] || set -- cut unplugged rebound moved severed
    for death in "$@"; do [ $death = rebound ] && cell sym full $death || cell home home $death; done; : ${required:=$#} ;;
  tcp) meeting home home met; meeting full home met; meeting full full met; meeting open home met; meeting home rst met
    meeting nosyn nosyn not; : ${required:=6} ;;
  pairing) goal="received by code"; pairing home home; : ${required:=1} ;;
  short) cell none sym; cell full home; meeting home home met 3; cell home home cut; MIB=4 pairing home home; : ${required:=5} ;;
  *) sed -n '2,/^set/{/^#/p}' "$0"; exit 2 ;;
esac
summary
