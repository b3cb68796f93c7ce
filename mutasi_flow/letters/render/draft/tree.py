"""The page of a letter as a small tree: tags, classes and words, without what only a print can show."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "img", "meta", "link", "hr"})
TICK = "\N{BALLOT BOX} "
SKIPPED = frozenset({"head", "svg", "title"})


@dataclass(slots=True)
class Node:
    """An element; ``children`` are elements and words in their order."""

    tag: str
    classes: frozenset[str] = frozenset()
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def nodes(self) -> Iterator["Node"]:
        """Yield the elements among the children."""
        yield from (one for one in self.children if isinstance(one, Node))

    def find(self, name: str) -> "Node | None":
        """Return the first element below with a class."""
        for one in self.nodes():
            found = one if name in one.classes else one.find(name)
            if found is not None:
                return found
        return None

    def runs(self, *, bold: bool = False) -> Iterator[tuple[str, bool]]:
        """Yield words and whether they are bold; a line break is a newline, blanks are those of running text."""
        bold = bold or self.tag in {"b", "th"}
        for one in self.children:
            if isinstance(one, str):
                yield one, bold
            elif one.tag == "br":
                yield "\n", bold
            elif "empty" in one.classes:
                yield TICK, bold
            else:
                yield from one.runs(bold=bold)

    @property
    def words(self) -> str:
        """The words alone."""
        return " ".join("".join(text for text, _ in self.runs()).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root")
        self._open = [self.root]
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SKIPPED:
            self._skipped += 1
        if self._skipped:
            return
        given = {name: value or "" for name, value in attrs}
        node = Node(tag, frozenset(given.get("class", "").split()), given)
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self._skipped -= 1
        elif not self._skipped and tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._open[-1].children.append(data)


def read_page(html: str) -> Node:
    """Return the tree of a page of ours."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root
