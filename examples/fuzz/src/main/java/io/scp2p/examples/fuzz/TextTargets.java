package io.scp2p.examples.fuzz;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.CommunityLink;
import io.scp2p.api.ShareLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.vault.RecoveryPhrase;
import io.scp2p.api.vault.VaultLink;
import io.scp2p.core.catalog.BadItemPathException;
import io.scp2p.core.catalog.ItemPath;
import io.scp2p.core.catalog.TargetPath;
import io.scp2p.core.protocol.community.SearchWords;
import io.scp2p.core.protocol.relay.RelayVerdict;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Text that people paste and peers send: links, codes, addresses, paths, questions. */
final class TextTargets {
  private static final SecretAccess SHOW = SecretAccess.iWillProtectTheExportedSecret();
  private static final int MAX_NAME_BYTES = 210;
  private static final Path ROOT = Path.of("/downloads");

  private TextTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        text("share-link", "a link to a share", "share-links", "link", TextTargets::shareLink),
        text("community-link", "an invitation", "share-links", "link", TextTargets::communityLink),
        new FuzzTarget(
            "vault-link",
            "a link to a file of a vault, as a host takes it",
            vectors -> List.of(Samples.vaultLink()),
            input -> vaultLink(text(input))),
        text("bootstrap", "where to find a peer", "bootstrap", "input", TextTargets::bootstrap),
        new FuzzTarget(
            "pairing-code",
            "a code as it was typed",
            vectors -> texts("7-guitar-velvet", " 4711 BADO fimu-keta", "1--ab--cd", "\u212a"),
            input -> pairingCode(text(input))),
        new FuzzTarget(
            "recovery-phrase",
            "words as they were typed",
            vectors -> texts("baba zibu nono", "", "baba  \u3000 zibu"),
            input -> phrase(text(input))),
        text("ids", "identifiers in digits", "identities", "expected", TextTargets::ids),
        text("target-path", "where a file is put", "paths", "input", TextTargets::targetPath),
        text("item-path", "what a path is called", "paths", "input", TextTargets::itemPath),
        new FuzzTarget(
            "search-words",
            "a question to a community",
            vectors -> vectors.texts(Set.of("words"), "community-extension"),
            input -> searchWords(text(input))),
        text(
            "relay-verdict",
            "what a relay says",
            "error-envelopes",
            "input",
            TextTargets::verdict));
  }

  private static FuzzTarget text(
      String name, String says, String file, String key, Function<String, Boolean> feed) {
    return new FuzzTarget(
        name, says, vectors -> vectors.texts(Set.of(key), file), input -> feed.apply(text(input)));
  }

  /** Half of all inputs are read as UTF-16, so that lone surrogates come up. */
  static String text(byte[] input) {
    if (input.length > 1 && input[0] == (byte) 0xfe) {
      char[] units = new char[(input.length - 1) / 2];
      ByteBuffer.wrap(input, 1, 2 * units.length).asCharBuffer().get(units);
      return new String(units);
    }
    return new String(input, StandardCharsets.UTF_8);
  }

  private static List<byte[]> texts(String... texts) {
    return Arrays.stream(texts).map(each -> each.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static boolean refused(Scp2pException e, ErrorCode code) {
    Finding.unless(e.code() == code, "refused with " + e.code());
    return false;
  }

  private static boolean shareLink(String text) {
    ShareLink link;
    try {
      link = ShareLink.parse(text);
    } catch (Scp2pException e) {
      Finding.unless(ShareLink.tryParse(text).isEmpty(), "one reads what the other refuses");
      return refused(e, ErrorCode.INVALID_LINK);
    }
    Finding.unless(link.hints().size() <= ShareLink.MAX_HINTS, "too many hints");
    Finding.unless(link.bootstrap().size() <= link.hints().size(), "hints out of nowhere");
    String printed = link.format();
    if (printed.length() <= ShareLink.MAX_LENGTH) {
      Finding.unless(ShareLink.parse(printed).equals(link), "a link does not survive printing");
    }
    return true;
  }

  private static boolean communityLink(String text) {
    CommunityLink link;
    try {
      link = CommunityLink.parse(text);
    } catch (Scp2pException e) {
      return refused(e, ErrorCode.INVALID_LINK);
    }
    Finding.unless(link.bootstrap().size() <= link.hints().size(), "hints out of nowhere");
    String printed = link.format();
    if (printed.length() <= ShareLink.MAX_LENGTH) {
      Finding.unless(CommunityLink.parse(printed).equals(link), "a link does not survive printing");
    }
    return true;
  }

  private static boolean vaultLink(String text) {
    VaultLink link;
    try {
      link = VaultLink.parse(text);
    } catch (Scp2pException e) {
      return refused(e, ErrorCode.INVALID_LINK);
    }
    String printed = link.reveal(SHOW);
    Finding.unless(VaultLink.parse(printed).file().equals(link.file()), "another file");
    Finding.unless(printed.length() <= VaultLink.MAX_LENGTH, "a long link");
    return true;
  }

  private static boolean bootstrap(String text) {
    BootstrapAddress address;
    try {
      address = BootstrapAddress.parse(text);
    } catch (Scp2pException e) {
      Finding.unless(BootstrapAddress.tryParse(text).isEmpty(), "one reads what the other refuses");
      return refused(e, ErrorCode.INVALID_ADDRESS);
    }
    Finding.unless(
        BootstrapAddress.parse(address.toString()).equals(address), "it does not survive printing");
    BootstrapAddress twin = address.alternate();
    Finding.unless(
        BootstrapAddress.parse(twin.toString()).equals(twin), "a twin does not survive printing");
    Finding.unless(
        BootstrapAddress.withAlternates(List.of(address)).contains(twin), "a twin is missing");
    address.endpoint();
    return true;
  }

  private static boolean pairingCode(String text) {
    PairingCode code;
    try {
      code = PairingCode.parse(text);
    } catch (Scp2pException e) {
      return refused(e, ErrorCode.PAIRING_CODE_INVALID);
    }
    Finding.unless(PairingCode.parse(code.text()).equals(code), "it does not survive printing");
    Finding.unless(code.text().length() <= PairingCode.MAX_LENGTH, "a long code");
    return true;
  }

  private static boolean phrase(String text) {
    List<String> words = List.of(text.split(" ", -1));
    RecoveryPhrase phrase;
    try {
      phrase = RecoveryPhrase.of(words);
    } catch (IllegalArgumentException e) {
      return false;
    }
    Finding.unless(phrase.reveal(SHOW).equals(words), "other words");
    return true;
  }

  private static boolean ids(String text) {
    boolean any = false;
    for (Function<String, Object> parser :
        List.<Function<String, Object>>of(
            NodeId::parse,
            NodeKey::parse,
            ContentId::parse,
            FileId::parse,
            ManifestId::parse,
            ShareId::parse,
            ShareKey::parse,
            CommunityId::parse,
            CommunityKey::parse,
            TransferId::parse,
            Bytes::parse)) {
      any |= id(text, parser);
    }
    return any;
  }

  private static boolean id(String text, Function<String, Object> parser) {
    Object id;
    try {
      id = parser.apply(text);
    } catch (IllegalArgumentException refused) {
      return false;
    }
    Finding.unless(id.equals(parser.apply(text.toLowerCase(Locale.ROOT))), "another id");
    return true;
  }

  /** Whatever it is called, it lands inside the folder, and on any system under this name. */
  private static boolean targetPath(String text) {
    for (TargetPath target : List.of(TargetPath.ofPath(text), TargetPath.ofName(text))) {
      Finding.unless(target.segments().size() <= TargetPath.MAX_SEGMENTS, "too deep");
      target.segments().forEach(TextTargets::isPlain);
      if (StandardCharsets.UTF_8.newEncoder().canEncode(String.join("", target.segments()))
          && !text.contains("\0")) {
        Path path = ROOT;
        for (String segment : target.segments()) {
          path = path.resolve(segment);
        }
        Finding.unless(path.normalize().equals(path), "a path that is not what it says");
        Finding.unless(path.startsWith(ROOT), "a path out of the folder");
        Finding.unless(path.getNameCount() == 1 + target.segments().size(), "a segment is several");
      }
      Finding.unless(
          TargetPath.ofPath(String.join("/", target.segments())).equals(target),
          "a target path is not its own target path");
    }
    return true;
  }

  private static void isPlain(String segment) {
    Finding.unless(!segment.isEmpty() && !segment.equals(".") && !segment.equals(".."), "a step");
    Finding.unless(
        segment.chars().noneMatch(c -> c < 0x20 || "<>:\"/\\|?*".indexOf(c) >= 0), "a bad sign");
    Finding.unless(!segment.endsWith(".") && !segment.endsWith(" "), "an end Windows cuts off");
    Finding.unless(
        segment.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES, "a long name");
  }

  private static boolean itemPath(String text) {
    ItemPath path;
    try {
      path = ItemPath.normalise(text);
    } catch (BadItemPathException refused) {
      return false;
    }
    try {
      Finding.unless(ItemPath.normalise(path.text()).equals(path), "normalised twice is another");
    } catch (BadItemPathException refused) {
      throw new Finding("our own form is refused", refused);
    }
    Finding.unless(
        path.text().getBytes(StandardCharsets.UTF_8).length <= ItemPath.MAX_BYTES, "a long path");
    Finding.unless(!path.name().isEmpty(), "a path without a name");
    return true;
  }

  private static boolean searchWords(String text) {
    List<String> words = SearchWords.of(text);
    Finding.unless(words.size() <= SearchWords.MAX_PER_QUERY, "too many words");
    for (String word : words) {
      int bytes = word.getBytes(StandardCharsets.UTF_8).length;
      Finding.unless(bytes > 0 && bytes <= SearchWords.MAX_WORD_BYTES, "a long word");
    }
    Set<String> all = SearchWords.of(text, text);
    Finding.unless(all.size() <= SearchWords.MAX_PER_SHARE, "too many words of a share");
    if (all.size() < SearchWords.MAX_PER_SHARE) {
      Finding.unless(SearchWords.match(words, all), "a text does not match itself");
    }
    return !words.isEmpty();
  }

  private static boolean verdict(String text) {
    List<RelayVerdict> all = new ArrayList<>(List.of(RelayVerdict.values()));
    return all.contains(RelayVerdict.of(text));
  }
}
