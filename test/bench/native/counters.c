/*
 * The C side of the counter rows: `lost-update` as a C programmer would write it.
 */
#include "harness.h"
#include <pthread.h>
#include <stddef.h>

/* volatile: without it the compiler would do all additions in a register and store once. */
static OWN_LINE volatile int32_t total;
static OWN_LINE pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void begin(const struct round *round) {
  (void)round;
  total = 0;
}

static void plain_increment(struct part *part) {
  long additions = part->round->operations;
  for (long i = 0; i < additions; i++) total++;
  part->operations = additions;
}

static void atomic_add(struct part *part) {
  long additions = part->round->operations;
  for (long i = 0; i < additions; i++) {
    int32_t before = __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
    /* The value found counts as used: it makes this the `lock xadd` that JavaScript's Atomics.add promises as well. */
    consume((uint32_t)before);
  }
  part->operations = additions;
}

static void mutex(struct part *part) {
  long additions = part->round->operations;
  for (long i = 0; i < additions; i++) {
    pthread_mutex_lock(&gate);
    total++;
    pthread_mutex_unlock(&gate);
  }
  part->operations = additions;
}

/* Nothing shared: what the machine's cores give when threads leave each other alone. */
static void independent(struct part *part) {
  long additions = part->round->operations;
  volatile int32_t own = 0;
  for (long i = 0; i < additions; i++) own++;
  part->operations = additions;
}

static int64_t in_total(const struct round *round) {
  (void)round;
  return total;
}

/* Eight sums of square roots, one after the other, as the lab's tasks add them up. */
#define SUMS 8
static double sums[SUMS];

/* With -fno-math-errno this is one instruction; else it may be a call. */
static double sum_of_roots(int64_t first, int64_t count) {
  double sum = 0;
  for (int64_t n = first; n < first + count; n++) sum += __builtin_sqrt((double)n);
  return sum;
}

static void sums_of_roots(struct part *part) {
  int64_t size = part->round->operations;
  for (int64_t task = 0; task < SUMS; task++) sums[task] = sum_of_roots(task * size + 1, size);
  part->operations = SUMS;
}

/* How many are right: the sums of the larger numbers lie between n times the smallest root and n times the largest. */
static int64_t right_sums(const struct round *round) {
  double size = (double)round->operations;
  int64_t right = 0;
  for (int task = 0; task < SUMS; task++) {
    double low = size * task, high = size * (task + 1);
    if (sums[task] * sums[task] > size * size * low && sums[task] * sums[task] < size * size * high) right++;
  }
  return right;
}

const struct kernel COUNTERS[] = {
    {"plain-increment", begin, plain_increment, in_total},
    {"atomic-add", begin, atomic_add, in_total},
    {"add-under-mutex", begin, mutex, in_total},
    {"independent", begin, independent, in_total},
    {"sums-of-roots", begin, sums_of_roots, right_sums},
    {NULL, NULL, NULL, NULL},
};
