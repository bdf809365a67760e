"""The geometry of Slack's charts, for the template that draws them as SVG, and their numbers as a table."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 480, 250
SLIM = 280  # the width where a chart stands in a narrow window
RIGHT, TOP = 8, 18
LETTER, LINE = 6.5, 14  # about how wide a letter is, and how high a line of letters
LEAST_ROOM = 38  # of a category's label
MOST_LINES = 3  # of it
STUB = 2  # the height of a bar that stands for nothing, so that it is seen
TICKS = 4
LEAST_SPREAD = 1e-9  # all values are the same, as far as anybody can see
BAR_SHARE = 0.7  # of a category's width
RADIUS = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to draw, in the colour of series `series`: a path, or a bar; `title` says what it stands for."""

    series: int
    path: str
    title: str
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, in the chart's units, with what is written there, in lines."""

    at: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the end of the bar that stands for it; `x` is its middle, `y` the line it stands on."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be drawn. `columns` and `rows` are its numbers as a table; `names` the series in the legend."""

    title: str
    marks: tuple[Mark, ...]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    x_label: str = ""
    y_label: str = ""
    figures: tuple[Figure, ...] = ()
    width: int = WIDTH
    left: float = 0.0
    labels_at: float = 0.0
    base: float = 0.0

    @property
    def is_pie(self) -> bool:
        """Say whether it has no axes."""
        return not self.x_ticks

    @property
    def says(self) -> str:
        """Return all of it in a sentence, for whoever does not see it."""
        rows = "; ".join(f"{row[0]}: {', '.join(row[1:])}" for row in self.rows)
        order = f" ({', '.join(self.columns[1:])})" if len(self.columns) > 2 else ""
        return f"{self.title}{order}. {rows}."


def charts(block: Mapping[str, Any]) -> tuple[Chart, ...]:
    """Return the drawings of a `data_visualization` block: a broad and a slim one, or one that suits both."""
    if block["chart"]["type"] == "pie":
        return (chart(block),)
    return chart(block), chart(block, SLIM)


def chart(block: Mapping[str, Any], width: int = WIDTH) -> Chart:
    """Return the chart of a `data_visualization` block, if it has axes in so many units of width."""
    drawing = block["chart"]
    return _pie(block["title"], drawing) if drawing["type"] == "pie" else _axes(block["title"], drawing, width)


def number(value: float) -> str:
    """Return a number as people write it: no needless decimals."""
    return f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"


def _pie(title: str, drawing: Mapping[str, Any]) -> Chart:
    segments = drawing["segments"]
    whole = sum(one["value"] for one in segments)
    marks, begin, rows = [], 0.0, []
    for index, one in enumerate(segments):
        share = one["value"] / whole
        percent = f"{share:.0%}"
        marks.append(Mark(index, _slice(begin, begin + share), f"{one['label']}: {number(one['value'])} ({percent})"))
        rows.append((one["label"], number(one["value"]), percent))
        begin += share
    names = tuple(f"{label} ({percent})" for label, _, percent in rows)
    return Chart(title, tuple(marks), names, ("", "Number", "Share"), tuple(rows))


def _slice(begin: float, end: float) -> str:
    """Return the path of a slice between two shares of the circle, from the top and clockwise."""
    if end - begin > 0.9999:
        return f"M0,{-RADIUS} A{RADIUS},{RADIUS} 0 1 1 0,{RADIUS} A{RADIUS},{RADIUS} 0 1 1 0,{-RADIUS} Z"
    (x1, y1), (x2, y2) = (
        (RADIUS * math.sin(2 * math.pi * share), -RADIUS * math.cos(2 * math.pi * share)) for share in (begin, end)
    )
    large = int(end - begin > 0.5)
    return f"M0,0 L{x1:.1f},{y1:.1f} A{RADIUS},{RADIUS} 0 {large} 1 {x2:.1f},{y2:.1f} Z"


def _axes(title: str, drawing: Mapping[str, Any], width: int) -> Chart:
    axis = drawing["axis_config"]
    categories: Sequence[str] = axis["categories"]
    series = [(one["name"], {point["label"]: point["value"] for point in one["data"]}) for one in drawing["series"]]
    ticks = _ticks([value for _, points in series for value in points.values()])
    left = round(12 + LETTER * max(len(number(value)) for value in ticks), 1)
    plot = _Plot(categories, ticks[0], ticks[-1], len(series), left, width)
    draw = {"bar": plot.bars, "line": plot.line, "area": plot.area}[drawing["type"]]
    return Chart(
        title,
        tuple(mark for index, (name, points) in enumerate(series) for mark in draw(index, name, points)),
        tuple(name for name, _ in series),
        ("", *(name for name, _ in series)),
        tuple((label, *(number(points[label]) for _, points in series)) for label in categories),
        plot.x_ticks,
        tuple(Tick(plot.y(value), (number(value),)) for value in ticks),
        axis.get("x_label", ""),
        axis.get("y_label", ""),
        plot.figures([points for _, points in series]) if drawing["type"] == "bar" else (),
        width,
        left,
        plot.bottom + LINE,
        plot.y(0),
    )


