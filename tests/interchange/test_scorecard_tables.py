"""`crmrules import` of scorecards that stand in tables: what they become, and what is refused with row and column."""

import csv
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import Scorecard
from crmrules.cli.main import main
from crmrules.errors import FileError, RecordError
from crmrules.interchange.scorecards.file import read_scorecard
from crmrules.records.input_file import Reading

BINS = (
    ",Variable,Bin id,Bin,Count,Count (%),Non-event,Event,Event rate,WoE,IV,JS,Coefficient,Points\n"
    '0,Months On Book,0,"(-inf, 6.50)",100,0.1,50,50,0.5,-0.2,0.1,0.01,-0.9,12.345678\n'
    '1,Months On Book,1,"[6.50, 24.00)",100,0.1,50,50,0.5,-0.2,0.1,0.01,-0.9,20.5\n'
    '2,Months On Book,2,"[24.00, inf)",100,0.1,50,50,0.5,-0.2,0.1,0.01,-0.9,31.25\n'
    "3,Months On Book,3,Special,7,0.1,50,50,0.5,-0.2,0.1,0.01,-0.9,3.0\n"
    "4,Months On Book,4,Missing,0,0.1,50,50,0.5,-0.2,0.1,0.01,-0.9,16.0\n"
    "5,home,0,\"['own' 'rent free'\n 'parents']\",100,0.1,50,50,0.5,-0.2,0.1,0.01,-0.9,12\n"
    '6,home,1,"[\'mortgage\' ""it\'s""]",100,0.1,50,50,0.5,-0.2,0.1,0.01,-0.9,5\n'
    "7,home,2,Special,0,0.1,50,50,0.5,-0.2,0.1,0.01,-0.9,0.0\n"
    "8,home,3,Missing,0,0.1,50,50,0.5,-0.2,0.1,0.01,-0.9,8\n"
)
PLAIN = "item,from,to,points,answer\nage,,29,5,\nage,30,,7.1,\nvip,,,3,yes\nvip,,,0,no\n城市,,,1,Bern\n城市,,,2,北京\n"


def read(directory: Path, text: str, name: str = "card.csv") -> Any:
    (directory / name).write_text(text, "utf-8")
    return read_scorecard(str(directory / name), Reading())


def test_a_table_of_bins_becomes_a_scorecard(tmp_path: Path) -> None:
    found = read(tmp_path, BINS)
    card: Scorecard = found.policy
    assert "card" == card.id
    assert ["Months-On-Book", "home"] == [item.id for item in card.items]
    for months, home, points in [
        (6.4, "own", 24.345678),
        (6.5, "parents", 32.5),
        (24, "it's", 36.25),
        (None, "rent free", 28),
        (100, None, 39.25),
    ]:
        assert points == card.score({"Months_On_Book": months, "home": home}).points
    (left,) = found.left
    assert "item `Months On Book`: Left out: 3 points for `Special`, codes that the table does not list." in left
    assert f'# {left.partition(": ")[2]}\n[[item]]\nid = "Months-On-Book"' in found.text
    assert crmrules.loads(found.text) == card


def test_a_plain_table_becomes_a_scorecard(tmp_path: Path) -> None:
    found = read(tmp_path, PLAIN)
    card: Scorecard = found.policy
    assert 10.1 + 2 == card.score({"age": 30, "vip": True, "城市": "北京"}).points
    assert (6, True) == (card.score({"age": 29, "vip": False, "城市": "Bern"}).points, () == found.left)
    # nobody of 29 and a half is in a step
    assert 0 + 3 + 1 == card.score({"age": 29.5, "vip": True, "城市": "Bern"}).points
    assert "# [[band]]" in found.text
    assert crmrules.loads(found.text) == card


