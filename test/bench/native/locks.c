/*
 * The C side of the rows on locks and buffers: what a C programmer has, pthreads, and where those have nothing (a ring
 * without a lock, a bare wake-up) the futex, as an expert would use it.
 */
#define _GNU_SOURCE
#include "harness.h"
#include <pthread.h>
#include <stddef.h>
#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#else
#include <sched.h>
#endif

#define MAX_CAPACITY 1024
/* Looks before a side of the ring sleeps. With a tenth of them it sleeps after every few items, and is 20 times slower. */
#define LOOKS 1000

/*
 * Work inside a critical section: each step needs the one before it, so that no processor does two at once. A function of
 * its own: the same code while it is timed and while it is used.
 */
static __attribute__((noinline)) uint32_t hold(uint32_t x, int steps) {
  for (int i = 0; i < steps; i++) x = x * 1664525u + 1013904223u;
  return x;
}

static OWN_LINE pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
/* Guarded by `gate`. volatile: a section that only adds could else be merged with the next one. */
static OWN_LINE volatile int64_t guarded;

static void begin_guarded(const struct round *round) {
  (void)round;
  guarded = 0;
}

static int64_t in_guarded(const struct round *round) {
  (void)round;
  return guarded;
}

/* Nothing inside: the price of the pair. What it did shows in the count of operations alone. */
static void lock_pair(struct part *part) {
  long pairs = part->round->operations;
  for (long i = 0; i < pairs; i++) {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
  }
  part->operations = pairs;
  guarded = pairs;
}

static void mutex(struct part *part) {
  int steps = part->round->hold_steps;
  uint32_t x = (uint32_t)part->self;
  while (goes_on(part)) {
    for (int i = 0; i < BATCH; i++) {
      pthread_mutex_lock(&gate);
      guarded++;
      x = hold(x, steps);
      pthread_mutex_unlock(&gate);
    }
    part->operations += BATCH;
  }
  consume(x);
}

/* The steps alone: how long one takes here. */
static void steps(struct part *part) {
  consume(hold((uint32_t)part->self, (int)part->round->operations));
  part->operations = part->round->operations;
  guarded = part->operations;
}

/* The bounded buffer of the textbooks: one mutex, two conditions. */
static OWN_LINE struct {
  pthread_mutex_t mutex;
  pthread_cond_t not_empty;
  pthread_cond_t not_full;
  int count;
  int head;
  int capacity;
  int32_t items[MAX_CAPACITY];
} buffer = {.mutex = PTHREAD_MUTEX_INITIALIZER,
            .not_empty = PTHREAD_COND_INITIALIZER,
            .not_full = PTHREAD_COND_INITIALIZER};

/* Of all consumers together; equal to what the producers sent only if every item arrived once. */
static int64_t sum_received;

static void begin_buffer(const struct round *round) {
  buffer.count = 0;
  buffer.head = 0;
  buffer.capacity = round->capacity;
  sum_received = 0;
}

static void send(int32_t item) {
  pthread_mutex_lock(&buffer.mutex);
  while (buffer.count == buffer.capacity) pthread_cond_wait(&buffer.not_full, &buffer.mutex);
  int place = buffer.head + buffer.count;
  buffer.items[place >= buffer.capacity ? place - buffer.capacity : place] = item;
  buffer.count++;
  pthread_mutex_unlock(&buffer.mutex);
  pthread_cond_signal(&buffer.not_empty);
}

static int32_t receive(void) {
  pthread_mutex_lock(&buffer.mutex);
  while (buffer.count == 0) pthread_cond_wait(&buffer.not_empty, &buffer.mutex);
  int32_t item = buffer.items[buffer.head];
  buffer.head = buffer.head + 1 == buffer.capacity ? 0 : buffer.head + 1;
  buffer.count--;
  pthread_mutex_unlock(&buffer.mutex);
  pthread_cond_signal(&buffer.not_full);
  return item;
}

/* The first half of the threads sends, the other receives; each does as many. */
static void channel(struct part *part) {
  long items = part->round->operations;
  if (part->self < part->round->threads / 2) {
    for (long i = 0; i < items; i++) send((int32_t)i);
  } else {
    int64_t sum = 0;
    for (long i = 0; i < items; i++) sum += receive();
    __atomic_add_fetch(&sum_received, sum, __ATOMIC_SEQ_CST);
  }
  part->operations = items;
}

/* As the items of each producer are 0, 1, 2 …, their sum says how many there were. 0 when it is not that sum. */
static int64_t items_received(const struct round *round) {
  int64_t producers = round->threads / 2;
  int64_t items = round->operations;
  return sum_received == producers * (items * (items - 1) / 2) ? 2 * producers * items : 0;
}

