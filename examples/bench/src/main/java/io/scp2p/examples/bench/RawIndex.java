package io.scp2p.examples.bench;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.SearchDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * The yardstick: Lucene as it comes. Name and tags as text, share and tags as terms, nothing
 * stored, nothing replaced; the first twenty by its own ranking, with the exact total.
 */
final class RawIndex implements AutoCloseable {
  private static final int PAGE = 20;

  private final FSDirectory files;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;

  RawIndex(Path directory) throws IOException {
    files = FSDirectory.open(directory);
    reader = DirectoryReader.open(files);
    searcher = new IndexSearcher(reader);
  }

  static void fill(List<SearchDocument> documents, Path directory) throws IOException {
    try (FSDirectory files = FSDirectory.open(directory);
        IndexWriter writer =
            new IndexWriter(files, new IndexWriterConfig(new StandardAnalyzer()))) {
      for (SearchDocument document : documents) {
        Document raw = new Document();
        raw.add(new TextField("text", document.item().name(), Field.Store.NO));
        for (String tag : document.item().tags()) {
          raw.add(new TextField("text", tag, Field.Store.NO));
          raw.add(new StringField("tag", tag, Field.Store.NO));
        }
        raw.add(new StringField("share", document.share().hex(), Field.Store.NO));
        writer.addDocument(raw);
      }
      writer.commit();
    }
  }

  static Query word(String word) {
    return new TermQuery(new Term("text", word));
  }

  static Query prefix(String prefix) {
    return new PrefixQuery(new Term("text", prefix));
  }

  static Query inShares(Query query, Collection<ShareId> shares) {
    List<BytesRef> terms = shares.stream().map(share -> new BytesRef(share.hex())).toList();
    return filtered(query, new TermInSetQuery("share", terms));
  }

  static Query withTag(Query query, String tag) {
    return filtered(query, new TermQuery(new Term("tag", tag)));
  }

  private static Query filtered(Query query, Query filter) {
    return new BooleanQuery.Builder()
        .add(query, BooleanClause.Occur.MUST)
        .add(filter, BooleanClause.Occur.FILTER)
        .build();
  }

  long search(Query query) throws IOException {
    return searcher.search(query, new TopScoreDocCollectorManager(PAGE, null, Integer.MAX_VALUE))
        .totalHits
        .value;
  }

  @Override
  public void close() throws IOException {
    reader.close();
    files.close();
  }
}
