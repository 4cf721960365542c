package io.scp2p.store.search;

/** Names of the fields of the index, and its version. */
final class Fields {
  /** Raised when documents are laid out differently; an older index is made anew. */
  static final int SCHEMA = 2;

  static final String SCHEMA_KEY = "scp2p.schema";

  /** Names a document: content, then a hash of share and path. */
  static final String ID = "id";

  /** Share, for deletions. */
  static final String SHARE = "share";

  /** Share and manifest, for deletions. */
  static final String VERSION = "version";

  /** Edition of an item, as doc values. */
  static final String EDITION = "edition";

  /** Names the document that holds the record of an edition. */
  static final String EDITION_KEY = "editionKey";

  /** The record of an edition, in a document of its own. */
  static final String EDITION_RECORD = "editionRecord";

  /** Words of name and tags with {@link TermCode} as frequency. */
  static final String WORD = "word";

  /** First letters of words, with what the item is worth for them as frequency. */
  static final String LETTER = "letter";

  /** Every three letters of the name, and of every two neighbouring words. */
  static final String GRAM = "gram";

  /** Whole normalised tags: terms and doc values. */
  static final String TAG = "tag";

  /** Media type, and its part before the slash with {@code /*}. */
  static final String MIME = "mime";

  /** Media type as doc values. */
  static final String MIME_VALUE = "mimeValue";

  static final String SIZE = "size";

  /** First eight bytes of the normalised name, in an order that signed numbers keep. */
  static final String NAME_KEY = "nameKey";

  /** The item itself. */
  static final String RECORD = "record";

  private Fields() {}
}
