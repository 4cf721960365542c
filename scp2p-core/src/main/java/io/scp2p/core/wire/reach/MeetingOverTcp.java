package io.scp2p.core.wire.reach;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.message.ExtensionResponse;

/**
 * The answer to 642: whoever sends it has begun to connect.
 *
 * @param port from which its router lets the connection out
 */
public record MeetingOverTcp(int port) implements ExtensionResponse {
  /** Refuses what no receiver would take. */
  public MeetingOverTcp {
    port = MeetingPort.checked(port);
  }

  static MeetingOverTcp read(CborReader in) throws WireException {
    return new MeetingOverTcp(MeetingPort.read(in));
  }

  @Override
  public int type() {
    return MeetOverTcp.TYPE;
  }

  @Override
  public void write(CborWriter out) {
    MeetingPort.write(out, port);
  }
}
