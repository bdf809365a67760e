"""Block Kit's charts and tables: `data_visualization`, `data_table` and `table`.

Sources: the pages of these blocks under https://docs.slack.dev/reference/block-kit/blocks; where they are silent, what
libraries report that were tried against Slack (six series and segments is the stricter figure of two in circulation).
"""

from typing import Any

from bot.sandbox.slack.blockkit.composition import RICH_TEXT, identifier
from bot.sandbox.slack.blockkit.schema import (
    Kinds,
    Problems,
    Shape,
    array,
    boolean,
    fail,
    integer,
    nullable,
    number,
    one_of,
    string,
    typed,
)

SERIES = 6
POINTS = 20
LABEL = 20
CELL_CHARACTERS = 10_000

_POINT = Shape({"label": string(LABEL), "value": number})
_SERIES = Shape({"name": string(LABEL), "data": array(_POINT, POINTS)})
_AXES = Shape({"categories": array(string(LABEL), POINTS)}, {"x_label": string(50), "y_label": string(50)})


def _shares_are_positive(chart: dict[str, Any], pointer: str, problems: Problems) -> None:
    for index, segment in enumerate(chart["segments"]):
        if segment["value"] <= 0:
            fail(problems, f"{pointer}/segments/{index}/value", "must be more than 0", type="range", expected=0)


def _series_fit_the_axis(chart: dict[str, Any], pointer: str, problems: Problems) -> None:
    categories = chart["axis_config"]["categories"]
    if len(set(categories)) != len(categories):
        fail(problems, f"{pointer}/axis_config/categories", "must be unique", type="unique")
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) != len(names):
        fail(problems, f"{pointer}/series", "must have unique names", type="unique")
    for index, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            message = "must have exactly one point for each category"
            fail(problems, f"{pointer}/series/{index}/data", message, type="categories", expected=categories)


def _axis_chart(kind: str) -> Shape:
    return typed(kind, {"series": array(_SERIES, SERIES), "axis_config": _AXES}, None, _series_fit_the_axis)


_PIE = typed("pie", {"segments": array(_POINT, SERIES)}, None, _shares_are_positive)
_CHART = Kinds({"pie": _PIE, **{kind: _axis_chart(kind) for kind in ("bar", "line", "area")}})

CHART = typed("data_visualization", {"title": string(50), "chart": _CHART}, {"block_id": identifier})

_CELL = Kinds(
    {
        "raw_text": typed("raw_text", {"text": string(CELL_CHARACTERS)}),
        "raw_number": typed("raw_number", {"value": number, "text": string(CELL_CHARACTERS)}),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
_row = array(_CELL, 20)

TABLE = typed(
    "table",
    {"rows": array(_row, 100)},
    {"column_settings": array(nullable(_COLUMN), 20, 0), "block_id": identifier},
)


def _rows_fit(table: dict[str, Any], pointer: str, problems: Problems) -> None:
    rows = table["rows"]
    width = len(rows[0])
    for index, row in enumerate(rows):
        if len(row) != width:
            fail(problems, f"{pointer}/rows/{index}", f"must have {width} cells like the header", type="row_length")
    for index, cell in enumerate(rows[0]):
        if cell["type"] == "rich_text":
            message = "rich_text is not allowed in the header"
            fail(problems, f"{pointer}/rows/0/{index}/type", message, "wrong_place", type="header_cell")
    if table.get("row_header_column_index", 0) >= width:
        fail(
            problems,
            f"{pointer}/row_header_column_index",
            "must be one of the columns",
            type="range",
            expected=width - 1,
        )


DATA_TABLE = typed(
    "data_table",
    {"caption": string(3000), "rows": array(_row, 101, 2)},
    {"page_size": integer(1, 100), "row_header_column_index": integer(0, 19), "block_id": identifier},
    _rows_fit,
)
