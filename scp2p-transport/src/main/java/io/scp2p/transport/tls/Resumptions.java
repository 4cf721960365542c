package io.scp2p.transport.tls;

import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLSession;

/**
 * Ends rows of resumed sessions. The platform's client keeps every session that grew out of an
 * earlier one for as long as it keeps the first, an hour: some two KiB for each reconnect, without
 * a bound. So after {@value #MAX_IN_A_ROW} resumptions the first is forgotten, and all that came of
 * it with it; the next connection shakes hands in full.
 */
final class Resumptions {
  /** One full handshake in nine costs little, and nine sessions are kept at most. */
  static final int MAX_IN_A_ROW = 8;

  private final int maxServers;

  /** Used longest ago first. */
  private final Map<InetSocketAddress, Row> rows = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Row {
    final SSLSession first;
    final long createdMillis;
    int resumed;

    Row(SSLSession first) {
      this.first = first;
      this.createdMillis = first.getCreationTime();
    }
  }

  Resumptions(int maxServers) {
    this.maxServers = maxServers;
  }

  /** A client of this node has shaken hands; a resumed session is as old as its first. */
  synchronized void shaken(InetSocketAddress server, SSLSession session) {
    Row row = rows.get(server);
    if (row == null || row.createdMillis != session.getCreationTime()) {
      rows.put(server, new Row(session));
      if (rows.size() > maxServers) {
        Iterator<Row> oldest = rows.values().iterator();
        oldest.next().first.invalidate();
        oldest.remove();
      }
    } else if (++row.resumed == MAX_IN_A_ROW) {
      row.first.invalidate();
      rows.remove(server);
    }
  }

  synchronized int size() {
    return rows.size();
  }
}
