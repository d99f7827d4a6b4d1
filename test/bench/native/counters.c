/*
 * The C side of the counter rows: `lost-update` as a C programmer would write it.
 *
 * Stays alive and runs one round for each line "<kernel> <threads> <additions>" on its input, so that it is as warm as
 * the lab's workers are. Answers with one line of JSON: the nanoseconds from the first thread over the start line to
 * the last thread's end, and what the counter held then.
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* As far apart as the lab's own words: two lines, because processors fetch lines in pairs. */
#define LINE_BYTES 128
#define MAX_THREADS 64
#define OWN_LINE __attribute__((aligned(LINE_BYTES)))

/* volatile: without it the compiler would do all additions in a register and store once. */
static OWN_LINE volatile int32_t total;
static OWN_LINE pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static OWN_LINE int arrived;
static OWN_LINE int go;

static void plain_increment(long additions) {
  for (long i = 0; i < additions; i++) total++;
}

static void atomic_add(long additions) {
  for (long i = 0; i < additions; i++) {
    int32_t before = __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
    /* The value found counts as used: it makes this the `lock xadd` that JavaScript's Atomics.add promises as well. */
    __asm__ volatile("" : : "r"(before));
  }
}

static void mutex(long additions) {
  for (long i = 0; i < additions; i++) {
    pthread_mutex_lock(&gate);
    total++;
    pthread_mutex_unlock(&gate);
  }
}

static const struct {
  const char *name;
  void (*run)(long additions);
} KERNELS[] = {{"plain-increment", plain_increment}, {"atomic-add", atomic_add}, {"mutex", mutex}};

struct adder {
  OWN_LINE pthread_t thread;
  void (*run)(long additions);
  long additions;
  int parties;
  int64_t started_nanos;
  int64_t finished_nanos;
};

static struct adder adders[MAX_THREADS];

static int64_t now_nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void pause_spinning(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* A wake-up is not a start: all spin until the last one is here, as the lab's start line does. */
static void meet_at_start_line(int parties) {
  if (__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST) == parties) {
    __atomic_store_n(&go, 1, __ATOMIC_SEQ_CST);
    return;
  }
  while (__atomic_load_n(&go, __ATOMIC_SEQ_CST) == 0) pause_spinning();
}

static void *add(void *argument) {
  struct adder *own = argument;
  meet_at_start_line(own->parties);
  own->started_nanos = now_nanos();
  own->run(own->additions);
  own->finished_nanos = now_nanos();
  return NULL;
}

static int run_round(void (*run)(long additions), int threads, long additions) {
  total = 0;
  arrived = 0;
  go = 0;
  for (int i = 0; i < threads; i++) {
    adders[i].run = run;
    adders[i].additions = additions;
    adders[i].parties = threads;
    if (pthread_create(&adders[i].thread, NULL, add, &adders[i]) != 0) {
      fprintf(stderr, "a thread does not start\n");
      return 1;
    }
  }
  int64_t first = INT64_MAX;
  int64_t last = 0;
  for (int i = 0; i < threads; i++) {
    pthread_join(adders[i].thread, NULL);
    if (adders[i].started_nanos < first) first = adders[i].started_nanos;
    if (adders[i].finished_nanos > last) last = adders[i].finished_nanos;
  }
  printf("{\"nanos\":%lld,\"counted\":%d}\n", (long long)(last - first), total);
  fflush(stdout);
  return 0;
}

int main(void) {
  char line[128];
  while (fgets(line, sizeof line, stdin) != NULL) {
    char name[32];
    int threads;
    long additions;
    int asked = sscanf(line, "%31s %d %ld", name, &threads, &additions);
    void (*run)(long additions) = NULL;
    for (size_t i = 0; i < sizeof KERNELS / sizeof *KERNELS; i++) {
      if (asked == 3 && strcmp(name, KERNELS[i].name) == 0) run = KERNELS[i].run;
    }
    if (run == NULL || threads < 1 || threads > MAX_THREADS || additions < 0) {
      fprintf(stderr, "expected: <kernel> <threads> <additions>\n");
      return 2;
    }
    if (run_round(run, threads, additions) != 0) return 1;
  }
  return 0;
}