/* Sleeps while the word holds what was seen; without futexes, gives the core away. */
static void sleep_on(int32_t *word, int32_t seen) {
#ifdef __linux__
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
#else
  (void)word;
  (void)seen;
  sched_yield();
#endif
}

static void wake(int32_t *word) {
#ifdef __linux__
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
#else
  (void)word;
#endif
}

static int32_t load(const int32_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }

static void store(int32_t *word, int32_t value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }

/*
 * A ring for one producer and one consumer. Each remembers the other's index and looks again only when what it remembers
 * no longer suffices, so that the two seldom touch each other's line.
 */
static struct {
  OWN_LINE int32_t head;
  int32_t tail_seen;
  OWN_LINE int32_t tail;
  int32_t head_seen;
  OWN_LINE int32_t consumer_sleeps;
  OWN_LINE int32_t producer_sleeps;
  OWN_LINE int32_t mask;
  OWN_LINE int32_t items[MAX_CAPACITY];
} ring;

static void begin_ring(const struct round *round) {
  ring.head = ring.tail_seen = ring.tail = ring.head_seen = 0;
  ring.consumer_sleeps = ring.producer_sleeps = 0;
  ring.mask = round->capacity - 1;
  sum_received = 0;
}

static int is_full(int32_t tail) {
  if (tail - ring.head_seen <= ring.mask) return 0;
  ring.head_seen = load(&ring.head);
  return tail - ring.head_seen > ring.mask;
}

static int is_empty(int32_t head) {
  if (ring.tail_seen != head) return 0;
  ring.tail_seen = load(&ring.tail);
  return ring.tail_seen == head;
}

static __attribute__((noinline)) void await_space(int32_t tail) {
  for (int looks = LOOKS; looks > 0; looks--) {
    if (!is_full(tail)) return;
    pause_spinning();
  }
  /* Says that it sleeps, then looks; the consumer moves the head, then looks whether it sleeps: one sees the other. */
  store(&ring.producer_sleeps, 1);
  while (is_full(tail)) sleep_on(&ring.head, ring.head_seen);
  store(&ring.producer_sleeps, 0);
}

static __attribute__((noinline)) void await_item(int32_t head) {
  for (int looks = LOOKS; looks > 0; looks--) {
    if (!is_empty(head)) return;
    pause_spinning();
  }
  store(&ring.consumer_sleeps, 1);
  while (is_empty(head)) sleep_on(&ring.tail, head);
  store(&ring.consumer_sleeps, 0);
}

static void ring_items(struct part *part) {
  long items = part->round->operations;
  if (part->self == 0) {
    for (long i = 0; i < items; i++) {
      int32_t tail = ring.tail;
      if (is_full(tail)) await_space(tail);
      ring.items[tail & ring.mask] = (int32_t)i;
      store(&ring.tail, tail + 1);
      if (load(&ring.consumer_sleeps)) wake(&ring.tail);
    }
  } else {
    int64_t sum = 0;
    for (long i = 0; i < items; i++) {
      int32_t head = ring.head;
      if (is_empty(head)) await_item(head);
      sum += ring.items[head & ring.mask];
      store(&ring.head, head + 1);
      if (load(&ring.producer_sleeps)) wake(&ring.head);
    }
    sum_received = sum;
  }
  part->operations = items;
}

/* Whose turn it is. Two threads hand it to each other and sleep until it comes back; neither spins. */
static OWN_LINE int32_t turn;
/* Plain: written by whoever has the turn. */
static OWN_LINE int64_t turns_taken;

static void begin_ping_pong(const struct round *round) {
  (void)round;
  turn = 0;
  turns_taken = 0;
}

static void ping_pong(struct part *part) {
  long turns = part->round->operations;
  int32_t self = part->self;
  for (long i = 0; i < turns; i++) {
    while (load(&turn) != self) sleep_on(&turn, 1 - self);
    turns_taken++;
    store(&turn, 1 - self);
    wake(&turn);
  }
  part->operations = turns;
}

static int64_t in_turns(const struct round *round) {
  (void)round;
  return turns_taken;
}

const struct kernel LOCKS[] = {
    {"lock-pair", begin_guarded, lock_pair, in_guarded},
    {"mutex", begin_guarded, mutex, in_guarded},
    {"steps", begin_guarded, steps, in_guarded},
    {"channel", begin_buffer, channel, items_received},
    {"ring", begin_ring, ring_items, items_received},
    {"ping-pong", begin_ping_pong, ping_pong, in_turns},
    {NULL, NULL, NULL, NULL},
};
