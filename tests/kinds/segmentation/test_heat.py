"""How customers lie over two measures: a table whose cells a page shades, the fullest most."""

import datetime

import polars as pl

import crmrules
from crmrules import Segmentation
from crmrules.kinds.segmentation.several import SeveralCuts
from crmrules.kinds.segmentation.several_explanation import heat

DAY = datetime.date(2026, 7, 1)


def test_the_fullest_cell_is_shaded_most_and_an_empty_one_not() -> None:
    policy = crmrules.policy("rfm", Segmentation)
    facts = [fact.name for fact in policy.definition.read_facts]
    customers = pl.DataFrame({name: [place + 1 for place in range(50)] for name in facts})
    cuts = policy.cut(customers, as_of=DAY)
    assert isinstance(cuts, SeveralCuts)
    (table,) = heat(cuts, "en")
    counts = [[int(str(cell)) for cell in row[1:]] for row in table.rows]
    most = max(map(max, counts))
    assert cuts.known == sum(map(sum, counts))
    assert [[each / most for each in row] for row in counts] == [list(row[1:]) for row in table.shades]
    page = crmrules.review(customers, policies=[policy], as_of=DAY).to_html("zh")
    assert sum(count > 0 for row in counts for count in row) == page.count('style="background: color-mix')
    assert "var(--bar) 60%, transparent)" in page
