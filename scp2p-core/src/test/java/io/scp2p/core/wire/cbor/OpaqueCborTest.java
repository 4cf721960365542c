package io.scp2p.core.wire.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import org.junit.jupiter.api.Test;

class OpaqueCborTest {
  @Test
  void aTreeSurvivesTheWayThereAndBack() throws WireException {
    CBORObject tree =
        CBORObject.NewOrderedMap()
            .Add("runs", CBORObject.FromObject(1))
            .Add("limits", CBORObject.NewArray().Add(7).Add(new byte[] {1, 2}));

    OpaqueCbor item = OpaqueCbor.of(tree);

    assertThat(item.encoded().hex()).isEqualTo("a26472756e7301666c696d6974738207420102");
    assertThat(OpaqueCbor.parse(item.encoded())).isEqualTo(item).hasSameHashCodeAs(item);
    assertThat(item.tree()).isEqualTo(tree);
  }

  @Test
  void onlyOneWellFormedItemIsTaken() {
    for (String hex : new String[] {"", "0000", "a1", "ff"}) {
      assertThat(
              catchThrowableOfType(WireException.class, () -> OpaqueCbor.parse(Bytes.parse(hex))))
          .as(hex)
          .isNotNull();
    }
  }

  @Test
  void whatTheLibraryRefusesIsAnObjectionLikeAnyOther() throws WireException {
    OpaqueCbor duplicateKeys = OpaqueCbor.parse(Bytes.parse("a200010002"));
    WireException refusal = catchThrowableOfType(WireException.class, duplicateKeys::tree);
    assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void contentIsShownOnlyOnRequest() throws WireException {
    OpaqueCbor item = OpaqueCbor.parse(Bytes.parse("a16673656372657401"));
    assertThat(item).hasToString("OpaqueCbor[9]");
    assertThat(item.diagnostic()).contains("secret");
  }
}
