"""Runs jobs side by side: each as soon as what it needs is done and a place is free.

Both cores of a small machine are busy from the first template to the last test, whichever part takes how long.
"""

import dataclasses
import threading
import time
import typing


@dataclasses.dataclass
class Job:
    """Something to do; ``work`` is called without arguments, and ``needs`` names the jobs that have to work before it.

    ``part`` is under which name its time is told, ``takes`` how many seconds of one core it takes, roughly: of the jobs
    that can be begun, those behind which most is waiting come first.
    """

    name: str
    work: typing.Callable
    needs: tuple = ()
    part: str = ""
    takes: float = 0
    result: object = None
    error: Exception | None = None
    begun: float | None = None
    ended: float | None = None

    @property
    def seconds(self):
        """How long it took; None for what was not begun, or is not done yet."""
        return None if self.ended is None else self.ended - self.begun


def urgency(jobs):
    """Return for each job how long it takes until the last of those is done that wait for it."""
    found = {}

    def visit(job):
        if job.name not in found:
            found[job.name] = job.takes + max((visit(other) for other in jobs if job.name in other.needs), default=0)
        return found[job.name]

    for job in jobs:
        visit(job)
    return found


def run(jobs, places, on_end=lambda job: None):
    """Run the jobs, so many at a time; what needs a job that failed is left out.

    :param on_end: called after each job with the job, one at a time
    :return: the jobs that were left out
    """
    rank = urgency(jobs)
    waiting = sorted(jobs, key=lambda job: -rank[job.name])
    left_out = []
    unfinished = {job.name for job in jobs}
    changed = threading.Condition()

    def next_job():
        """Return the most urgent job that can be begun; None when there is nothing left."""
        while waiting:
            job = next((job for job in waiting if not unfinished.intersection(job.needs)), None)
            if job:
                waiting.remove(job)
                return job
            changed.wait()
        return None

    def give_up(failed):
        """Leave out what needs a job that failed, and what needs that."""
        for job in [job for job in waiting if failed in job.needs and job in waiting]:
            waiting.remove(job)
            left_out.append(job)
            give_up(job.name)

    def worker():
        while True:
            with changed:
                job = next_job()
                if job is None:
                    return
                job.begun = time.monotonic()
            try:
                job.result = job.work()
            except Exception as error:
                job.error = error
            with changed:
                job.ended = time.monotonic()
                if job.error:
                    give_up(job.name)
                unfinished.discard(job.name)
                on_end(job)
                changed.notify_all()

    threads = [threading.Thread(target=worker, daemon=True) for _number in range(max(places, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return left_out
