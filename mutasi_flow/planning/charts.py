"""Pictures of a plan as SVG from plain strings; each shows a table that lies beside it as CSV."""

from collections.abc import Sequence
from html import escape

from mutasi_flow.core.texts import T

WIDTH, LEFT, RIGHT, LINE, TOP = 960, 320, 40, 22, 96
MOST_UNITS, MOST_LETTERS, MOST_LINES = 40, 36, 6
_APART = 45
"""Between lines with figures."""
BEFORE, AFTER, INK, RULE = "#b45f06", "#0b5394", "#1a1a1a", "#cccccc"
FONT = "font-family='Liberation Sans, Arial, sans-serif' font-size='13'"


def dumbbell(rows: Sequence[Sequence[str]]) -> str:
    """Draw how well units are filled before and after, those that change most first; ``rows`` as in balance_units.csv."""
    shares = [
        (name, code, float(before) / float(need) * 100, float(after) / float(need) * 100)
        for code, name, need, before, after, *_ in rows
        if float(need) > 0
    ]
    shares.sort(key=lambda row: (-abs(row[3] - row[2]), row[:2]))
    shown = shares[:MOST_UNITS]
    largest = max([150.0, *(max(row[2:]) for row in shown)])
    scale = (WIDTH - LEFT - RIGHT) / largest
    height = TOP + LINE * (len(shown) + 1)
    many = T("{shown} unit yang paling berubah, dari {all}", shown=len(shown), all=len(shares))
    lines = [100, *(percent for percent in _ticks(largest) if abs(percent - 100) * scale >= _APART)]
    body = [_legend(str(many)), *(_line_at(percent, scale, height) for percent in lines)]
    body += [_pair(TOP + LINE * at, row, scale) for at, row in enumerate(shown)]
    title = T("Keterisian unit sebelum dan sesudah rencana, dalam persen kebutuhan")
    return _picture(height, str(title), str(T("Tabelnya: balance_units.csv.")), body)


def _pair(y: int, row: tuple[str, str, float, float], scale: float) -> str:
    name, code, before, after = row
    start, end = LEFT + before * scale, LEFT + after * scale
    label = escape(_label(name, code))
    return (
        f"<g><title>{escape(name)} ({escape(code)}): {before:.0f}% → {after:.0f}%</title>"
        f"<text x='{LEFT - 12}' y='{y + 4}' text-anchor='end' fill='{INK}'>{label}</text>"
        f"<line x1='{start:.1f}' y1='{y}' x2='{end:.1f}' y2='{y}' stroke='{INK}' stroke-width='2'/>"
        f"<circle cx='{start:.1f}' cy='{y}' r='5' fill='white' stroke='{BEFORE}' stroke-width='2.5'/>"
        f"<circle cx='{end:.1f}' cy='{y}' r='5' fill='{AFTER}'/></g>"
    )


def _label(name: str, code: str) -> str:
    """Return name and code; a long name is cut, never the code."""
    room = max(MOST_LETTERS - len(code) - 3, 8)
    return f"{name if len(name) <= room else f'{name[: room - 1]}…'} ({code})"


def _ticks(largest: float) -> list[int]:
    """Return round figures from 0 up, at most ``MOST_LINES`` of them above it."""
    step = next(step for power in range(12) for step in (10**power, 2 * 10**power, 5 * 10**power)
                if largest / step < MOST_LINES + 1)  # fmt: skip
    return list(range(0, int(largest) + 1, step))


def _legend(many: str) -> str:
    after = WIDTH - RIGHT - 60
    return (
        f"<text x='16' y='48' fill='{INK}'>{escape(many)}</text>"
        f"<circle cx='{after - 100}' cy='44' r='5' fill='white' stroke='{BEFORE}' stroke-width='2.5'/>"
        f"<text x='{after - 88}' y='48' fill='{INK}'>{escape(str(T('sebelum')))}</text>"
        f"<circle cx='{after}' cy='44' r='5' fill='{AFTER}'/>"
        f"<text x='{after + 12}' y='48' fill='{INK}'>{escape(str(T('sesudah')))}</text>"
    )


def _line_at(percent: int, scale: float, height: int) -> str:
    x, is_full = LEFT + percent * scale, percent == 100  # noqa: PLR2004 - per cent
    look = f"stroke='{INK if is_full else RULE}' stroke-dasharray='{'4 3' if is_full else 'none'}'"
    return (
        f"<line x1='{x:.1f}' y1='{TOP - 18}' x2='{x:.1f}' y2='{height - 8}' {look}/>"
        f"<text x='{x:.1f}' y='{TOP - 22}' text-anchor='middle' fill='{INK}'>{percent}%</text>"
    )


def curve(pairs: Sequence[tuple[float, float]], title: str, source: str, axes: tuple[str, str]) -> str:
    """Draw a curve through ``pairs``, from nothing to the farthest, with its axes named."""
    top, height, bottom, left = 70, 480, 420, 90
    widest, highest = max([1.0, *(x for x, _ in pairs)]), max([1.0, *(y for _, y in pairs)])
    across, up = (WIDTH - left - RIGHT) / widest, (bottom - top) / highest
    spots = [(left + x * across, bottom - y * up, x, y) for x, y in sorted(pairs)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in spots)
    marks = [
        f"<circle cx='{x:.1f}' cy='{y:.1f}' r='5' fill='{AFTER}'>"
        f"<title>{moves:g}: {f'{gain:.1f}'.replace('.', ',')}</title></circle>"
        for x, y, moves, gain in spots
    ]
    grid = [
        f"<path d='M{left} {bottom - y * up:.1f}H{WIDTH - RIGHT}' stroke='{RULE}'/>"
        f"<text x='{left - 8}' y='{bottom - y * up + 5:.1f}' text-anchor='end' fill='{INK}'>{y}</text>"
        for y in _ticks(highest)
    ]
    grid += [
        f"<path d='M{left + x * across:.1f} {top}V{bottom}' stroke='{RULE}'/>"
        f"<text x='{left + x * across:.1f}' y='{bottom + 20}' text-anchor='middle' fill='{INK}'>{x}</text>"
        for x in _ticks(widest)
    ]
    body = [
        *grid,
        f"<path d='M{left} {top}V{bottom}H{WIDTH - RIGHT}' fill='none' stroke='{INK}'/>",
        f"<text x='{WIDTH - RIGHT}' y='{bottom + 40}' text-anchor='end' fill='{INK}'>{escape(axes[0])}</text>",
        f"<text x='16' y='{top - 16}' fill='{INK}'>{escape(axes[1])}</text>",
        f"<polyline points='{line}' fill='none' stroke='{AFTER}' stroke-width='2'/>",
        *marks,
    ]
    return _picture(height, title, source, body)


def _picture(height: int, title: str, description: str, body: Sequence[str]) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' role='img' {FONT}>"
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f"<rect width='{WIDTH}' height='{height}' fill='white'/>"
        f"<text x='16' y='24' font-size='16' font-weight='bold' fill='{INK}'>{escape(title)}</text>"
        f"{''.join(body)}</svg>\n"
    )
