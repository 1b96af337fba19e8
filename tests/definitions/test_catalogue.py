"""The catalogue: policies found by id, in files named after them, that extend and read each other."""

from pathlib import Path
from typing import Any

import pytest

import crmrules
from crmrules import Catalogue
from crmrules.definitions.files import to_toml
from crmrules.errors import CrmRulesError, FileError, PolicyError, UnknownPolicyError
from tests.policies import small

TIERS = """
id = "levels"
version = "1"
title = "Tiers"
hit = "first"
facts = { spend = { type = "money" }, known_long = { type = "bool" } }
parameters = { much = { value = 1000 } }
outcome = [{ id = "gold", title = "Gold" }, { id = "basic", title = "Basic" }]
rule = [
  { id = "high", when = "spend >= much and known_long", then = "gold", because = "High." },
  { id = "low", when = "spend < much", then = "basic", because = "Low." },
]
"""

SERVICE = """
id = "service"
version = "1"
title = "Service"
hit = "first"
default = "queue"
facts = { tier = { from = "levels" } }
outcome = [{ id = "visit", title = "Visit" }, { id = "queue", title = "Queue" }]
rule = [{ id = "golden", when = 'tier == "gold"', then = "visit", because = "Tier {tier}." }]
"""


def catalogue(directory: Path, **texts: str) -> Catalogue:
    for name, text in texts.items():
        (directory / f"{name.replace('_', '-')}.toml").write_text(text, encoding="utf-8")
    return Catalogue.from_dir(directory)


def told(act: Any) -> str:
    with pytest.raises(CrmRulesError) as caught:
        act()
    return str(caught.value)


def extending(id_: str, base: str) -> str:
    return f'id = "{id_}"\nextends = "{base}"\n'


def test_the_shipped_policies_are_listed_and_found_by_id() -> None:
    assert set(crmrules.policies()) >= {"man", "retention-ladder"}
    assert ["man"] == [crmrules.policy(id_).id for id_ in crmrules.policies() if id_ == "man"]


def test_an_unknown_id_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownPolicyError, match=r"did you mean `man`\?"):
        crmrules.policy("mann")


def test_a_directory_is_a_value_that_registers_nothing(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    ours = catalogue(tmp_path / "deep", levels=TIERS, service=SERVICE)
    assert ours == Catalogue.from_dir(tmp_path / "deep")
    assert ("levels", "service") == ours.ids
    assert ["levels", "service"] == list(ours)
    assert "levels" in ours
    assert "man" not in ours
    assert "man" == ours.policy("man").id
    assert "levels" not in crmrules.policies()
    assert ours.policy("service") == Catalogue.from_dir(tmp_path).policy("service")


def test_an_outcome_of_another_policy_is_a_fact(tmp_path: Path) -> None:
    service = catalogue(tmp_path, levels=TIERS, service=SERVICE).policy("service")
    assert "visit" == service.decide({"spend": 1000, "known_long": True}).outcome
    assert "queue" == service.decide({"spend": 999, "known_long": None}).outcome


def test_a_fact_from_another_policy_is_unknown_while_that_one_is_open(tmp_path: Path) -> None:
    service = catalogue(tmp_path, levels=TIERS, service=SERVICE).policy("service")
    decision = service.decide({"spend": 1000})
    assert decision.outcome is None
    assert ("visit", "queue") == decision.possible
    assert ("known_long",) == decision.missing
    assert ("spend", "known_long") == service.decide({"spend": None}).missing


def test_a_fact_from_a_policy_has_its_outcomes_as_values(tmp_path: Path) -> None:
    ours = catalogue(tmp_path, levels=TIERS, service=SERVICE.replace('"gold"', '"glod"'))
    assert (
        "service.toml, policy `service`, rule `golden`, `when`, column 9: "
        'value "glod" never occurs; did you mean `gold`?'
    ) == told(lambda: ours.policy("service"))


def test_a_policy_that_collects_cannot_be_a_fact(tmp_path: Path) -> None:
    ours = catalogue(tmp_path, levels=TIERS.replace('"first"', '"collect"'), service=SERVICE)
    assert (
        "service.toml, policy `service`, fact `tier`, `from`: policy `levels` collects outcomes, and a fact is one"
    ) == told(lambda: ours.policy("service"))


def test_an_error_in_a_policy_that_is_read_leads_to_its_file(tmp_path: Path) -> None:
    ours = catalogue(tmp_path, levels=TIERS.replace("spend < much", "spent < much"), service=SERVICE)
    assert (
        "service.toml, policy `service`, fact `tier`, `from`, "
        "levels.toml, policy `levels`, rule `low`, `when`, column 1: unknown fact `spent`; did you mean `spend`?"
    ) == told(lambda: ours.policy("service"))


def test_a_fact_stored_for_one_and_derived_or_of_another_type_here_is_an_error(tmp_path: Path) -> None:
    ours = catalogue(
        tmp_path, levels=TIERS, service=SERVICE.replace("facts = {", 'facts = { spend = { type = "text" },')
    )
    assert "fact `spend`: is text here, but money for policy `levels`" in told(lambda: ours.policy("service"))
    ours = catalogue(tmp_path, service=SERVICE.replace("facts = {", 'facts = { spend = { is = "1 + 1" },'))
    assert "fact `spend`: is derived here, but stored for policy `levels`" in told(lambda: ours.policy("service"))
    ours = catalogue(tmp_path, service=SERVICE + "[parameters]\nspend = { value = 1 }")
    assert "fact `spend`: is a parameter here, but a fact of policy `levels`" in told(lambda: ours.policy("service"))


@pytest.mark.parametrize("ring", [("a",), ("a", "b"), ("a", "b", "c")])
def test_policies_that_extend_each_other_in_a_circle_are_refused(tmp_path: Path, ring: tuple[str, ...]) -> None:
    ours = catalogue(tmp_path, **{each: extending(each, ring[(n + 1) % len(ring)]) for n, each in enumerate(ring)})
    assert f"policy `a`: reads itself: {' -> '.join((*ring, 'a'))}; break the circle" in told(lambda: ours.policy("a"))


def test_policies_that_read_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    levels = TIERS.replace("facts = {", 'facts = { service = { from = "service" },')
    ours = catalogue(tmp_path, levels=levels, service=SERVICE)
    assert "reads itself: service -> levels -> service; break the circle" in told(lambda: ours.policy("service"))
    ours = catalogue(tmp_path, levels=TIERS.replace("facts = {", 'facts = { own = { from = "levels" },'))
    assert "reads itself: levels -> levels; break the circle" in told(lambda: ours.policy("levels"))


def test_a_policy_that_extends_what_reads_it_is_refused(tmp_path: Path) -> None:
    ours = catalogue(tmp_path, levels=extending("levels", "service"), service=SERVICE)
    assert "reads itself: levels -> service -> levels; break the circle" in told(lambda: ours.policy("levels"))


def test_a_file_is_named_after_its_policy(tmp_path: Path) -> None:
    ours = catalogue(tmp_path, grades=TIERS)
    assert "grades.toml, `id`: is `levels`; in a catalogue the file is named after it" == told(
        lambda: ours.policy("grades")
    )


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "levels.toml").write_text(TIERS)
    with pytest.raises(PolicyError, match="policy `levels` is also in"):
        Catalogue.from_dir(tmp_path)


