"""Pseudo-random numbers as SQL expressions.

A throw depends on the seed, what is drawn and the key of the row, and on nothing
else: not on the order of rows, nor on how many are drawn. The same seed gives the
same data on every machine.
"""

import zlib

from odoo.tools import SQL


class Dice:
    def __init__(self, seed):
        self.seed = seed

    def uniform(self, key, what):
        """A number between 0 and 1, neither included.

        :param key: SQL, an integer expression that identifies the row
        :param what: a word that says what is drawn; the same word draws the same
        """
        salt = zlib.crc32(f"{self.seed}/{what}".encode())
        return SQL(
            "((hashint8extended((%s)::bigint, %s) & %s)::float8 + 0.5) / %s::float8",
            key,
            salt,
            2**52 - 1,
            2**52,
        )

    def chance(self, key, what, share):
        """True for that share of the rows."""
        return SQL("(%s < %s)", self.uniform(key, what), share)

    def integer(self, key, what, low, high):
        """A whole number from low to high, both included; high may be SQL."""
        return SQL(
            "(%s + floor(%s * (%s - %s + 1))::int)",
            low,
            self.uniform(key, what),
            high,
            low,
        )

    def pick(self, key, what, values):
        """One of the values of a list."""
        position = self.integer(key, what, 1, len(values))
        return SQL("(%s)[%s]", values, position)

    def exponential(self, key, what, mean):
        """By inversion of one :meth:`uniform`."""
        return SQL("(%s * -ln(%s))", mean, self.uniform(key, what))

    def lognormal(self, key, what, median, sigma):
        """Box and Muller's method, on two independent uniforms."""
        return SQL(
            "(%s * exp(%s * sqrt(-2 * ln(%s)) * cos(2 * pi() * %s)))",
            median,
            sigma,
            self.uniform(key, what),
            self.uniform(key, f"{what}, angle"),
        )
