package io.scp2p.examples.node.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import io.scp2p.examples.node.Scp2pMain;
import io.scp2p.examples.node.command.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A daemon as people start it: a process of its own, to be killed and started again. */
final class DaemonProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(180);
  private static final Duration END = Duration.ofSeconds(90);
  private static final Pattern READY =
      Pattern.compile("(?s)browser (http://\\S+).*^ready ", Pattern.MULTILINE);

  private final Process process;
  private final Path home;
  private final String login;

  private DaemonProcess(Process process, Path home, String login) {
    this.process = process;
    this.home = home;
    this.login = login;
  }

  /** Starts one and waits until it is ready. */
  static DaemonProcess start(Path home, int httpPort, int tcpPort, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Scp2pMain.class.getName(), "run", "--home", home.toString()));
    command.addAll(List.of("--http-port", Integer.toString(httpPort)));
    command.addAll(List.of("--tcp-port", Integer.toString(tcpPort), "--quic-port", "0"));
    command.addAll(List.of("--no-lan", "--no-port-mapping"));
    command.addAll(List.of(more));
    Files.createDirectories(home);
    Path output = home.resolve("daemon.out");
    Files.deleteIfExists(output);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ready =
        Waiter.realTime()
            .await(() -> READY.matcher(read(output)).find() || !process.isAlive(), START);
    Matcher said = READY.matcher(read(output));
    assertThat(ready && said.find()).as(read(output)).isTrue();
    return new DaemonProcess(process, home, said.group(1));
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, UTF_8) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static int freePort() throws IOException {
    return FreePort.next();
  }

  /** The address that lets a browser in. */
  String login() {
    return login;
  }

  String url() {
    return login.substring(0, login.indexOf("/login"));
  }

  Path home() {
    return home;
  }

  /** Asks the interface as a program does; answers with the body. */
  String call(String method, String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/api/v1" + path))
            .header(
                "Authorization", "Bearer " + Files.readString(home.resolve("daemon.token")).strip())
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }

  /** The value of the first member of that name in an answer. */
  String member(String path, String name) throws IOException, InterruptedException {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(call("GET", path, ""));
    assertThat(found.find()).as(name + " of " + path).isTrue();
    return found.group(1);
  }

  /** Stands still: it takes requests, and answers none before it goes on. */
  void standStill() throws IOException, InterruptedException {
    signal("STOP");
  }

  void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).inheritIO().start();
    assertThat(kill.waitFor()).as("kill -" + name).isZero();
  }

  /** SIGKILL; returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    if (!Waiter.realTime().await(() -> !process.isAlive(), END)) {
      process.destroyForcibly().onExit().join();
    }
  }
}
