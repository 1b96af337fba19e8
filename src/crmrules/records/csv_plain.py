"""Parts of CSV files that are plain: Polars reads them to what Python's reader reads them to, and much faster.

A part is plain where no cell spans lines and quotes stand around whole cells, each row is as wide as the header, and
nothing is in it that the two treat differently. Whatever else there is, is left to Python's reader.
"""

import io

import polars as pl
from attrs import frozen
from polars.exceptions import PolarsError

from crmrules.expressions.accept import BLANKS
from crmrules.records.csv_rows import MOST_CHARACTERS
from crmrules.records.text_file import MARK


@frozen
class Plain:
    """A plain part."""

    rows: pl.Series
    """The numbers of the rows that hold anything."""
    columns: list[pl.Series]
    """Their cells."""
    read: int
    """How many rows there are, with those that hold nothing."""


def read_plain(text: str, width: int, separator: str, before: int) -> Plain | None:
    """Some lines as columns of texts, where they are plain; `before` is the number of the row before them."""
    data, sign = text.encode(errors="surrogatepass"), separator.encode()  # bytes are counted much faster
    ends = data.count(b"\r\n")
    if data.count(b"\r") != ends or b"\0" in data or text.startswith(MARK) or len(sign) > 1:
        return None
    if ends:
        data = data.replace(b"\r\n", b"\n")
    data = data if data.endswith(b"\n") else data + b"\n"
    if data.startswith(b"\n") or b"\n\n" in data:
        return None  # lines without even a separator are no rows
    quoted = b'"' in data
    lines, separators = data.count(b"\n"), data.count(sign)
    if len(text) <= MOST_CHARACTERS and quoted and _is_quoted_throughout(data, sign, lines * width):
        separators = lines * (width - 1)
    elif quoted or len(text) > MOST_CHARACTERS:
        outside = _outside_quotes(data.decode(errors="surrogatepass"), separator)
        separators = -1 if outside is None else outside
    if separators != lines * (width - 1):
        return None
    frame = _parsed(data, width, separator, quoted)
    if frame is None or frame.height != lines:
        return None
    numbers = pl.int_range(before + 1, before + lines + 1, eager=True)
    blank = _blank(frame)
    if blank.len():
        kept = ~pl.int_range(0, lines, eager=True).is_in(blank.implode())
        frame, numbers = frame.filter(kept), numbers.filter(kept)
    return Plain(numbers, frame.get_columns(), lines)


def _is_quoted_throughout(data: bytes, sign: bytes, cells: int) -> bool:
    """Whether there are so many cells, each with a quote on either side and none within.

    Then all quotes but the first and the last stand in pairs around a separator or the end of a line. An end of a line
    within a cell would make fewer rows than lines.
    """
    if not (data.startswith(b'"') and data.endswith(b'"\n')):
        return False
    between = b'"' + sign + b'"'
    pairs = data[1:-2].replace(b'"\n"', between).count(between)
    return data.count(b'"') == 2 * pairs + 2 == 2 * cells


def _outside_quotes(text: str, separator: str) -> int | None:
    """The separators that stand outside quotes; None where a cell spans lines, is very long, or holds quotes that
    are not around it."""
    lines = pl.Series([text]).str.split("\n").explode()
    if (lines.str.len_bytes() > MOST_CHARACTERS).any():
        return None
    marked = lines.str.contains('"', literal=True)
    quoted, others = lines.filter(marked), lines.filter(~marked)
    if (quoted.str.count_matches('"', literal=True) % 2 != 0).any():
        return None
    # what stands in quotes becomes one quote each; doubled quotes in them become two that touch
    outside = quoted.str.replace_all('"[^"]*"', '"')
    sign = f"\\x{ord(separator):02x}"
    if outside.str.contains(f'[^{sign}"]"|"[^{sign}"]').any():
        return None
    return sum(int(each.str.count_matches(separator, literal=True).sum()) for each in (outside, others))


def _parsed(data: bytes, width: int, separator: str, quoted: bool) -> pl.DataFrame | None:
    """The cells of lines, which have so many at most; None where Polars does not read them."""
    try:
        frame = pl.read_csv(
            io.BytesIO(data),
            has_header=False,
            schema={f"{place}": pl.String for place in range(width)},
            separator=separator,
            quote_char='"' if quoted else None,
        )
    except PolarsError:
        return None
    return frame.with_columns(pl.all().fill_null(""))


def _blank(frame: pl.DataFrame) -> pl.Series:
    """The places of the rows that hold nothing but blanks."""
    places = pl.int_range(0, frame.height, eager=True)
    for cells in frame.iter_columns():
        if not places.len():
            break
        at = cells if places.len() == frame.height else cells.gather(places)
        places = places.filter(at.str.strip_chars(BLANKS) == "")
    return places
