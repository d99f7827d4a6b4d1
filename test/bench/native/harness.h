/*
 * What the C side's kernels see of a round. harness.c runs the rounds; counters.c and locks.c have the kernels.
 */
#ifndef HARNESS_H
#define HARNESS_H
#include <stdint.h>

/* As far apart as the lab's own words: two lines, because processors fetch lines in pairs. */
#define LINE_BYTES 128
#define OWN_LINE __attribute__((aligned(LINE_BYTES)))

/* Between two looks at whether the round is over. */
#define BATCH 32

/* What one line of the input asks for. */
struct round {
  int threads;
  /* By each thread; without meaning in a round that goes by time. */
  long operations;
  /* 0 = the round goes by operations. */
  long millis;
  /* Of `hold`, inside the critical section. */
  int hold_steps;
  int capacity;
};

/* One thread's share. On a line of its own: it counts while others do. */
struct part {
  OWN_LINE int self;
  const struct round *round;
  long operations;
  int64_t started_nanos;
  int64_t finished_nanos;
};

struct kernel {
  const char *name;
  /* On the main thread, while all others are parked; may be NULL. */
  void (*prepare)(const struct round *round);
  /* Leaves in `operations` how many it did. */
  void (*run)(struct part *part);
  /* What the shared words say was done. */
  int64_t (*counted)(const struct round *round);
};

extern const struct kernel COUNTERS[];
extern const struct kernel LOCKS[];
/* Both tables end in a kernel without a name. */

/* In a round that goes by time, set when the time is up. */
extern int time_is_up;

static inline int goes_on(const struct part *part) {
  if (part->round->millis > 0) return !__atomic_load_n(&time_is_up, __ATOMIC_RELAXED);
  return part->operations < part->round->operations;
}

/* Counts as used, or the compiler would leave out what leads to it. */
static inline void consume(uint32_t x) { __asm__ volatile("" : : "r"(x)); }

static inline void pause_spinning(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
#endif