def test_a_directory_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is no directory"):
        Catalogue.from_dir(tmp_path / "none")


def test_files_that_cannot_be_read_are_errors(tmp_path: Path) -> None:
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    (tmp_path / "latin.toml").write_bytes('title = "é"'.encode("latin-1"))
    for path, message in [
        (tmp_path / "absent.toml", "cannot be read"),
        (tmp_path, "cannot be read"),
        (tmp_path / "a\x00b", "cannot be read"),
        (tmp_path / "large.toml", "is larger than 1,000,000 bytes"),
    ]:
        with pytest.raises(FileError, match=message):
            crmrules.load(path)
    with pytest.raises(PolicyError, match=r"is not UTF-8 \(byte 10\)"):
        crmrules.load(tmp_path / "latin.toml")


def test_a_file_with_a_byte_order_mark_and_windows_lines_is_read(tmp_path: Path) -> None:
    path = tmp_path / "levels.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TIERS.replace("\n", "\r\n").encode())
    assert crmrules.loads(TIERS) == crmrules.load(path)


def test_a_chain_of_policies_beyond_the_limit_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "p0.toml").write_text(crmrules.policy("man").to_toml().replace('id = "man"', 'id = "p0"', 1), "utf-8")
    for place in range(1, 1_200):
        (tmp_path / f"p{place}.toml").write_text(f'id = "p{place}"\nextends = "p{place - 1}"\n', "utf-8")
    catalogue = Catalogue.from_dir(tmp_path)
    assert "p20" == catalogue.policy("p20").id
    told = "extends or reads policies that do so more than 32 deep; state more of it in fewer files"
    with pytest.raises(PolicyError) as caught:
        Catalogue.from_dir(tmp_path).policy("p1199")
    assert f"policy `p1199`: {told}" == str(caught.value)
    with pytest.raises(PolicyError, match=told):
        crmrules.load(tmp_path / "p1199.toml")


def test_facts_from_policies_beyond_the_limit_are_refused_in_whatever_order_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "p00.toml").write_text(to_toml(small(id="p00")), "utf-8")
    for place in range(1, 60):
        facts = {"said": {"from": f"p{place - 1:02}"}}
        rule = {"id": "only", "when": 'said == "yes"', "then": "yes", "because": "So it is."}
        (tmp_path / f"p{place:02}.toml").write_text(
            to_toml(small(id=f"p{place:02}", facts=facts, rule=[rule])), "utf-8"
        )
    catalogue = Catalogue.from_dir(tmp_path)
    for place in range(30):
        catalogue.policy(f"p{place:02}")
    with pytest.raises(PolicyError, match="more than 32 deep"):
        [catalogue.policy(id_) for id_ in catalogue]


@pytest.mark.parametrize(("given", "told"), [(None, "none"), ([], "[]")])
def test_what_is_no_table_is_no_policy(given: Any, told: str) -> None:
    with pytest.raises(PolicyError, match="is no table; give a mapping, such as what `to_dict` gave") as caught:
        crmrules.from_dict(given)
    assert told in str(caught.value).casefold()
