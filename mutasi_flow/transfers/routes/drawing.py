"""A route as a picture: one band per stage, tasks that run side by side inside it, arrows to the next.

Everything is placed here, in units of the picture (pixels at full size), narrow enough for a phone; the page only
writes it down.
"""

from dataclasses import dataclass

from mutasi_flow.transfers.routes.route import Route, Stage, Step

WIDTH, HEAD, ROW, GAP, PAD = 320, 30, 42, 26, 8


@dataclass(frozen=True, slots=True)
class Row:
    """One task: where its box begins, and what it is."""

    y: int
    step: Step


@dataclass(frozen=True, slots=True)
class Band:
    """One stage: where it begins, how high it is, and its tasks."""

    y: int
    height: int
    number: int
    stage: Stage
    rows: tuple[Row, ...]

    @property
    def bottom(self) -> int:
        """Where the arrow to the next stage begins."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture."""

    width: int
    height: int
    bands: tuple[Band, ...]


def draw(route: Route) -> Drawing:
    """Place the stages of a route below each other."""
    bands: list[Band] = []
    y = 1
    for number, stage in enumerate(route.stages, 1):
        rows = tuple(Row(y + HEAD + index * ROW, step) for index, step in enumerate(stage.steps))
        bands.append(Band(y, HEAD + len(rows) * ROW + PAD, number, stage, rows))
        y = bands[-1].bottom + GAP
    return Drawing(WIDTH, bands[-1].bottom + 1 if bands else 1, tuple(bands))
