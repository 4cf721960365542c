package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import io.scp2p.examples.node.daemon.route.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with a secret key: 64 hexadecimal digits, and on the next line whose key it is. */
final class KeyText {
  static final String NODE = "node";
  static final String SHARE = "share";

  private static final String WHOSE = "# key of ";

  private final String kind;
  private final Json exported;

  /**
   * Of a key the daemon has handed out.
   *
   * @param kind {@link #NODE} or {@link #SHARE}
   */
  KeyText(String kind, Json exported) {
    this.kind = kind;
    this.exported = exported;
  }

  /** To a new file that only its owner can read; there is no file if this fails. */
  void write(Path file) throws IOException {
    String text =
        exported.at("seed").text() + "\n" + WHOSE + kind + " " + exported.at("id").text() + "\n";
    PrivateFiles.create(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Which kind it says it is; empty if it does not say, as a file written by hand. */
  static String kind(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String unused = lines.readLine();
      String whose = lines.readLine();
      return whose != null && whose.startsWith(WHOSE)
          ? whose.substring(WHOSE.length()).split(" ", 2)[0]
          : "";
    }
  }
}
