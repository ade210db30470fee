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


class Work:
    """What is to be done; several threads take their jobs from here."""

    def __init__(self, jobs, on_end):
        rank = urgency(jobs)
        self.waiting = sorted(jobs, key=lambda job: -rank[job.name])
        self.left_out = []
        self.unfinished = {job.name for job in jobs}
        self.changed = threading.Condition()
        self.on_end = on_end

    def next_job(self):
        """Return the most urgent job that can be begun; None when there is nothing left."""
        while self.waiting:
            job = next((job for job in self.waiting if not self.unfinished.intersection(job.needs)), None)
            if job:
                self.waiting.remove(job)
                return job
            self.changed.wait()
        return None

    def give_up(self, failed):
        """Leave out what needs a job that failed, and what needs that."""
        for job in [job for job in self.waiting if failed in job.needs]:
            if job in self.waiting:
                self.waiting.remove(job)
                self.left_out.append(job)
                self.give_up(job.name)

    def do_jobs(self):
        """Do one job after the other until there is nothing left."""
        while True:
            with self.changed:
                job = self.next_job()
                if job is None:
                    return
                job.begun = time.monotonic()
            try:
                job.result = job.work()
            except Exception as error:
                job.error = error
            with self.changed:
                self.end(job)

    def end(self, job):
        """Note that a job is done, whatever came out."""
        job.ended = time.monotonic()
        if job.error:
            self.give_up(job.name)
        self.unfinished.discard(job.name)
        self.on_end(job)
        self.changed.notify_all()


def run(jobs, places, on_end=lambda job: None):
    """Run the jobs, so many at a time; what needs a job that failed is left out.

    :param on_end: called after each job with the job, one at a time
    :return: the jobs that were left out
    """
    work = Work(jobs, on_end)
    threads = [threading.Thread(target=work.do_jobs, daemon=True) for _number in range(max(places, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return work.left_out