def _wrapped(label: str, room: float) -> tuple[str, ...]:
    """Return a label in lines that fit into so many units, as far as its words allow; what is too much is cut."""
    most = max(1, int(room / LETTER))
    lines = [""]
    for word in label.split():
        together = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(together) > most and len(lines) < MOST_LINES:
            lines.append(word)
        else:
            lines[-1] = together
    return tuple(line if len(line) <= most else f"{line[: most - 1]}…" for line in lines)


def _ticks(values: Sequence[float]) -> list[float]:
    """Return round numbers from below the least value (or 0) to above the greatest."""
    low, high = min(0.0, *values), max(0.0, *values)
    rough = max(high - low, LEAST_SPREAD) / TICKS
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    first, last = math.floor(low / step), math.ceil(high / step) or 1
    return [float(f"{step * index:.12g}") for index in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class _Plot:
    """The area between the axes: from categories and values to places."""

    categories: Sequence[str]
    low: float
    high: float
    series: int
    left: float
    width: int

    @property
    def bottom(self) -> float:
        """Where the plot ends and the labels begin."""
        return HEIGHT - LINE * (max(len(tick.lines) for tick in self.x_ticks) + 0.5)

    @property
    def x_ticks(self) -> tuple[Tick, ...]:
        """The labels of as many categories as there is room for."""
        every = math.ceil(LEAST_ROOM / self._step)
        shown = list(enumerate(self.categories))[::every]
        return tuple(Tick(self.middle(index), _wrapped(label, every * self._step)) for index, label in shown)

    @property
    def _step(self) -> float:
        return (self.width - self.left - RIGHT) / len(self.categories)

    @property
    def _bar(self) -> float:
        return self._step * BAR_SHARE / self.series

    def middle(self, index: int) -> float:
        return round(self.left + (index + 0.5) * self._step, 1)

    def y(self, value: float) -> float:
        return round(TOP + (self.bottom - TOP) * (self.high - value) / (self.high - self.low), 1)

    def _begin(self, number_: int, index: int) -> float:
        """Return where the bar of a series begins in a category."""
        return self.middle(index) - self._step * BAR_SHARE / 2 + number_ * self._bar

    def bars(self, number_: int, name: str, points: Mapping[str, float]) -> list[Mark]:
        marks = []
        for index, label in enumerate(self.categories):
            begin, base = self._begin(number_, index), self.y(0)
            top = self.y(points[label]) if points[label] else base - STUB
            path = f"M{begin:.1f},{base} V{top} H{begin + self._bar - 1:.1f} V{base} Z"
            marks.append(Mark(number_, path, f"{name}, {label}: {number(points[label])}"))
        return marks

    def figures(self, series: Sequence[Mapping[str, float]]) -> tuple[Figure, ...]:
        """Return the numbers at the ends of the bars: all of them if they fit side by side, else none."""
        found = []
        for number_, points in enumerate(series):
            for index, label in enumerate(self.categories):
                value, x = points[label], self._begin(number_, index) + self._bar / 2
                y = self.y(value) - 4 if value >= 0 else self.y(value) + LINE - 2
                found.append(Figure(round(x, 1), round(y, 1), number(value)))
        return tuple(found) if max(len(one.text) for one in found) * LETTER <= self._bar else ()

    def line(self, number_: int, name: str, points: Mapping[str, float]) -> list[Mark]:
        places = [(self.middle(index), self.y(points[label])) for index, label in enumerate(self.categories)]
        path = "M" + " L".join(f"{x},{y}" for x, y in places)
        said = ", ".join(f"{label} {number(points[label])}" for label in self.categories)
        return [Mark(number_, path, f"{name}: {said}", is_line=True)]

    def area(self, number_: int, name: str, points: Mapping[str, float]) -> list[Mark]:
        line = self.line(number_, name, points)[0]
        base, first, last = self.y(0), self.middle(0), self.middle(len(self.categories) - 1)
        return [Mark(number_, f"{line.path} L{last},{base} L{first},{base} Z", line.title), line]
