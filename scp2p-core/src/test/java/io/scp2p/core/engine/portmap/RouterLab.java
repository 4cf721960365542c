package io.scp2p.core.engine.portmap;

import io.scp2p.api.contract.Waiter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A home with a router, in network namespaces of its own: the host 192.168.77.2 behind a Linux
 * router, which is 44.0.0.1 outside, where 44.0.0.2 is the internet. Nothing leaves them. All of it
 * hangs on one shell, in which the test gives commands, and ends with it or after three minutes.
 */
public final class RouterLab implements AutoCloseable {
  /** What the packages are called in Debian. */
  public static final String PACKAGES = "miniupnpd nftables iproute2 util-linux";

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int ATTEMPTS = 3;

  private static final String SETUP =
      """
      ip link set lo up
      router=$$
      here=$(readlink /proc/self/ns/net)
      unshare -n sleep 180 & host=$!
      unshare -n sleep 180 & outside=$!
      for other in $host $outside; do
        while [ "$(readlink /proc/$other/ns/net)" = "$here" ]; do :; done
      done
      inhost() { nsenter -t $host -n "$@"; }
      inoutside() { nsenter -t $outside -n "$@"; }
      ip link add lan type veth peer name eth0 netns $host
      ip link add wan type veth peer name eth0 netns $outside
      ip addr add 192.168.77.1/24 dev lan
      ip addr add 44.0.0.1/24 dev wan
      ip link set lan up
      ip link set wan up
      inhost ip link set lo up
      inhost ip addr add 192.168.77.2/24 dev eth0
      inhost ip link set eth0 up
      inhost ip route add default via 192.168.77.1
      inoutside ip link set lo up
      inoutside ip addr add 44.0.0.2/24 dev eth0
      inoutside ip link set eth0 up
      echo 1 > /proc/sys/net/ipv4/ip_forward
      rules() {
        nft flush ruleset
        nft -f - <<'N'
      table inet filter {
        chain input { type filter hook input priority 0; }
        chain forward {
          type filter hook forward priority 0; policy drop;
          jump miniupnpd
          ct state established,related accept
          iifname "lan" accept
        }
        chain miniupnpd { }
        chain prerouting { type nat hook prerouting priority -100; jump prerouting_miniupnpd; }
        chain postrouting {
          type nat hook postrouting priority 100;
          jump postrouting_miniupnpd
          oifname "wan" masquerade
        }
        chain prerouting_miniupnpd { }
        chain postrouting_miniupnpd { }
      }
      N
      }
      rules
      router() { # whether NAT-PMP and PCP; whether UPnP
        cat > $dir/conf <<N
      ext_ifname=wan
      listening_ip=lan
      http_port=0
      enable_natpmp=$1
      enable_upnp=$2
      min_lifetime=2
      max_lifetime=86400
      upnp_table_name=filter
      upnp_nat_table_name=filter
      secure_mode=yes
      uuid=11111111-2222-3333-4444-555555555555
      allow 1024-65535 192.168.77.0/24 1024-65535
      deny 0-65535 0.0.0.0/0 0-65535
      N
        timeout 170 miniupnpd -d -f $dir/conf -P $dir/pid > $dir/log 2>&1 & daemon=$!
        until grep -q 'HTTP listening\\|NAT-PMP/PCP traffic' $dir/log; do :; done
      }
      norouter() { kill -KILL $(cat $dir/pid); kill $daemon; rm -f $dir/pid; }
      """;

  private final Process shell;
  private final OutputStream commands;
  private final Path directory;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private RouterLab(Path directory) throws IOException {
    this.directory = directory;
    this.shell =
        new ProcessBuilder("unshare", "-rn", "sh")
            .redirectError(directory.resolve("errors").toFile())
            .start();
    this.commands = shell.getOutputStream();
    Thread reader = new Thread(this::read);
    reader.setDaemon(true);
    reader.start();
  }

  /** What is missing here; empty if nothing is. */
  public static Optional<String> missing() throws InterruptedException {
    for (String program : List.of("unshare", "nsenter", "ip", "nft", "miniupnpd")) {
      if (!succeeds("sh", "-c", "command -v " + program)) {
        return Optional.of("there is no program " + program + ": apt-get install " + PACKAGES);
      }
    }
    return succeeds("unshare", "-rn", "ip", "link")
        ? Optional.empty()
        : Optional.of("this kernel makes no network namespaces for us; run as root");
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process probe =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  /**
   * Builds it. What the kernel does not give at the first try, while it still removes another
   * laboratory, it gives later; and no test begins in one that does not stand.
   */
  public static RouterLab open(Path directory) throws IOException {
    String why = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RouterLab lab = new RouterLab(directory);
      lab.run("dir=" + directory);
      lab.run(SETUP);
      lab.run("inhost ip route get 44.0.0.2 > /dev/null && echo STANDS || echo FALLEN");
      boolean said =
          Waiter.realTime()
              .await(() -> lab.lines.contains("STANDS") || lab.lines.contains("FALLEN"), PATIENCE);
      if (said && lab.lines.contains("STANDS")) {
        lab.forget();
        return lab;
      }
      why = lab.errors();
      lab.close();
    }
    throw new IOException("the laboratory does not stand: " + why);
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8))) {
      in.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException gone) {
      lines.add("GONE " + gone);
    }
  }

  /** A command in the shell of the router, which also has {@code inhost} and {@code inoutside}. */
  public void run(String command) throws IOException {
    commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
    commands.flush();
  }

  /** Starts a program of this test in the home, or outside; a file with this name ends it. */
  public void java(String where, String stop, String mainClass, String... arguments)
      throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    run(
        where
            + " "
            + java
            + " -Xmx256m -cp '"
            + System.getProperty("java.class.path")
            + "' "
            + mainClass
            + " "
            + directory.resolve(stop)
            + " "
            + String.join(" ", arguments)
            + " &");
  }

  /** Lets a program end that was started with this name. */
  public void stop(String stop) throws IOException {
    Files.createFile(directory.resolve(stop));
  }

  /** Waits for a line that begins so, and that was not there before the last {@link #forget}. */
  public boolean says(String beginning) {
    return says(beginning, "");
  }

  /** The same for a line that has a certain part as well. */
  public boolean says(String beginning, String part) {
    return Waiter.realTime()
        .await(
            () ->
                lines.stream().anyMatch(line -> line.startsWith(beginning) && line.contains(part)),
            PATIENCE);
  }

  /** What was said so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** What went wrong, for the message of a test that fails. */
  public String errors() throws IOException {
    Path log = directory.resolve("log");
    return Files.readString(directory.resolve("errors"))
        + (Files.exists(log) ? Files.readString(log) : "");
  }

  /** From now on, only what comes later counts. */
  public void forget() {
    lines.clear();
  }

  /** Whether somebody outside gets through to a TCP port of the router. */
  public boolean reaches(int port) throws IOException {
    forget();
    run(
        "inoutside timeout 2 bash -c 'exec 3<>/dev/tcp/44.0.0.1/"
            + port
            + "' && echo OPEN || echo SHUT");
    Waiter.realTime().await(() -> lines.contains("OPEN") || lines.contains("SHUT"), PATIENCE);
    return lines.contains("OPEN");
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> all = shell.descendants().toList();
    commands.close();
    all.forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
    // They write into a folder that is deleted next.
    all.forEach(each -> each.onExit().join());
    shell.onExit().join();
  }
}
