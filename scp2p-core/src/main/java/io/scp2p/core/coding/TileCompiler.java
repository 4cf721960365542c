package io.scp2p.core.coding;

import java.util.Arrays;

/**
 * Turns a matrix into a {@link TileProgram}.
 *
 * <p>An output is the sum over its bits b, highest first, of x^b times the sum of those columns
 * whose coefficient has bit b: Horner's rule over eight such sums. A coefficient of one costs an
 * addition; the row of powers of two costs one step a shard; anything else costs about eight steps
 * that read half of the columns each. Pairs of columns that occur together often are added once and
 * shared, most frequent first (Paar's greedy method), which pays when there are several general
 * rows.
 */
final class TileCompiler {
  /** Pairs are looked for among this many neighbouring inputs. */
  static final int BLOCK_INPUTS = 16;

  /** How many shared sums a block may have, so that scratch rows and their set stay small. */
  static final int MAX_SHARED_SUMS = 16;

  /** Adding a pair costs as much as three to four reads of a further row in a step. */
  private static final int MIN_USES = 4;

  private static final int BITS = 8;
  private static final int BLOCK_ITEMS = BLOCK_INPUTS + MAX_SHARED_SUMS;

  private final int inputs;
  private final int[][] matrix;
  private final int[][] sources;
  private final int[] outputRows;
  private int[] code = new int[256];
  private int codeLength;
  private int rowCount;

  private TileCompiler(int inputs, int[][] matrix) {
    this.inputs = inputs;
    this.matrix = matrix;
    this.sources = new int[matrix.length * BITS][0];
    this.outputRows = new int[matrix.length];
    this.rowCount = inputs;
  }

  /**
   * Compiles one output for each row. Row o has {@code inputs + o} columns, or {@code inputs}
   * alone: the further ones are the outputs before it.
   */
  static TileProgram compile(int inputs, int[][] matrix) {
    return new TileCompiler(inputs, matrix).compile();
  }

  private TileProgram compile() {
    for (int first = 0; first < inputs; first += BLOCK_INPUTS) {
      shareSums(first, Math.min(BLOCK_INPUTS, inputs - first));
    }
    for (int output = 0; output < matrix.length; output++) {
      addEarlierOutputs(output);
      outputRows[output] = emitOutput(output);
    }
    return new TileProgram(Arrays.copyOf(code, codeLength), rowCount, outputRows);
  }

  /** Collects what each bit of each output adds of a block of inputs, and emits the shared sums. */
  private void shareSums(int first, int width) {
    int[] sets = new int[sources.length];
    for (int set = 0; set < sets.length; set++) {
      int[] row = matrix[set / BITS];
      for (int i = 0; i < width; i++) {
        sets[set] |= ((row[first + i] >> (set % BITS)) & 1) << i;
      }
    }
    int[] itemRows = new int[BLOCK_ITEMS];
    for (int i = 0; i < width; i++) {
      itemRows[i] = first + i;
    }
    int items = width;
    for (int shared = 0; shared < MAX_SHARED_SUMS; shared++) {
      int pair = mostFrequentPair(sets, items);
      if (pair == 0) {
        break;
      }
      int low = Integer.numberOfTrailingZeros(pair);
      int high = Integer.numberOfTrailingZeros(pair & (pair - 1));
      itemRows[items] = rowCount++;
      emitSum(itemRows[items], new int[] {itemRows[low], itemRows[high]});
      for (int set = 0; set < sets.length; set++) {
        if ((sets[set] & pair) == pair) {
          sets[set] ^= pair | 1 << items;
        }
      }
      items++;
    }
    for (int set = 0; set < sets.length; set++) {
      for (int rest = sets[set]; rest != 0; rest &= rest - 1) {
        append(set, itemRows[Integer.numberOfTrailingZeros(rest)]);
      }
    }
  }

  /** Returns two bits that most sets have in common, or zero if too few do. */
  private static int mostFrequentPair(int[] sets, int items) {
    int[] uses = new int[items * items];
    int best = 0;
    int bestUses = MIN_USES - 1;
    for (int set : sets) {
      for (int outer = set; outer != 0; outer &= outer - 1) {
        int a = Integer.numberOfTrailingZeros(outer);
        for (int inner = outer & (outer - 1); inner != 0; inner &= inner - 1) {
          int b = Integer.numberOfTrailingZeros(inner);
          int count = ++uses[a * items + b];
          if (count > bestUses) {
            bestUses = count;
            best = 1 << a | 1 << b;
          }
        }
      }
    }
    return best;
  }

  private void addEarlierOutputs(int output) {
    int[] row = matrix[output];
    for (int column = inputs; column < row.length; column++) {
      for (int bit = 0; bit < BITS; bit++) {
        if ((row[column] >> bit & 1) != 0) {
          append(output * BITS + bit, outputRows[column - inputs]);
        }
      }
    }
  }

  private void append(int set, int row) {
    int[] longer = Arrays.copyOf(sources[set], sources[set].length + 1);
    longer[longer.length - 1] = row;
    sources[set] = longer;
  }

  /** Emits Horner's rule for one output and returns the row that has the result. */
  private int emitOutput(int output) {
    int bit = BITS - 1;
    while (bit >= 0 && sources[output * BITS + bit].length == 0) {
      bit--;
    }
    if (bit < 0) {
      throw new IllegalArgumentException("row " + output + " of the matrix is zero");
    }
    int[] top = sources[output * BITS + bit];
    if (top.length == 1 && bit == 0) {
      return top[0]; // A copy of that row: no work at all.
    }
    int target = rowCount++;
    int current = target;
    if (top.length == 1) {
      current = top[0];
    } else {
      emitSum(target, top);
    }
    for (bit--; bit >= 0; bit--) {
      emitStep(target, current, sources[output * BITS + bit]);
      current = target;
    }
    return target;
  }

  private void emitSum(int target, int[] rows) {
    int count = Math.min(rows.length, TileKernels.MAX_SOURCES);
    emit(count, target, Arrays.copyOf(rows, count));
    emitAdditions(target, rows, count);
  }

  private void emitStep(int target, int multiplied, int[] addends) {
    int count = Math.min(addends.length, TileProgram.MAX_STEP_ADDENDS);
    int[] operands = new int[1 + count];
    operands[0] = multiplied;
    System.arraycopy(addends, 0, operands, 1, count);
    emit(TileProgram.STEP + operands.length, target, operands);
    emitAdditions(target, addends, count);
  }

  /** Adds {@code rows} from position {@code from} on to the target, as many at a time as go. */
  private void emitAdditions(int target, int[] rows, int from) {
    int most = TileKernels.MAX_SOURCES - 1;
    for (int at = from; at < rows.length; at += most) {
      int[] operands = new int[1 + Math.min(most, rows.length - at)];
      operands[0] = target;
      System.arraycopy(rows, at, operands, 1, operands.length - 1);
      emit(operands.length, target, operands);
    }
  }

  private void emit(int operation, int target, int[] operands) {
    int needed = codeLength + 2 + operands.length;
    if (needed > code.length) {
      code = Arrays.copyOf(code, Math.max(needed, 2 * code.length));
    }
    code[codeLength] = operation;
    code[codeLength + 1] = target;
    System.arraycopy(operands, 0, code, codeLength + 2, operands.length);
    codeLength = needed;
  }
}
