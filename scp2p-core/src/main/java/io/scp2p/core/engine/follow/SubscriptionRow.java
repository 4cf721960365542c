package io.scp2p.core.engine.follow;

import io.scp2p.api.ShareLink;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.TrustLevel;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import java.util.Arrays;

/** A subscription as it is kept. */
record SubscriptionRow(FollowPlan plan) implements Encodable {
  private static final FieldNames NAMES = FieldNames.of("link", "trust", "weight", "blocklist");

  static SubscriptionRow decode(byte[] value) throws WireException {
    return CborReader.decode(Bytes.wrap(value), SubscriptionRow::read);
  }

  private static SubscriptionRow read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    String link = null;
    String trust = null;
    long weight = 0;
    boolean blocklist = false;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "link" -> link = in.text();
        case "trust" -> trust = in.text();
        case "weight" -> weight = in.u64();
        case "blocklist" -> blocklist = in.bool();
        default -> throw fields.unhandled(name);
      }
    }
    String level = fields.need("trust", trust);
    try {
      return new SubscriptionRow(
          new FollowPlan(
              ShareLink.parse(fields.need("link", link)),
              Arrays.stream(TrustLevel.values())
                  .filter(candidate -> candidate.name().equals(level))
                  .findFirst()
                  .orElse(TrustLevel.UNTRUSTED),
              Double.longBitsToDouble(fields.need("weight", weight)),
              fields.need("blocklist", blocklist)));
    } catch (Scp2pException damaged) {
      throw new WireException(
          WireException.Reason.OUT_OF_RANGE, "not a subscription: " + damaged.code());
    }
  }

  @Override
  public void write(CborWriter out) {
    out.map(4);
    out.key("link");
    out.text(plan.link().format());
    out.key("trust");
    out.text(plan.trust().name());
    out.key("weight");
    out.uint(Double.doubleToLongBits(plan.weight()));
    out.key("blocklist");
    out.bool(plan.blocklist());
  }

  byte[] bytes() {
    return encoded().toArray();
  }
}
