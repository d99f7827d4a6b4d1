"""Waits, one after the other and then side by side. Usage: wait.py WORKERS MILLIS ROUNDS"""
import sys
import time

from lab_program import end_with_the_lab, tell, timed, timed_in_threads


def main():
    workers, millis, rounds = (int(argument) for argument in sys.argv[1:4])
    end_with_the_lab()

    def wait():
        # Sleeping gives the GIL away, as do reading a file and waiting for an answer.
        time.sleep(millis / 1000)
        return 1

    runs = []
    for _ in range(rounds):
        _, serial, _ = timed(lambda: [wait() for _ in range(workers)])
        done, wall, cpu = timed_in_threads([wait] * workers)
        runs.append({"expected": workers, "actual": sum(done), "wall": wall, "cpu": cpu, "serial": serial})
    tell(runs)


if __name__ == "__main__":
    main()
