/**
 * The commands, by concern. Each asks the daemon of a home and shows the answer: for people, or as
 * JSON with the names of {@code docs/http-api.md}.
 */
@NullMarked
package io.scp2p.examples.node.command;

import org.jspecify.annotations.NullMarked;
