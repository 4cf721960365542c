package io.scp2p.examples.node.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouterTest {
  @Test
  void aDeepAddressIsSplitToItsEnd() {
    assertThat(Router.split("/a%2Fb".repeat(200)))
        .hasSize(201)
        .startsWith("", "a/b")
        .endsWith("a/b");
  }
}
