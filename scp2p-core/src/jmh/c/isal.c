/*
 * Prints the processor time in nanoseconds that ISA-L takes to encode k data shards into m parity
 * shards, or to compute two lost data shards out of k others:
 *
 *     isal K M SHARD_BYTES encode|decode
 *
 * Fails if what it decoded is wrong.
 */
#include <isa-l.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_SHARDS = 32, LOST = 2 };

static const double WARM_UP_SECONDS = 0.03;
static const double SAMPLE_SECONDS = 0.1;

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static unsigned char *shard(int bytes) {
  void *memory = NULL;
  if (posix_memalign(&memory, 64, bytes) != 0) {
    exit(2);
  }
  for (int i = 0; i < bytes; i++) {
    ((unsigned char *)memory)[i] = rand();
  }
  return memory;
}

/* Seconds per pass, over as many passes as fill the time given. */
static double seconds_per_pass(double at_least, int bytes, int inputs, int outputs,
                               unsigned char *tables, unsigned char **in, unsigned char **out) {
  double start = cpu_seconds();
  double spent;
  long passes = 0;
  do {
    for (int i = 0; i < 16; i++) {
      ec_encode_data(bytes, inputs, outputs, tables, in, out);
    }
    passes += 16;
    spent = cpu_seconds() - start;
  } while (spent < at_least);
  return spent / passes;
}

int main(int count, char **arguments) {
  if (count != 5) {
    return 2;
  }
  int k = atoi(arguments[1]);
  int m = atoi(arguments[2]);
  int bytes = atoi(arguments[3]);
  int decode = strcmp(arguments[4], "decode") == 0;
  if (k < 1 || m < LOST || k + m > MAX_SHARDS || bytes < 64) {
    return 2;
  }

  unsigned char *shards[MAX_SHARDS];
  for (int i = 0; i < k + m; i++) {
    shards[i] = shard(bytes);
  }
  static unsigned char matrix[MAX_SHARDS * MAX_SHARDS];
  static unsigned char tables[32 * MAX_SHARDS * MAX_SHARDS];
  gf_gen_cauchy1_matrix(matrix, k + m, k);
  ec_init_tables(k, m, &matrix[k * k], tables);
  ec_encode_data(bytes, k, m, tables, shards, &shards[k]);

  unsigned char **in = shards;
  unsigned char **out = &shards[k];
  int outputs = m;
  unsigned char *found[LOST] = {shard(bytes), shard(bytes)};
  if (decode) {
    static unsigned char survivors[MAX_SHARDS * MAX_SHARDS];
    static unsigned char inverse[MAX_SHARDS * MAX_SHARDS];
    memcpy(survivors, &matrix[LOST * k], (size_t)k * k);
    if (gf_invert_matrix(survivors, inverse, k) != 0) {
      return 1;
    }
    ec_init_tables(k, LOST, inverse, tables);
    in = &shards[LOST];
    out = found;
    outputs = LOST;
  }

  seconds_per_pass(WARM_UP_SECONDS, bytes, k, outputs, tables, in, out);
  double seconds = seconds_per_pass(SAMPLE_SECONDS, bytes, k, outputs, tables, in, out);
  for (int i = 0; decode && i < LOST; i++) {
    if (memcmp(found[i], shards[i], bytes) != 0) {
      return 1;
    }
  }
  printf("%.1f\n", seconds * 1e9);
  return 0;
}
