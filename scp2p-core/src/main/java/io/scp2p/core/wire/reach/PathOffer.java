package io.scp2p.core.wire.reach;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.cbor.ListReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side says before both look for a direct path.
 *
 * @param user names this side's attempt in checks (RFC 8445, section 5.3)
 * @param password under which checks that reach this side are signed
 * @param accepts whether this side takes QUIC connections
 * @param candidates where its UDP port may be reached
 * @param differs whether its router gives each destination another port; null if it does not know,
 *     or knows nothing of ports that are guessed
 */
public record PathOffer(
    String user,
    String password,
    boolean accepts,
    List<Candidate> candidates,
    @Nullable Boolean differs)
    implements Encodable {
  /** Addresses that one side may name. */
  public static final int MAX_CANDIDATES = 16;

  /** Characters of a name: ours have 8. RFC 8445 says 4 to 256. */
  public static final int MIN_USER = 4;

  public static final int MAX_USER = 32;

  /** Characters of a password: ours have 32. RFC 8445 says 22 to 256. */
  public static final int MIN_PASSWORD = 22;

  public static final int MAX_PASSWORD = 64;

  /** The last one is optional; whoever does not know it passes over it. */
  private static final int KEYS = 5;

  /** Copies the list, and refuses what no receiver would take. */
  public PathOffer {
    candidates = List.copyOf(candidates);
    if (candidates.size() > MAX_CANDIDATES
        || !isPlain(user, MIN_USER, MAX_USER)
        || !isPlain(password, MIN_PASSWORD, MAX_PASSWORD)) {
      throw new IllegalArgumentException("an offer that nobody would take");
    }
  }

  /** Of a side that does not know its router. */
  public PathOffer(String user, String password, boolean accepts, List<Candidate> candidates) {
    this(user, password, accepts, candidates, null);
  }

  /** The same with other addresses. */
  public PathOffer with(List<Candidate> others) {
    return new PathOffer(user, password, accepts, others, differs);
  }

  /** Reads one. */
  public static PathOffer read(CborReader in) throws WireException {
    int start = in.offset();
    IntRecordReader fields = in.intRecord(KEYS);
    String user = null;
    String password = null;
    long accepts = 0;
    List<Candidate> candidates = null;
    Boolean differs = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> user = in.text();
        case 1 -> password = in.text();
        case 2 -> accepts = in.bool() ? 1 : 0;
        case 3 -> candidates = candidates(in);
        default -> differs = in.bool();
      }
    }
    String name = fields.need(0, user);
    String secret = fields.need(1, password);
    if (!isPlain(name, MIN_USER, MAX_USER) || !isPlain(secret, MIN_PASSWORD, MAX_PASSWORD)) {
      throw in.reject(Reason.OUT_OF_RANGE, "bad user or password", start);
    }
    return new PathOffer(
        name, secret, fields.need(2, accepts) == 1, fields.need(3, candidates), differs);
  }

  private static List<Candidate> candidates(CborReader in) throws WireException {
    int at = in.offset();
    ListReader list = in.list();
    List<Candidate> candidates = new ArrayList<>();
    while (list.next()) {
      if (candidates.size() == MAX_CANDIDATES) {
        throw in.reject(Reason.TOO_LARGE, "too many candidates", at);
      }
      candidates.add(Candidate.read(in));
    }
    return candidates;
  }

  /** Letters and digits, so that nothing in them could end a STUN user name early. */
  private static boolean isPlain(String text, int least, int most) {
    return text.length() >= least
        && text.length() <= most
        && text.chars()
            .allMatch(
                c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
  }

  @Override
  public void write(CborWriter out) {
    out.map(differs == null ? KEYS - 1 : KEYS);
    out.key(0);
    out.text(user);
    out.key(1);
    out.text(password);
    out.key(2);
    out.bool(accepts);
    out.key(3);
    out.records(candidates);
    if (differs != null) {
      out.key(4);
      out.bool(differs);
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "PathOffer[" + user + ", " + accepts + ", " + candidates + ", " + differs + "]";
  }
}