def test_a_workbook_is_read_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.reader(PLAIN.splitlines()))
    frame = pl.DataFrame(rows[1:], schema=rows[0], orient="row").with_columns(
        pl.col("from", "to", "points").replace("", None).cast(pl.Float64)
    )
    frame.write_excel(tmp_path / "card.xlsx")
    assert 0 == main(["import", str(tmp_path / "card.xlsx"), "-o", str(tmp_path), "--id", "own-card"])
    assert "own-card.toml: a scorecard of 3 items" in capsys.readouterr().out
    made = crmrules.load(tmp_path / "own-card.toml")
    assert isinstance(made, Scorecard)
    assert read(tmp_path, PLAIN).policy.definition.items == made.definition.items
    assert 2 == main(["import", str(tmp_path / "card.xlsx"), "-o", str(tmp_path), "--id", "own-card"])
    assert "is there already; pass --force to replace it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "item,from,to,points\nage,,30,5\nage,30,40,7\n",
            "row 3, column `from`: item `age`: it begins before row 2",
        ),
        ("item,from,to,points\nage,,,5\n", "row 2, column `from`: the row has neither a stretch of a number nor"),
        ("item,from,to,points\nage,1,x,5\n", 'row 2, column `to`: "x" is no number; give a number'),
        ("item,from,to,points\nage,1,2,\n", "row 2, column `points`: is empty; give a number"),
        ("item,from,to,points\n,1,2,3\n", "row 2, column `item`: is empty; each row names its item"),
        ("item,from,to,points\nage,3,2,1\n", "row 2, column `to`: item `age`: no number lies from 3 to 2"),
        ("item,from,to,below,points\nage,3,5,6,1\n", "row 2, column `below`: the row says `to` as well"),
        ("item,from,answer,points\nage,3,yes,1\n", "row 2, column `from`: an answer has no stretch of a number"),
        ("item,from,answer,points\nage,3,,1\nage,,yes,1\n", "row 2, column `from`: item `age` has answers in other"),
        ("item,answer,points\nage,a,1\nage,a,2\n", "row 3, column `answer`: item `age` has the answer `a` twice"),
        ("item,from,until,points\nage,1,2,3\n", "column `until`: is none that is known; known are `item`"),
        ("item,points\nage,3\n", "has no column `from`, `to`, `below` or `answer`"),
        ("item,from,to,score\nage,1,2,3\n", "has no column `points`"),
        (
            "Variable,Bin,Points\nTotals,,1\n",
            'row 2, column `Variable`: "Totals" is no variable; give',
        ),
        (
            'Variable,Bin,Points\na,"[1.00, 1.00)",1\n',
            "row 2, column `Bin`: item `a`: no number lies from 1 to 1",
        ),
        ("Variable,Bin,Points\na,Missing,1\n", "row 2, column `Bin`: variable `a` has no bins; leave its rows out"),
        ("Variable,Bin,Points\na,\"['x' ... 'y']\",1\n", "is no list of categories; write its categories"),
        ('Variable,Bin,Points\na,"[one, 2)",1\n', 'row 2, column `Bin`: "one" is no number; give a number'),
    ],
)
def test_what_cannot_be_said_is_refused_with_row_and_column(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RecordError) as error:
        read(tmp_path, text)
    assert said in str(error.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(RecordError) as error:
        read(tmp_path, "item,from,to,points\nage,x,2,3\nsize,1,2,y\n")
    assert [2, 3] == [int(each.path.partition("row ")[2].partition(",")[0]) for each in error.value.problems]


def test_files_that_hold_no_table_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(FileError, match="has a header and no rows"):
        read(tmp_path, "item,from,to,points\n")
    with pytest.raises(FileError, match="is no policy's id"):
        read_scorecard("card.csv", Reading(), "My Card")
    assert 2 == main(["import", str(tmp_path / "card.docx")])
    assert "is no DMN file, and no table; give .dmn, .csv" in capsys.readouterr().err
    assert 2 == main(["import", str(tmp_path / "card.csv"), "--nulls", "open"])
    assert "has no nulls; leave --nulls out" in capsys.readouterr().err


def test_categories_are_read_as_pandas_writes_them(tmp_path: Path) -> None:
    bins = [
        "<StringArray>\n['it's mine', 'own']\nLength: 2, dtype: str",
        "<StringArray>\n['rent']\nLength: 1, dtype: str",
    ]
    rows = [f'home,"{said}",{points}' for said, points in zip(bins, (3, 4), strict=True)]
    card = read(tmp_path, "\n".join(["Variable,Bin,Points", *rows, ""])).policy
    assert [3, 3, 4] == [card.score({"home": each}).points for each in ("it's mine", "own", "rent")]
    with pytest.raises(RecordError, match="is no list of categories; write its categories as"):
        read(tmp_path, f'Variable,Bin,Points\nhome,"{bins[0].replace("2", "3")}",3\n')


def test_points_keep_six_decimals_so_that_columns_can_be_added(tmp_path: Path) -> None:
    text = "Variable,Bin,Points\n" + "".join(f'{name},"[0.00, inf)",199.40019250044656\n' for name in "abc")
    found = read(tmp_path, text)
    assert ("points: rounded to 6 decimals; `--places` keeps others",) == found.left
    assert "# - Points are rounded to 6 decimals." in found.text
    frame = pl.DataFrame({"a": [1], "b": [2], "c": [3]})
    assert [598.200579] == found.policy.apply(frame)["card_points"].to_list()
    exact = read_scorecard(str(tmp_path / "card.csv"), Reading(), places=12)
    assert 199.400192500447 == exact.policy.score({"a": 1, "b": -1, "c": -1}).points
    with pytest.raises(FileError, match="--places: 20 decimals are none that points keep; give 0 to 12"):
        read_scorecard(str(tmp_path / "card.csv"), Reading(), places=20)


@settings(max_examples=15)
@given(
    edges=st.lists(st.integers(-50, 50), min_size=1, max_size=4, unique=True).map(sorted),
    points=st.lists(st.decimals(-20, 20, places=2), min_size=5, max_size=5),
    numbers=st.lists(st.integers(-60, 60), min_size=1, max_size=8),
)
def test_a_score_is_what_the_table_says(
    tmp_path_factory: pytest.TempPathFactory, edges: list[int], points: list[Any], numbers: list[int]
) -> None:
    ends = ["-inf", *(f"{each}.00" for each in edges), "inf"]
    bins = [f"{'[' if place else '('}{ends[place]}, {ends[place + 1]})" for place in range(len(edges) + 1)]
    rows = [f'n,"{said}",{given}' for said, given in zip(bins, points, strict=False)]
    card = read(tmp_path_factory.mktemp("tables"), "\n".join(["Variable,Bin,Points", *rows, ""])).policy
    for number in numbers:
        place = sum(number >= edge for edge in edges)
        assert Fraction(points[place]) == card.score({"n": number}).total.points
