package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who is looked for when many files of one share wait; with real nodes: the download tests. */
class SourceSearchesTest {
  private static final ShareId SHARE = ShareId.of(new byte[ShareId.LENGTH]);

  private final List<CompletableFuture<Void>> contacts = new ArrayList<>();
  private final Map<ContentId, CompletableFuture<Void>> lookups = new LinkedHashMap<>();
  private final Map<Integer, Boolean> told = new LinkedHashMap<>();
  private int peers = 3;
  private int mostAtOnce;
  private int reached;
  private final SourceSearches searches =
      new SourceSearches(this::contact, this::lookUp, () -> peers, () -> reached++);

  private CompletableFuture<?> contact(ShareId share) {
    assertThat(share).isEqualTo(SHARE);
    contacts.add(new CompletableFuture<>());
    return contacts.get(contacts.size() - 1);
  }

  private CompletableFuture<?> lookUp(ContentId content) {
    CompletableFuture<Void> lookup = new CompletableFuture<>();
    assertThat(lookups.put(content, lookup)).as("looked up twice").isNull();
    mostAtOnce = Math.max(mostAtOnce, (int) open());
    return lookup;
  }

  private long open() {
    return lookups.values().stream().filter(each -> !each.isDone()).count();
  }

  private static ContentId content(int number) {
    return ContentId.of(ByteBuffer.allocate(32).putInt(number).array());
  }

  private void seek(int number) {
    searches.seek(SHARE, content(number), anybodyNew -> told.put(number, anybodyNew));
  }

  private void answer(int number) {
    lookups.get(content(number)).complete(null);
  }

  @Test
  void whoWasThereIsLookedForOnceInEachSearch() {
    seek(0);
    seek(1);
    assertThat(reached).isEqualTo(1);
    contacts.get(0).complete(null);
    answer(0);
    answer(1);
    assertThat(told).hasSize(2);
    seek(2);
    assertThat(reached).isEqualTo(2);
  }

  @Test
  void theProvidersOfEachContentAreLookedForAndNotOnlyOfTheFirst() {
    for (int i = 0; i < 3; i++) {
      seek(i);
    }
    assertThat(lookups).isEmpty();
    contacts.get(0).complete(null);
    assertThat(lookups).containsOnlyKeys(content(0), content(1), content(2));
    answer(0);
    assertThat(told).containsExactly(Map.entry(0, false));
    peers++;
    answer(2);
    assertThat(told).containsOnly(Map.entry(0, false), Map.entry(1, true), Map.entry(2, true));
    answer(1);
    assertThat(contacts).as("contact was made once").hasSize(1);

    lookups.clear();
    seek(1);
    contacts.get(1).completeExceptionally(new IllegalStateException("offline"));
    answer(1);
    assertThat(told).containsEntry(1, false);
  }

  @Test
  void whoWasBroughtByTheShareDoesNotEndItBeforeTheFirstAreLookedUp() {
    seek(0);
    peers++;
    contacts.get(0).complete(null);
    assertThat(told).isEmpty();
    answer(0);
    assertThat(told).containsExactly(Map.entry(0, true));
  }

  @Test
  void noMoreAreLookedUpThanTheBoundsAndEverybodyIsTold() {
    int many = SourceSearches.MAX_LOOKUPS + 20;
    for (int i = 0; i < many; i++) {
      seek(i);
      seek(i);
    }
    contacts.get(0).complete(null);
    while (open() > 0) {
      List.copyOf(lookups.values()).forEach(each -> each.complete(null));
    }
    assertThat(lookups).hasSize(SourceSearches.MAX_LOOKUPS);
    assertThat(mostAtOnce).isEqualTo(SourceSearches.LOOKUPS_AT_ONCE);
    assertThat(told).hasSize(many).doesNotContainValue(true);
  }

  @Test
  void whatComesWhileOthersAreLookedUpJoinsThem() {
    seek(0);
    contacts.get(0).complete(null);
    seek(1);
    assertThat(lookups).containsOnlyKeys(content(0), content(1));
    answer(1);
    answer(0);
    assertThat(told).hasSize(2).doesNotContainValue(true);
    assertThat(contacts).hasSize(1);
  }
}
