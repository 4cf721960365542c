package io.scp2p.core.bench;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes figures: reads ours and the yardstick by turns, so that both see the same machine. */
final class Comparison {
  private final Effort effort;
  private final int attempts;
  private final Consumer<Figure> figures;

  /**
   * Begins.
   *
   * @param attempts how often a figure is taken at most, if it is below the floor of its target
   * @param figures gets each, as it was taken last
   */
  Comparison(Effort effort, int attempts, Consumer<Figure> figures) {
    this.effort = effort;
    this.attempts = attempts;
    this.figures = figures;
  }

  Effort effort() {
    return effort;
  }

  /** A gauge of the processor time of {@code operation}, which works through so many bytes. */
  Loop loop(long bytes, Operation operation) {
    return new Loop(effort, bytes, operation);
  }

  /** A gauge of the processor time of {@code operation}, whose runs are counted. */
  Loop loop(Operation operation) {
    return loop(0, operation);
  }

  void compare(String what, Gauge ours, Yardstick yardstick, Target target) throws Exception {
    double first = ours.firstCost();
    ours.warmUp();
    Gauge theirs = yardstick.gauge();
    if (theirs != null) {
      theirs.warmUp();
    }
    Figure figure = readings(what, first, ours, yardstick.name(), theirs, target);
    for (int i = 1; i < attempts && target.isBroken(figure.ratio()); i++) {
      figure = readings(what, first, ours, yardstick.name(), theirs, target);
    }
    figures.accept(figure);
  }

  private Figure readings(
      String what,
      double first,
      Gauge ours,
      String yardstick,
      @Nullable Gauge theirs,
      Target target)
      throws Exception {
    double[] ourCosts = new double[effort.rounds()];
    double[] theirCosts = new double[effort.rounds()];
    double[] ratios = new double[effort.rounds()];
    Measure measure = target.measure();
    for (int i = 0; i < effort.rounds(); i++) {
      ourCosts[i] = ours.cost();
      theirCosts[i] = theirs == null ? Double.NaN : theirs.cost();
      long theirBytes = theirs == null ? 0 : theirs.bytes();
      ratios[i] = measure.ratio(ourCosts[i], ours.bytes(), theirCosts[i], theirBytes);
    }
    Arrays.sort(ratios);
    return new Figure(
        what,
        measure.show(Figure.median(ourCosts), ours.bytes()),
        measure.show(first, ours.bytes()),
        yardstick,
        theirs == null ? "–" : measure.show(Figure.median(theirCosts), theirs.bytes()),
        ratios[ratios.length / 2],
        ratios[0],
        ratios[ratios.length - 1],
        target);
  }
}
