package io.scp2p.store.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareItem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Lays an item out in fields. Used by one thread at a time; its parts are used again. */
final class ItemDocument {
  private static final FieldType TERM = terms(IndexOptions.DOCS, false, DocValuesType.NONE);
  private static final FieldType TAG = terms(IndexOptions.DOCS, false, DocValuesType.SORTED_SET);
  private static final FieldType WORDS =
      terms(IndexOptions.DOCS_AND_FREQS, true, DocValuesType.NONE);
  private static final FieldType GRAMS = terms(IndexOptions.DOCS, true, DocValuesType.NONE);

  /** Tags and types are compared by as many characters: Lucene refuses very long terms. */
  static final int MAX_TERM = 256;

  private static final int PATH_HASH_BYTES = 16;

  private final WordStream words = new WordStream();
  private final LetterStream letters = new LetterStream();
  private final GramStream grams = new GramStream();
  private final ByteWriter writer = new ByteWriter(512);
  private final BytesRef id = new BytesRef();
  private final BytesRef share = new BytesRef();
  private final BytesRef version = new BytesRef();
  private final BytesRef editionKey = new BytesRef();
  private final BytesRef record = new BytesRef();
  private final NumericDocValuesField size = new NumericDocValuesField(Fields.SIZE, 0);
  private final NumericDocValuesField nameKey = new NumericDocValuesField(Fields.NAME_KEY, 0);
  private final List<IndexableField> common =
      List.of(
          new Field(Fields.ID, id, TERM),
          new Field(Fields.SHARE, share, TERM),
          new Field(Fields.VERSION, version, TERM),
          new SortedDocValuesField(Fields.EDITION, editionKey),
          new Field(Fields.WORD, words, WORDS),
          new Field(Fields.LETTER, letters, WORDS),
          new Field(Fields.GRAM, grams, GRAMS),
          new BinaryDocValuesField(Fields.RECORD, record),
          size,
          nameKey);

  private static FieldType terms(IndexOptions options, boolean tokenized, DocValuesType values) {
    FieldType type = new FieldType();
    type.setIndexOptions(options);
    type.setTokenized(tokenized);
    type.setOmitNorms(true);
    type.setDocValuesType(values);
    type.freeze();
    return type;
  }

  /** The document of an item. Valid until the next call. */
  List<IndexableField> item(Addition addition) {
    Edition edition = addition.edition();
    ShareItem item = addition.document().item();
    String name = SearchText.normalise(item.name());
    List<String> nameWords = SearchText.tokens(name);
    List<String> tags = new ArrayList<>(item.tags().size());
    List<List<String>> tagWords = new ArrayList<>(item.tags().size());
    for (String tag : item.tags()) {
      String normal = SearchText.normalise(tag);
      tags.add(normal);
      tagWords.add(SearchText.tokens(normal));
    }
    words.set(name, nameWords, tags, tagWords);
    letters.set(name, nameWords, tags, tagWords);
    grams.set(name, nameWords, tagWords);
    set(id, addition.id().bytes().bytes);
    set(record, ItemRecord.encode(writer, item, name, tags));
    size.setLongValue(item.sizeBytes());
    nameKey.setLongValue(nameKey(name));
    setEdition(edition);
    List<IndexableField> fields = new ArrayList<>(common.size() + tags.size() + 3);
    fields.addAll(common);
    for (String tag : tags.size() < 2 ? tags : new TreeSet<>(tags)) {
      fields.add(new Field(Fields.TAG, term(tag), TAG));
    }
    addMime(fields, item.mimeType());
    return fields;
  }

  /** The document that keeps what the items of an edition have in common. */
  List<IndexableField> edition(Edition edition) {
    setEdition(edition);
    return List.of(
        common.get(1),
        common.get(2),
        new Field(Fields.EDITION_KEY, edition.key, TERM),
        new BinaryDocValuesField(
            Fields.EDITION_RECORD, new BytesRef(EditionCodec.encode(edition))));
  }

  private void setEdition(Edition edition) {
    set(share, edition.share.bytes());
    set(version, EditionCodec.version(edition.share, edition.manifest));
    set(editionKey, edition.key.bytes);
  }

  private static void set(BytesRef target, byte[] bytes) {
    target.bytes = bytes;
    target.length = bytes.length;
  }

  private static void addMime(List<IndexableField> fields, @Nullable String mimeType) {
    if (mimeType == null) {
      return;
    }
    String mime = mime(mimeType);
    fields.add(new Field(Fields.MIME, term(mime), TERM));
    fields.add(new Field(Fields.MIME, term(kind(mime)), TERM));
    fields.add(new SortedDocValuesField(Fields.MIME_VALUE, term(mime)));
  }

  /** The part before the slash, as queries ask for it. */
  private static String kind(String mime) {
    return mime.substring(0, Math.max(0, mime.indexOf('/'))) + "/*";
  }

  /** A whole value as a term. */
  static BytesRef term(String text) {
    int characters = text.codePointCount(0, text.length());
    String cut =
        characters <= MAX_TERM ? text : text.substring(0, text.offsetByCodePoints(0, MAX_TERM));
    return new BytesRef(cut.getBytes(UTF_8));
  }

  static String mime(String mimeType) {
    return mimeType.toLowerCase(Locale.ROOT);
  }

  static Term idTerm(ShareId share, ShareItem item) {
    return new Term(Fields.ID, new BytesRef(id(share, item)));
  }

  /** Content first, so that blocked contents are found by the beginning of a term. */
  private static byte[] id(ShareId share, ShareItem item) {
    String path = item.path();
    byte[] place = path == null ? new byte[0] : path.getBytes(UTF_8);
    byte[] hashed = Arrays.copyOf(share.bytes(), 33 + place.length);
    hashed[32] = (byte) (path == null ? 0 : 1);
    System.arraycopy(place, 0, hashed, 33, place.length);
    byte[] id = Arrays.copyOf(item.content().bytes(), 32 + PATH_HASH_BYTES);
    System.arraycopy(EditionCodec.sha256(hashed), 0, id, 32, PATH_HASH_BYTES);
    return id;
  }

  /**
   * Compares like the first eight bytes of UTF-8 do. The ninth letter may be half of the eighth.
   */
  static long nameKey(String name) {
    byte[] bytes = name.substring(0, Math.min(9, name.length())).getBytes(UTF_8);
    long key = 0;
    for (int i = 0; i < 8; i++) {
      key = key << 8 | (i < bytes.length ? bytes[i] & 0xff : 0);
    }
    return key ^ Long.MIN_VALUE;
  }
}
