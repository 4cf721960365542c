package io.scp2p.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.CommunityKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommunityLinkTest {
  private static final CommunityKey KEY = CommunityKey.of(new byte[32]);

  @Test
  void anInvitationIsWrittenAsAShareLinkIs() {
    CommunityLink invitation =
        CommunityLink.of(KEY, List.of(BootstrapAddress.parse("192.0.2.10:7001")));
    assertThat(ShareLink.parse(invitation.format()).shareKey().hex()).isEqualTo(KEY.hex());
    assertThat(CommunityLink.parse(invitation.format())).isEqualTo(invitation);
    assertThat(invitation.communityId().hex())
        .isEqualTo(ShareLink.parse(invitation.format()).shareId().hex());
    assertThat(invitation.bootstrap()).hasSize(1);
  }

  @Test
  void whatIsNoInvitationIsRefused() {
    assertThatThrownBy(() -> CommunityLink.parse("scp2p://c/"))
        .asInstanceOf(type(Scp2pException.class))
        .extracting(Scp2pException::code)
        .isEqualTo(ErrorCode.INVALID_LINK);
  }

  @Test
  void printingAnInvitationDoesNotGiveItAway() {
    assertThat(new CommunityLink(KEY, List.of()).toString()).doesNotContain(KEY.hex());
  }
}
