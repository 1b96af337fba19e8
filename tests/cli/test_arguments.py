"""Arguments that are none: one line each, with the nearest right word, and exit code 2."""

import pytest

from crmrules.cli.main import main

HELP = "`crmrules {} --help` tells how it is used"

WRONG = [
    ("lst", "crmrules: unknown command `lst`; did you mean `list`?"),
    ("--lang zh list", "crmrules: `--lang` stands before the command; its options come after it; `crmrules --help`"),
    ("list --lang fr", "crmrules list: --lang: unknown `fr`; known are `en`, `zh`; " + HELP.format("list")),
    ("new mine --kind decison", "crmrules new: --kind: unknown `decison`; did you mean `decision`?"),
    ("list --coverge", "crmrules list: unknown option `--coverge`; did you mean `--coverage`?"),
    ("list --as-off=2026-01-01", "crmrules list: unknown option `--as-off`; " + HELP.format("list")),
    ("review a.csv -o x --as-off 2026-01-01", "crmrules review: unknown option `--as-off`; did you mean `--as-of`?"),
    ("schema x y", "crmrules schema: `x` is one argument too many; " + HELP.format("schema")),
    ("backtest man a.csv", "crmrules backtest: the following arguments are required: --label; "),
    (
        "apply man a.csv --header-row two",
        'crmrules apply: argument --header-row: "two" is no row; rows are counted from',
    ),
    ("import a.csv --places 1.5", 'crmrules import: argument --places: "1.5" is no whole number; write it in digits,'),
    ("explain man --as-of 2026-1-1", 'crmrules explain: argument --as-of: "2026-1-1" is no date; write it as year-'),
]


@pytest.mark.parametrize(("command", "told"), WRONG, ids=[command for command, _ in WRONG])
def test_a_wrong_argument_is_told_in_one_line(command: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(command.split())
    out, err = capsys.readouterr()
    assert ("", 1) == (out, err.count("\n"))
    assert err.startswith(told)


def test_without_arguments_the_commands_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert "why a policy decides as it does" in capsys.readouterr().err
