"""Pictures of a plan as SVG from plain strings; each shows a table that lies beside it as CSV."""

from collections.abc import Sequence
from html import escape

from mutasi_flow.core.texts import T

WIDTH, LEFT, RIGHT, LINE, TOP = 960, 300, 40, 22, 70
MOST_UNITS = 40
BEFORE, AFTER, INK, RULE = "#b45f06", "#0b5394", "#1a1a1a", "#cccccc"
FONT = "font-family='Liberation Sans, Arial, sans-serif' font-size='13'"


def dumbbell(rows: Sequence[Sequence[str]]) -> str:
    """Draw how well units are filled before and after, those that change most first; ``rows`` as in balance_units.csv."""
    shares = [
        (f"{name} ({code})", float(before) / float(need) * 100, float(after) / float(need) * 100)
        for code, name, need, before, after, *_ in rows
        if float(need) > 0
    ]
    shares.sort(key=lambda row: (-abs(row[2] - row[1]), row[0]))
    shown = shares[:MOST_UNITS]
    largest = max([150.0, *(max(before, after) for _, before, after in shown)])
    scale = (WIDTH - LEFT - RIGHT) / largest
    height = TOP + LINE * (len(shown) + 1)
    body = [_line_at(LEFT + 100 * scale, height)]
    body += [_pair(TOP + LINE * at, row, scale) for at, row in enumerate(shown)]
    title = T("Keterisian unit sebelum dan sesudah rencana, dalam persen kebutuhan")
    return _picture(height, str(title), str(T("Tabelnya: balance_units.csv.")), body)


def _pair(y: int, row: tuple[str, float, float], scale: float) -> str:
    name, before, after = row
    start, end = LEFT + before * scale, LEFT + after * scale
    label = escape(name if len(name) <= MOST_UNITS else f"{name[: MOST_UNITS - 1]}…")
    return (
        f"<g><title>{escape(name)}: {before:.0f}% → {after:.0f}%</title>"
        f"<text x='{LEFT - 12}' y='{y + 4}' text-anchor='end' fill='{INK}'>{label}</text>"
        f"<line x1='{start:.1f}' y1='{y}' x2='{end:.1f}' y2='{y}' stroke='{INK}' stroke-width='2'/>"
        f"<circle cx='{start:.1f}' cy='{y}' r='5' fill='white' stroke='{BEFORE}' stroke-width='2.5'/>"
        f"<circle cx='{end:.1f}' cy='{y}' r='5' fill='{AFTER}'/></g>"
    )


def _line_at(x: float, height: int) -> str:
    return (
        f"<line x1='{x:.1f}' y1='{TOP - 18}' x2='{x:.1f}' y2='{height - 8}' stroke='{RULE}' stroke-dasharray='4 3'/>"
        f"<text x='{x:.1f}' y='{TOP - 22}' text-anchor='middle' fill='{INK}'>100%</text>"
        f"<circle cx='{LEFT}' cy='44' r='5' fill='white' stroke='{BEFORE}' stroke-width='2.5'/>"
        f"<text x='{LEFT + 12}' y='48' fill='{INK}'>{escape(str(T('sebelum')))}</text>"
        f"<circle cx='{LEFT + 90}' cy='44' r='5' fill='{AFTER}'/>"
        f"<text x='{LEFT + 102}' y='48' fill='{INK}'>{escape(str(T('sesudah')))}</text>"
    )


def curve(pairs: Sequence[tuple[float, float]], title: str, source: str, axes: tuple[str, str]) -> str:
    """Draw a curve through ``pairs``, from nothing to the farthest, with its axes named."""
    height, bottom, left = 480, 420, 90
    widest, highest = max([1.0, *(x for x, _ in pairs)]), max([1.0, *(y for _, y in pairs)])
    across, up = (WIDTH - left - RIGHT) / widest, (bottom - TOP) / highest
    spots = [(left + x * across, bottom - y * up, x, y) for x, y in sorted(pairs)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in spots)
    marks = [
        f"<circle cx='{x:.1f}' cy='{y:.1f}' r='5' fill='{AFTER}'><title>{moves:g}: {gain:.1f}</title></circle>"
        for x, y, moves, gain in spots
    ]
    body = [
        f"<path d='M{left} {TOP}V{bottom}H{WIDTH - RIGHT}' fill='none' stroke='{INK}'/>",
        f"<text x='{WIDTH - RIGHT}' y='{bottom + 40}' text-anchor='end' fill='{INK}'>{escape(axes[0])}</text>",
        f"<text x='16' y='{TOP - 12}' fill='{INK}'>{escape(axes[1])}</text>",
        f"<text x='{left - 8}' y='{TOP + 5}' text-anchor='end' fill='{INK}'>{highest:.0f}</text>",
        f"<text x='{WIDTH - RIGHT}' y='{bottom + 20}' text-anchor='end' fill='{INK}'>{widest:.0f}</text>",
        f"<text x='{left}' y='{bottom + 20}' text-anchor='middle' fill='{INK}'>0</text>",
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
