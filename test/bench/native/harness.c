/*
 * The C side of the benches. Stays alive and runs one round for each line
 *
 *     <kernel> <threads> <operations> <millis> <hold steps> <capacity>
 *
 * on its input, so that it is as warm as the lab's workers are. Answers with one line of JSON: the nanoseconds from the
 * first thread over the start line to the last thread's end, what the shared words counted, and each thread's operations.
 */
#define _POSIX_C_SOURCE 200809L
#include "harness.h"
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define MAX_THREADS 64
/* Looks at the start line before the core goes to somebody who may still have to arrive. */
#define LOOKS 10000

OWN_LINE int time_is_up;
static OWN_LINE int arrived;
/* The round that may start. */
static OWN_LINE int go;

/* The present round. Written by the main thread under `office`, while all others are parked. */
static struct round present;
static struct part parts[MAX_THREADS];
static void (*run_kernel)(struct part *part);
static int number;
static int done;
static pthread_mutex_t office = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t round_begins = PTHREAD_COND_INITIALIZER;
static pthread_cond_t round_ends = PTHREAD_COND_INITIALIZER;

static int64_t now_nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A wake-up is not a start: all spin until the last one is here, as the lab's start line does. */
static void meet_at_start_line(int round, int threads) {
  if (__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST) == threads) {
    __atomic_store_n(&go, round, __ATOMIC_SEQ_CST);
    return;
  }
  for (long looks = 1; __atomic_load_n(&go, __ATOMIC_SEQ_CST) != round; looks++) {
    pause_spinning();
    if (looks % LOOKS == 0) sched_yield();
  }
}

/* Parked between rounds, as the lab's workers are: a thread that was just created starts on its creator's core. */
static void *serve(void *argument) {
  struct part *part = argument;
  int seen = 0;
  pthread_mutex_lock(&office);
  for (;;) {
    while (number == seen) pthread_cond_wait(&round_begins, &office);
    seen = number;
    if (part->self >= present.threads) continue;
    pthread_mutex_unlock(&office);

    meet_at_start_line(seen, present.threads);
    part->started_nanos = now_nanos();
    run_kernel(part);
    part->finished_nanos = now_nanos();

    pthread_mutex_lock(&office);
    done++;
    if (done == present.threads) pthread_cond_signal(&round_ends);
  }
  return NULL;
}

static int have_threads(int wanted) {
  static int started;
  for (; started < wanted; started++) {
    pthread_t thread;
    parts[started].self = started;
    parts[started].round = &present;
    if (pthread_create(&thread, NULL, serve, &parts[started]) != 0) return 0;
    pthread_detach(thread);
  }
  return 1;
}

static void sleep_millis(long millis) {
  struct timespec left = {millis / 1000, millis % 1000 * 1000000};
  while (nanosleep(&left, &left) != 0) {
  }
}

static void run_round(const struct kernel *kernel) {
  for (int i = 0; i < present.threads; i++) parts[i].operations = 0;
  time_is_up = 0;
  arrived = 0;
  if (kernel->prepare != NULL) kernel->prepare(&present);
  pthread_mutex_lock(&office);
  number++;
  done = 0;
  run_kernel = kernel->run;
  pthread_cond_broadcast(&round_begins);
  if (present.millis > 0) {
    pthread_mutex_unlock(&office);
    while (__atomic_load_n(&go, __ATOMIC_SEQ_CST) != number) sleep_millis(1);
    sleep_millis(present.millis);
    __atomic_store_n(&time_is_up, 1, __ATOMIC_SEQ_CST);
    pthread_mutex_lock(&office);
  }
  while (done < present.threads) pthread_cond_wait(&round_ends, &office);
  pthread_mutex_unlock(&office);

  int64_t first = INT64_MAX;
  int64_t last = 0;
  for (int i = 0; i < present.threads; i++) {
    if (parts[i].started_nanos < first) first = parts[i].started_nanos;
    if (parts[i].finished_nanos > last) last = parts[i].finished_nanos;
  }
  printf("{\"nanos\":%lld,\"counted\":%lld,\"operations\":[", (long long)(last - first),
         (long long)kernel->counted(&present));
  for (int i = 0; i < present.threads; i++) printf(i == 0 ? "%ld" : ",%ld", parts[i].operations);
  printf("]}\n");
  fflush(stdout);
}

static const struct kernel *find(const struct kernel *kernels, const char *name) {
  for (; kernels->name != NULL; kernels++) {
    if (strcmp(kernels->name, name) == 0) return kernels;
  }
  return NULL;
}

int main(void) {
  char line[160];
  while (fgets(line, sizeof line, stdin) != NULL) {
    char name[32];
    int asked = sscanf(line, "%31s %d %ld %ld %d %d", name, &present.threads, &present.operations, &present.millis,
                       &present.hold_steps, &present.capacity);
    const struct kernel *kernel = asked == 6 ? find(COUNTERS, name) : NULL;
    if (asked == 6 && kernel == NULL) kernel = find(LOCKS, name);
    if (kernel == NULL || present.threads < 1 || present.threads > MAX_THREADS) {
      fprintf(stderr, "expected: <kernel> <threads> <operations> <millis> <hold steps> <capacity>\n");
      return 2;
    }
    if (!have_threads(present.threads)) {
      fprintf(stderr, "a thread does not start\n");
      return 1;
    }
    run_round(kernel);
  }
  return 0;
}
