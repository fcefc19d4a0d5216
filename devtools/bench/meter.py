"""Measures an action: clock, processor, statements, WAL."""

import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Measurement:
    """What an action took; ``cost`` is what ratios and budgets are about."""

    seconds: float = 0
    cost: float = 0
    queries: int = 0
    wal_mb: float = 0
    result: object = None

    def __add__(self, other):
        names = ("seconds", "cost", "queries", "wal_mb")
        return Measurement(*(getattr(self, n) + getattr(other, n) for n in names))

    __radd__ = __add__


class Meter:
    """Measures what happens in one transaction of Odoo."""

    def __init__(self, env):
        self.env = env
        env.cr.execute("SET max_parallel_workers_per_gather = 0")
        env.cr.execute("SELECT pg_backend_pid()")
        self._backend = Path(f"/proc/{env.cr.fetchone()[0]}/schedstat")

    def measure(self, action):
        """Run ``action`` and write what it left to write; return a Measurement."""
        self.env.flush_all()
        seconds, cost, wal = self._now()
        queries = self.env.cr.sql_log_count
        result = action()
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - queries
        end = self._now()
        return Measurement(
            end[0] - seconds, end[1] - cost, queries, (end[2] - wal) / 1e6, result
        )

    def best(self, action, times=3):
        """Measure several times; return the cheapest."""
        measurements = [self.measure(action) for _ in range(times)]
        return min(measurements, key=lambda measurement: measurement.cost)

    @contextmanager
    def steps(self, model, steps):
        """Yield ``{step: Measurement}``, filled by the methods of ``model``.

        :param steps: ``{method name: step, or a function of its arguments}``; inside
            one of these methods the others count for it
        """
        found, inside = {}, []

        def counted(method, step):
            def run(records, *arguments):
                if inside:
                    return method(records, *arguments)
                inside.append(method)
                try:
                    measurement = self.measure(lambda: method(records, *arguments))
                finally:
                    inside.pop()
                name = step(*arguments) if callable(step) else step
                found[name] = found.get(name, Measurement()) + measurement
                return measurement.result

            return run

        cls = type(model)
        for name, step in steps.items():
            setattr(cls, name, counted(getattr(cls, name), step))
        try:
            yield found
        finally:
            for name in steps:
                delattr(cls, name)

    def _now(self):
        self.env.cr.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        [wal] = self.env.cr.fetchone()
        clock = time.monotonic()
        try:
            backend = int(self._backend.read_text().split()[0]) / 1e9
        except OSError:
            return clock, clock, float(wal)
        return clock, time.process_time() + backend, float(wal)
