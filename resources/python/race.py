"""Threads add to one counter. Usage: race.py plain|call|lock THREADS ADDITIONS ROUNDS SWITCH_SECONDS"""
import sys
import threading

from lab_program import end_with_the_lab, tell, timed_in_threads

counter = 0
gate = threading.Lock()


def add_plainly(additions):
    global counter
    for _ in range(additions):
        counter += 1


def add_one(value):
    return value + 1


def add_by_a_call(additions):
    """The same addition, with a function call between the load and the store."""
    global counter
    for _ in range(additions):
        counter = add_one(counter)


def add_under_a_lock(additions):
    global counter
    for _ in range(additions):
        with gate:
            counter += 1


HOW = {"plain": add_plainly, "call": add_by_a_call, "lock": add_under_a_lock}


def main():
    global counter
    add = HOW[sys.argv[1]]
    threads, additions, rounds = (int(argument) for argument in sys.argv[2:5])
    sys.setswitchinterval(float(sys.argv[5]))
    end_with_the_lab()
    runs = []
    for _ in range(rounds):
        counter = 0
        _, wall, cpu = timed_in_threads([lambda: add(additions)] * threads)
        runs.append({"expected": threads * additions, "actual": counter, "wall": wall, "cpu": cpu})
    tell(runs)


if __name__ == "__main__":
    main()
