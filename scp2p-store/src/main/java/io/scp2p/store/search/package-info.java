/**
 * The search index on Apache Lucene (specification section 13, decision 0017).
 *
 * <p>The order of section 13.2 compares the whole query with names, tags and titles. Doing that for
 * every item that contains a frequent word would read the text of a third of the index. So what a
 * word is worth in an item is worked out when the item is indexed, and stored as the frequency of
 * the word ({@link io.scp2p.store.search.TermCode}): a query of one word, or of the beginning of
 * one, reads postings and no text. Longer queries find the few items whose name can contain them
 * through groups of three letters, and compare those with the text.
 *
 * <p>What belongs to a share rather than to an item (title, description, weight, date) is kept once
 * for each version ({@link io.scp2p.store.search.Edition}); a segment knows which ranges of its
 * documents belong to which edition.
 *
 * <p>Nothing is cut off: totals, orders and facets count every hit. Start reading at {@link
 * io.scp2p.store.search.LuceneSearchIndex}, then {@link io.scp2p.store.search.Search}.
 */
@NullMarked
package io.scp2p.store.search;

import org.jspecify.annotations.NullMarked;
