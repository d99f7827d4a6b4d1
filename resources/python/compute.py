"""Sums of square roots, one after the other and then side by side. Usage: compute.py threads|processes WORKERS ROOTS ROUNDS"""
import multiprocessing
import sys
from math import sqrt

from lab_program import end_with_the_lab, tell, timed, timed_in_threads


def sum_of_roots(worker, roots):
    """Each worker has a range of its own."""
    total = 0.0
    for number in range(worker * roots, (worker + 1) * roots):
        total += sqrt(number)
    return total


def in_order(totals):
    """Their sum, rounded alike everywhere: since 3.12 `sum` compensates rounding errors."""
    total = 0.0
    for one in totals:
        total += one
    return total


def in_threads(workers, roots):
    return timed_in_threads([lambda worker=worker: sum_of_roots(worker, roots) for worker in range(workers)])


def process_body(pipe, worker, roots):
    pipe.send("ready")
    pipe.recv()
    total, _, cpu = timed(lambda: sum_of_roots(worker, roots))
    pipe.send((total, cpu))


def in_processes(workers, roots):
    """They start together; starting the processes is not timed, asking them and answering is."""
    # The one way to start processes that is the same on every system, and that is safe beside threads.
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    for worker in range(workers):
        ours, theirs = context.Pipe()
        process = context.Process(target=process_body, args=(theirs, worker, roots), daemon=True)
        process.start()
        # Only the process holds its end now: should it die, recv raises instead of waiting.
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    for pipe in pipes:
        pipe.recv()

    def ask_and_collect():
        for pipe in pipes:
            pipe.send("go")
        return [pipe.recv() for pipe in pipes]

    answers, wall, own = timed(ask_and_collect)
    for process in processes:
        process.join()
    return [total for total, _ in answers], wall, own + sum(cpu for _, cpu in answers)


HOW = {"threads": in_threads, "processes": in_processes}


def main():
    side_by_side = HOW[sys.argv[1]]
    workers, roots, rounds = (int(argument) for argument in sys.argv[2:5])
    end_with_the_lab()
    runs = []
    for _ in range(rounds):
        serially, serial, _ = timed(lambda: [sum_of_roots(worker, roots) for worker in range(workers)])
        totals, wall, cpu = side_by_side(workers, roots)
        expected, actual = in_order(serially), in_order(totals)
        runs.append({"expected": expected, "actual": actual, "wall": wall, "cpu": cpu, "serial": serial})
    tell(runs)


if __name__ == "__main__":
    main()
