/** The browser interface, in a real browser, against the real daemon. */
@NullMarked
package io.scp2p.examples.node.web;

import org.jspecify.annotations.NullMarked;
