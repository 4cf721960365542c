package io.scp2p.transport.quic;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** One received UDP datagram; the content begins at the start of an array of its own. */
record Datagram(InetSocketAddress from, ByteBuffer content) {}
