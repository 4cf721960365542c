package io.scp2p.core.protocol.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.Acknowledgement;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceRegistryTest {
  private static final Requester PEER = Requester.tunnelled(MessageCodec.v1());

  private final List<Answer> answers = new ArrayList<>();

  static Stream<Request> v1Requests() {
    return Requests.V1.stream();
  }

  @ParameterizedTest
  @MethodSource("v1Requests")
  void aNodeWithoutPartsAnswersEverythingOnceAndInTheRightType(Request request)
      throws WireException {
    ServiceRegistry.builder().build().serve(request, PEER, answers::add);

    assertThat(answers).hasSize(1);
    if (answers.get(0) instanceof Answer.Success success) {
      assertThat(success.response().type())
          .isEqualTo(MessageType.of(request.type()).orElseThrow().answerNumber());
      Bytes payload = success.response().encoded();
      assertThat(MessageCodec.v1().decodeResponse(success.response().type(), payload))
          .isEqualTo(success.response());
    } else {
      assertThat(((Answer.Failure) answers.get(0)).text()).doesNotContain("rate limit");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "100, ''",
    "101, a165706565727380",
    "200, a10080",
    "201, a200f60180",
    "402, a16673686172657380",
    "460, a16d616e6e6f756e63656d656e747380",
    "499, ''"
  })
  void anEmptyNodeSaysSoInTheBytesOfTheReference(int type, String hex) {
    ServiceRegistry.builder().build().serve(v1(type), PEER, answers::add);

    Answer.Success success = (Answer.Success) answers.get(0);
    assertThat(success.response().encoded().hex()).isEqualTo(hex);
  }

  @ParameterizedTest
  @CsvSource({
    "202, unsupported message type",
    "400, manifest not found",
    "450, relay slot not found",
    "452, relay slot not found",
    "453, relay slot not found",
    "500, chunk not found",
    "502, chunk hashes not found"
  })
  void whatANodeDoesNotHaveIsAnErrorEveryPeerKnows(int type, String text) {
    ServiceRegistry.builder().build().serve(v1(type), PEER, answers::add);

    assertThat(answers).containsExactly(new Answer.Failure(text));
  }

  private static Request v1(int type) {
    return Requests.V1.stream().filter(r -> r.type() == type).findFirst().orElseThrow();
  }

  @Test
  void aCommunityUnderAnotherKeyIsRefused() {
    ServiceRegistry empty = ServiceRegistry.builder().build();
    empty.serve(Requests.STATUS_OF_WRONG_COMMUNITY, PEER, answers::add);
    empty.serve(Requests.SHARES_OF_WRONG_COMMUNITY, PEER, answers::add);
    Answer refusal = new Answer.Failure("community share_id does not match share_pubkey");
    assertThat(answers).containsExactly(refusal, refusal);
  }

  @Test
  void anExtensionNobodyServesIsUnknown() {
    ServiceRegistry.builder().build().serve(new Requests.Extension(615), PEER, answers::add);
    assertThat(answers).containsExactly(new Answer.Failure("unknown message type 615"));
  }

  @Test
  void aRegisteredPartAnswersItsKindAndNoOther() {
    Answer kept = new Answer.Success(new Acknowledgement(Requests.STORE.type()));
    List<Store> seen = new ArrayList<>();
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .serve(
                Store.class,
                (request, from, to) -> {
                  seen.add(request);
                  assertThat(from).isSameAs(PEER);
                  to.answer(kept);
                })
            .build();
    registry.serve(Requests.STORE, PEER, answers::add);
    registry.serve(Requests.GET_CHUNK, PEER, answers::add);
    assertThat(seen).containsExactly(Requests.STORE);
    assertThat(answers).containsExactly(kept, new Answer.Failure("chunk not found"));
  }

  @Test
  void twoPartsCannotServeTheSameKind() {
    ServiceRegistry.Builder builder =
        ServiceRegistry.builder().serve(GetChunk.class, (request, from, to) -> {});
    assertThatThrownBy(() -> builder.serve(GetChunk.class, (request, from, to) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GetChunk");
  }

  @Test
  void aSecondAnswerIsABugAndIsNotSent() {
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .serve(
                GetChunk.class,
                (request, from, to) -> {
                  to.answer(new Answer.Failure("first"));
                  to.answer(new Answer.Failure("second"));
                })
            .build();
    assertThatThrownBy(() -> registry.serve(Requests.GET_CHUNK, PEER, answers::add))
        .isInstanceOf(IllegalStateException.class);
    assertThat(answers).containsExactly(new Answer.Failure("first"));
  }

  @Test
  void anAnswerOfAnotherTypeIsABugAndIsNotSent() {
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .serve(
                GetChunk.class,
                (request, from, to) -> to.answer(new Answer.Success(new Acknowledgement(202))))
            .build();
    assertThatThrownBy(() -> registry.serve(Requests.GET_CHUNK, PEER, answers::add))
        .isInstanceOf(IllegalStateException.class);
    assertThat(answers).isEmpty();
  }

  @Test
  void onlyThoseWhoRepublishAreToldToPauseWhenTheNodeIsBusy() {
    for (Request request : Requests.V1) {
      boolean dht = request.type() >= 200 && request.type() <= 202;
      assertThat(Answer.busy(request).text().contains("rate limit"))
          .as("message %d", request.type())
          .isEqualTo(dht);
    }
  }
}
