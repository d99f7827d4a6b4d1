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
/* The round that may start. */
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

/* Nothing shared: what the machine's cores give when threads leave each other alone. */
static void independent(long additions) {
  volatile int32_t own = 0;
  for (long i = 0; i < additions; i++) own++;
}

static const struct {
  const char *name;
  void (*run)(long additions);
} KERNELS[] = {{"plain-increment", plain_increment}, {"atomic-add", atomic_add}, {"mutex", mutex}, {"independent", independent}};

/* The present round. Written by the main thread under `office`, while all adders are parked. */
static struct {
  int number;
  int parties;
  int done;
  long additions;
  void (*run)(long additions);
} round_;
static pthread_mutex_t office = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t round_begins = PTHREAD_COND_INITIALIZER;
static pthread_cond_t round_ends = PTHREAD_COND_INITIALIZER;

/* One line each: an adder's clock readings must not disturb its neighbour. */
static struct {
  OWN_LINE int64_t started_nanos;
  int64_t finished_nanos;
} times[MAX_THREADS];

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
static void meet_at_start_line(int number, int parties) {
  if (__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST) == parties) {
    __atomic_store_n(&go, number, __ATOMIC_SEQ_CST);
    return;
  }
  while (__atomic_load_n(&go, __ATOMIC_SEQ_CST) != number) pause_spinning();
}

/* Parked between rounds, as the lab's workers are: a thread that was just created starts on its creator's core. */
static void *serve(void *argument) {
  int self = (int)(intptr_t)argument;
  int seen = 0;
  pthread_mutex_lock(&office);
  for (;;) {
    while (round_.number == seen) pthread_cond_wait(&round_begins, &office);
    seen = round_.number;
    if (self >= round_.parties) continue;
    void (*run)(long additions) = round_.run;
    long additions = round_.additions;
    int parties = round_.parties;
    pthread_mutex_unlock(&office);

    meet_at_start_line(seen, parties);
    times[self].started_nanos = now_nanos();
    run(additions);
    times[self].finished_nanos = now_nanos();

    pthread_mutex_lock(&office);
    round_.done++;
    if (round_.done == parties) pthread_cond_signal(&round_ends);
  }
  return NULL;
}

static int threads_started;

static int have_threads(int wanted) {
  while (threads_started < wanted) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)threads_started) != 0) return 0;
    pthread_detach(thread);
    threads_started++;
  }
  return 1;
}

static void run_round(void (*run)(long additions), int parties, long additions) {
  total = 0;
  arrived = 0;
  pthread_mutex_lock(&office);
  round_.number++;
  round_.parties = parties;
  round_.done = 0;
  round_.additions = additions;
  round_.run = run;
  pthread_cond_broadcast(&round_begins);
  while (round_.done < parties) pthread_cond_wait(&round_ends, &office);
  pthread_mutex_unlock(&office);

  int64_t first = INT64_MAX;
  int64_t last = 0;
  for (int i = 0; i < parties; i++) {
    if (times[i].started_nanos < first) first = times[i].started_nanos;
    if (times[i].finished_nanos > last) last = times[i].finished_nanos;
  }
  printf("{\"nanos\":%lld,\"counted\":%d}\n", (long long)(last - first), total);
  fflush(stdout);
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
    if (!have_threads(threads)) {
      fprintf(stderr, "a thread does not start\n");
      return 1;
    }
    run_round(run, threads, additions);
  }
  return 0;
}
