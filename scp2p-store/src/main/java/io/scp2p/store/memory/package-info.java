/**
 * State that is kept nowhere: for nodes that live as long as their process, and for tests.
 *
 * <p>Tables are immutable sorted trees. A batch makes new ones and puts them in place in one step,
 * so readers need no lock, and a cursor is nothing but the tree of its moment.
 */
@NullMarked
package io.scp2p.store.memory;

import org.jspecify.annotations.NullMarked;
