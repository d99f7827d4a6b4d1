"""The CPython side of the rows on locks, buffers and dispatch: threading, queue, concurrent.futures.

Stays alive and runs one round for each line "<kernel> <threads> <operations> <millis> <hold steps> <capacity>", and
answers as harness.c does. Threads are parked between rounds.
"""

import json
import queue
import sys
import threading
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from math import sqrt
from multiprocessing import get_context

# Between two looks at whether the round is over.
BATCH = 32


class Round:
    """What one line asks for, and what its threads share."""

    def __init__(self, threads, operations, millis, capacity):
        self.threads = threads
        self.operations = operations
        self.millis = millis
        self.start_line = threading.Barrier(threads + 1)
        self.time_is_up = False
        self.lock = threading.Lock()
        self.guarded = 0
        self.buffer = queue.Queue(capacity)
        self.sum_received = 0
        self.counted = 0


def lock_pair(round, worker):
    lock = round.lock
    for _ in range(round.operations):
        lock.acquire()
        lock.release()
    round.counted = round.operations
    return round.operations


def mutex(round, worker):
    lock = round.lock
    operations = 0
    while not round.time_is_up if round.millis > 0 else operations < round.operations:
        for _ in range(BATCH):
            lock.acquire()
            round.guarded += 1
            lock.release()
        operations += BATCH
    with lock:
        round.counted = round.guarded
    return operations


def channel(round, worker):
    items = round.operations
    if worker == 0:
        for item in range(items):
            round.buffer.put(item)
    else:
        total = sum(round.buffer.get() for _ in range(items))
        round.counted = 2 * items if total == items * (items - 1) // 2 else 0
    return items


KERNELS = {"lock-pair": lock_pair, "mutex": mutex, "channel": channel}


class Worker:
    """A thread that is parked until it is given a round."""

    def __init__(self, index):
        self.index = index
        self.rounds = queue.SimpleQueue()
        self.parts = queue.SimpleQueue()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            kernel, round = self.rounds.get()
            round.start_line.wait()
            started = time.perf_counter_ns()
            operations = kernel(round, self.index)
            self.parts.put((operations, started, time.perf_counter_ns()))


SUMS = 8
workers = []
executors = {}


def echo(task):
    return task


def thread_pool(threads):
    if threads not in executors:
        executors[threads] = ThreadPoolExecutor(threads)
    return executors[threads]


def process_pool(processes):
    # Forked: other ways to start would run this file, which reads its input, once more.
    key = ("processes", processes)
    if key not in executors:
        executors[key] = ProcessPoolExecutor(processes, mp_context=get_context("fork"))
    return executors[key]


def sum_of_roots(first, count):
    total = 0.0
    for n in range(first, first + count):
        total += sqrt(n)
    return total


def sums(processes, size):
    """Eight sums of square roots in warm processes."""
    pool = process_pool(processes)
    started = time.perf_counter_ns()
    futures = [pool.submit(sum_of_roots, task * size + 1, size) for task in range(SUMS)]
    results = [future.result() for future in futures]
    nanos = time.perf_counter_ns() - started
    right = sum(
        size * sqrt(task * size) < result < size * sqrt((task + 1) * size) for task, result in enumerate(results)
    )
    return {"nanos": nanos, "counted": right, "operations": [SUMS]}


def dispatch(pool, calls, in_flight):
    """Short tasks for a warm executor, so many of them in flight."""
    submit = pool.submit
    pending = deque()
    right = 0
    started = time.perf_counter_ns()
    for task in range(calls):
        if len(pending) == in_flight:
            expected, future = pending.popleft()
            right += future.result() == expected
        pending.append((task, submit(echo, task)))
    for expected, future in pending:
        right += future.result() == expected
    nanos = time.perf_counter_ns() - started
    return {"nanos": nanos, "counted": right, "operations": [calls]}


def run_round(kernel, threads, operations, millis, capacity):
    while len(workers) < threads:
        workers.append(Worker(len(workers)))
    round = Round(threads, operations, millis, capacity)
    for worker in workers[:threads]:
        worker.rounds.put((kernel, round))
    round.start_line.wait()
    if millis > 0:
        time.sleep(millis / 1000)
        round.time_is_up = True
    parts = [worker.parts.get() for worker in workers[:threads]]
    nanos = max(finished for _, _, finished in parts) - min(started for _, started, _ in parts)
    return {"nanos": nanos, "counted": round.counted, "operations": [done for done, _, _ in parts]}


for line in sys.stdin:
    name, *numbers = line.split()
    # No work inside the critical section here: a step takes an interpreter some twenty times as long.
    threads, operations, millis, _, capacity = map(int, numbers)
    if name == "dispatch":
        answer = dispatch(thread_pool(threads), operations, capacity)
    elif name == "process-dispatch":
        answer = dispatch(process_pool(threads), operations, capacity)
    elif name == "process-sums":
        answer = sums(threads, operations)
    else:
        answer = run_round(KERNELS[name], threads, operations, millis, capacity)
    print(json.dumps(answer), flush=True)
