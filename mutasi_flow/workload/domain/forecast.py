"""How many will still be there: known retirements and ends of contracts by month, others by a rate, with a band.

A *cell* is a post (unit × jabatan); everything is counted for all cells at once. Column 0 is the first day that is
asked about, column m the first day of the m-th month after its month. Pure numpy; days are ``datetime64[D]``.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Days = NDArray[np.datetime64]

YEAR = 12
LONGEST = 240
"""Months; beyond twenty years the entries of a service matter more than its exits."""
BAND = 1.2815515655446004
"""Standard deviations on each side that hold 80 per cent of a normal distribution."""
STAYS = np.datetime64("9999-01-01", "D")


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """Staff per cell (rows) and month (columns 0 to the horizon)."""

    known: Counts
    """After everybody whose last day is known has left: an upper bound without entries."""
    expected: Floats
    """Of these, who will still be there when others leave at the usual rate."""
    deviation: Floats
    """Standard deviation of that, per cell: each stays or leaves by himself (binomial)."""

    @property
    def low(self) -> Floats:
        """Lower end of the 80 % band."""
        return np.maximum(self.expected - BAND * self.deviation, 0)

    @property
    def high(self) -> Floats:
        """Upper end of the 80 % band."""
        return np.minimum(self.expected + BAND * self.deviation, self.known)

    def total(self) -> "Projection":
        """Return the same for all cells together, as one row."""
        return Projection(
            self.known.sum(axis=0, keepdims=True),
            self.expected.sum(axis=0, keepdims=True),
            np.sqrt((self.deviation**2).sum(axis=0, keepdims=True)),
        )

    def leaving_within(self, months: int) -> Counts:
        """Return who of each cell leaves by a known day within ``months`` (at most the horizon)."""
        last = min(months, self.known.shape[1] - 1)
        return np.asarray(self.known[:, 0] - self.known[:, last], np.int64)


def leave_months(leaves_on: Days, start: date) -> Counts:
    """Return for each first day of absence the first column in which the person is missing; 0 = gone at the start."""
    first = np.datetime64(start, "D")
    months = leaves_on.astype("datetime64[M]")
    is_mid_month = leaves_on > months.astype("datetime64[D]")
    index = (months - first.astype("datetime64[M]")).astype(np.int64) + is_mid_month
    return np.where(leaves_on <= first, 0, np.maximum(index, 1)).astype(np.int64)


def project(cell: Counts, leave: Counts, cells: int, months: int, yearly_exits: float = 0.0) -> Projection:
    """Return staff per cell and month.

    ``cell`` and ``leave`` have one entry per person: the post, and :func:`leave_months`. ``yearly_exits`` is the share
    of people who leave in a year for reasons that nobody knows beforehand.

    Raises:
        ValueError: the horizon or the share is out of bounds.
    """
    if not 1 <= months <= LONGEST or not 0 <= yearly_exits < 1:
        message = f"out of bounds: {months} months, {yearly_exits} exits a year"
        raise ValueError(message)
    width = months + 2
    gone = np.bincount(cell * width + np.minimum(leave, months + 1), minlength=cells * width)
    by_month = gone.reshape(cells, width)
    known = (by_month.sum(axis=1, keepdims=True) - np.cumsum(by_month, axis=1))[:, : months + 1].astype(np.int64)
    stays = (1 - yearly_exits) ** (np.arange(months + 1) / YEAR)
    return Projection(known, known * stays, np.sqrt(known * stays * (1 - stays)))


def first_below(levels: NDArray[np.int64] | Floats, least: Floats) -> Counts:
    """Return for each cell the first column in which its level is below ``least`` (NaN: never); -1 when never."""
    is_below = levels < least[:, np.newaxis] - 1e-9
    return np.where(is_below.any(axis=1), is_below.argmax(axis=1), -1).astype(np.int64)


def month_of(start: date, column: int) -> date:
    """Return the first day of the month that a column stands for; of column 0 the month of the start."""
    years, month = divmod(start.year * YEAR + start.month - 1 + column, YEAR)
    return date(years, month + 1, 1)
