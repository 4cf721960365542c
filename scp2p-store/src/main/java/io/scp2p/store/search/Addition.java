package io.scp2p.store.search;

import io.scp2p.api.spi.SearchDocument;
import org.apache.lucene.index.Term;

/** An item that is to be added, with the term that names it. */
record Addition(Edition edition, SearchDocument document, Term id) {}
