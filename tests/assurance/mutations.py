"""Shipped policies broken on purpose, at least ten ways for each finding: plain mappings, and what is to be found.

Run as a script it prints how many mutations of each kind are found: ``python -m tests.assurance.mutations``.
"""

import copy
import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from crmrules import policies, policy
from crmrules.assurance.check.base import base_findings
from crmrules.assurance.check.findings import Code, findings
from crmrules.definitions.catalogue import define
from crmrules.errors import PolicyError
from crmrules.loading import shipped
from tests.assurance.process_mutations import dead_ends, never_passing, rings, unheard, without_owner
from tests.assurance.reference_mutations import silent_entries, without_caution
from tests.assurance.scorecard_mutations import idle_items, weight_sums

Document = dict[str, Any]
DAY = datetime.date(2026, 7, 1)

SOME = policies()[1::5]
"""Policies of every kind, for what is looked for in each of them alike."""

DECISIONS = ("man", "retention-ladder")
LADDER_NUMBERS = ("bill_drop", "bill_stable", "long_forwarding", "some_forwarding", "long_off", "strong_swing")


def document(id_: str) -> Document:
    """A shipped policy as a mapping to be changed."""
    return copy.deepcopy(policy(id_).to_dict())


def changed(id_: str, change: Callable[..., object]) -> Document:
    """A shipped policy with one change."""
    made = document(id_)
    change(made)
    return made


def rule(made: Document, id_: str) -> Document:
    """One of its rules."""
    found: Document = next(each for each in made["rule"] if each["id"] == id_)
    return found


def drop(made: Document, id_: str) -> Document:
    """Take out a rule, and the examples that name it."""
    made["rule"].remove(rule(made, id_))
    made["example"] = [each for each in made["example"] if id_ not in each["expect"].get("fired", ())]
    return made


def drop_examples(made: Document, id_: str) -> None:
    """Take out the examples that a rule decides."""
    decides = policy(made["id"]).decide
    made["example"] = [each for each in made["example"] if not each["given"] or id_ not in decides(each["given"]).fired]


def added(id_: str, when: str, then: str, first: bool = False, hit: str = "") -> Document:
    """A shipped policy with one more rule."""

    def change(made: Document) -> None:
        said = {"id": "added", "when": when, "then": then, "because": {"en": "Added.", "zh": "新增。"}}
        made["rule"].insert(0 if first else len(made["rule"]), said)
        if hit:
            made["hit"] = hit

    return changed(id_, change)


def gaps() -> Iterator[Document]:
    """One row of the table taken out, and the promise with it."""
    for each in document("man")["rule"]:
        yield changed("man", lambda made, id_=each["id"]: made.pop("complete") and drop(made, id_))
    yield changed("retention-ladder", lambda made: drop(made, "content"))
    for id_, when in (
        ("content", "not complaint_open and suspended"),
        ("complaint-open", "complaint_open and suspended"),
    ):
        yield changed("retention-ladder", lambda made, id_=id_, when=when: rule(made, id_).update(when=when))


def incomplete() -> Iterator[Document]:
    """One row taken out, or narrowed, and the promise kept."""
    for each in document("man")["rule"]:
        yield changed("man", lambda made, id_=each["id"]: drop(made, id_))
    for each in ("content", "complaint-open"):
        yield changed("retention-ladder", lambda made, id_=each: made.setdefault("complete", True) and drop(made, id_))


def conflicts() -> Iterator[Document]:
    """Two rows for the same customers, with different outcomes."""
    for hit in ("unique", "any"):
        for when in ("money", "authority", "need", "money and need", "not money"):
            yield added("man", when, "stop-contact", hit=hit)


def overlaps() -> Iterator[Document]:
    """Two rows for some of the same customers, with one outcome."""
    for each in document("man")["rule"]:
        for part in each["when"].split(" and ")[:2]:
            yield added("man", part, each["then"])


def unreachable() -> Iterator[Document]:
    """A condition that nothing meets."""
    for id_ in [each["id"] for each in document("retention-ladder")["rule"]]:
        yield changed(
            "retention-ladder",
            lambda made, id_=id_: rule(made, id_).update(
                when="forwarding_days_30 >= long_forwarding and forwarding_days_30 < some_forwarding"
            ),
        )


def masked() -> Iterator[Document]:
    """A rule of a lower step, the condition of which a higher step has taken."""
    higher = (
        "cancellation_requested",
        "suspended",
        "suspension_requested",
        "forwarding_days_30 >= long_forwarding",
        "powered_off_days_30 >= long_off",
    )
    for when in higher:
        for then in ("step-1", "step-2", "complaint"):
            yield added("retention-ladder", f"{when} and tenure_months >= stable_tenure", then)


def subsumed() -> Iterator[Document]:
    """A narrower rule after one with the same outcome."""
    ladder = document("retention-ladder")
    for each in ladder["rule"][:11]:
        if " or " not in each["when"]:
            yield added("retention-ladder", f"{each['when']} and tenure_months >= stable_tenure", each["then"])


def duplicates() -> Iterator[Document]:
    """A rule there is already."""
    for each in document("retention-ladder")["rule"]:
        yield added("retention-ladder", each["when"], each["then"])


def always_true() -> Iterator[Document]:
    """A part that says nothing."""
    for each in document("retention-ladder")["rule"]:
        yield changed(
            "retention-ladder",
            lambda made, id_=each["id"]: rule(made, id_).update(
                when=f"({rule(made, id_)['when']}) and (bill >= bill_stable or bill < bill_stable)"
            ),
        )


def always_false() -> Iterator[Document]:
    """An alternative that never is."""
    for each in document("retention-ladder")["rule"]:
        yield changed(
            "retention-ladder",
            lambda made, id_=each["id"]: rule(made, id_).update(
                when=f"({rule(made, id_)['when']}) or powered_off_days_30 > long_off and powered_off_days_30 < long_off"
            ),
        )


def out_of_order() -> Iterator[Document]:
    """Numbers exchanged that names or classes order."""
    for large in (2, 1, 0):
        yield changed(
            "retention-ladder", lambda made, large=large: made["parameters"]["long_forwarding"].update(value=large)
        )
    for small in (21, 25, 28, 30):
        yield changed(
            "retention-ladder", lambda made, small=small: made["parameters"]["some_forwarding"].update(value=small)
        )
    for name in ("secondary_call", "secondary_visit", "ordinary_call", "ordinary_visit", "small_call"):
        yield changed(
            "contact-frequency", lambda made, name=name: made["parameters"][name].update(value=1, unit="weeks")
        )


def unused_facts() -> Iterator[Document]:
    """A fact of the policy's own that nothing reads, where none is accepted."""
    for id_ in SOME:
        if "unused-fact" in policy(id_).definition.header.accept:
            continue
        for entry in ({"type": "bool"}, {"type": "date"}, {"values": ["x", "y"]}):
            yield changed(id_, lambda made, entry=entry: made.setdefault("facts", {}).update(idle=dict(entry)))


def unused_parameters() -> Iterator[Document]:
    """A number that nothing reads."""
    for id_ in SOME:
        for value in (3, 0.5):
            said = {"value": value, "origin": "own"}
            yield changed(id_, lambda made, said=said: made.setdefault("parameters", {}).update(idle=dict(said)))


def unused_defaults() -> Iterator[Document]:
    """A default where some rule is always true."""
    for each in document("man")["outcome"]:
        yield changed("man", lambda made, id_=each["id"]: made.pop("complete") and made.update(default=id_))
    for each in document("retention-ladder")["outcome"]:
        yield changed("retention-ladder", lambda made, id_=each["id"]: made.update(default=id_))


def unused_outcomes() -> Iterator[Document]:
    """An outcome that no rule gives."""
    for id_ in DECISIONS:
        for name in ("idle", "later", "leave", "ask", "other"):
            said = {"id": name, "title": {"en": "Idle", "zh": "无"}}
            yield changed(id_, lambda made, said=said: made["outcome"].append(said))


def failing() -> Iterator[Document]:
    """An example that expects something else."""
    for place in range(8):
        yield changed(
            "man",
            lambda made, place=place: made["example"][place]["expect"].update(
                outcome="nurture" if made["example"][place]["expect"]["outcome"] != "nurture" else "pursue"
            ),
        )
    for place in range(4):
        yield changed(
            "contact-frequency",
            lambda made, place=place: made["example"][place]["expect"]["call"].update(status="unknown"),
        )


def without_example() -> Iterator[Document]:
    """Examples of a rule, or a band, taken out."""
    for each in document("man")["rule"]:
        yield changed("man", lambda made, id_=each["id"]: drop_examples(made, id_))
    for id_ in ("cancellation-requested", "stop-reported", "bill-falling", "strong-swing"):
        yield changed("retention-ladder", lambda made, id_=id_: drop_examples(made, id_))


def one_sided() -> Iterator[Document]:
    """Examples of one side of a number taken out."""
    for fact in ("bill", "usage_swing", "tenure_months", "powered_off_days_30", "forwarding_days_30", "bill_average"):
        yield changed(
            "retention-ladder",
            lambda made, fact=fact: made.update(
                example=[each for each in made["example"] if fact not in each["given"]]
            ),
        )
    for word in ("a secondary customer", "an ordinary customer", "a small customer called", "an important visit"):
        yield changed(
            "contact-frequency",
            lambda made, word=word: made.update(example=[each for each in made["example"] if word not in each["name"]]),
        )


def untranslated() -> Iterator[Document]:
    """A text in one language."""
    for place in range(8):
        yield changed("man", lambda made, place=place: made["rule"][place]["because"].pop("zh"))
    for name in LADDER_NUMBERS:
        yield changed("retention-ladder", lambda made, name=name: made["parameters"][name]["why"].pop("zh"))


def without_origin() -> Iterator[Document]:
    """A number that says not where it comes from."""
    for id_ in SOME:
        for name, parameter in document(id_).get("parameters", {}).items():
            if isinstance(parameter["value"], int | float) and not isinstance(parameter["value"], bool):
                yield changed(id_, lambda made, name=name: made["parameters"][name].pop("origin"))


def unknown_sources() -> Iterator[Document]:
    """A row, or a document, that is not there."""
    for id_ in SOME:
        for row in ("9.99", "1.999"):
            yield changed(id_, lambda made, row=row: made["covers"].append(row))
        yield changed(id_, lambda made: made["source"].update(document="005"))


def stale() -> Iterator[Document]:
    """A dated number nobody has renewed."""
    for name in LADDER_NUMBERS:
        for years in (1, 2):

            def age(made: Document, name: str = name, years: int = years) -> None:
                value = made["parameters"][name].pop("value")
                made["parameters"][name]["dated"] = [{"from": datetime.date(2020, 1, 1), "value": value}]
                made["parameters"]["renewal"] = {"value": years, "unit": "years", "origin": "own"}
                made["stale_after"] = "renewal"

            yield changed("retention-ladder", age)


def invalid() -> Iterator[Document]:
    """A file that cannot be read."""
    for place in range(8):
        yield changed("man", lambda made, place=place: made["rule"][place].pop("because"))
    for name in ("kind", "hit", "title"):
        yield changed("man", lambda made, name=name: made.update({name: 5}))


def bases() -> Iterator[Document]:
    """A base that was another when the policy was written over it."""
    for id_ in SOME:
        for stated in ("0123456789ab", "f" * 12):
            yield {"id": f"ours-{id_}", "extends": id_, "base": stated}


def undecided() -> Iterator[Document]:
    """Arithmetic between facts that cells cannot look through."""
    for sign, name in [(sign, name) for sign in "*/" for name in LADDER_NUMBERS[:5]]:
        when = f"bill * bill {sign} {name} > bill_average * bill_average {sign} {name} and 0 < bill < bill_average"
        yield added("retention-ladder", when, "step-1")


def without_value() -> Iterator[Document]:
    """A quotient of facts that no rule looks after where its divisor is zero."""
    facts = ("bill", "bill_average", "tenure_months", "forwarding_days_30", "powered_off_days_30", "usage_swing")
    for place, divided in enumerate(facts):
        for by in (facts[place - 1], facts[place - 2]):
            yield added("retention-ladder", f"{divided} / {by} > bill_drop", "step-4")
    yield changed("retention-ladder", lambda made: rule(made, "bill-falling").update(when="bill_change <= -bill_drop"))


MUTATIONS: dict[Code, Callable[[], Iterator[Document]]] = {
    Code.INVALID: invalid,
    Code.NOT_COMPLETE: incomplete,
    Code.GAP: gaps,
    Code.CONFLICT: conflicts,
    Code.OVERLAP: overlaps,
    Code.UNREACHABLE: unreachable,
    Code.MASKED: masked,
    Code.SUBSUMED: subsumed,
    Code.DUPLICATE: duplicates,
    Code.ALWAYS_TRUE: always_true,
    Code.ALWAYS_FALSE: always_false,
    Code.NO_VALUE: without_value,
    Code.DEAD_END: dead_ends,
    Code.RING: rings,
    Code.NEVER_PASSES: never_passing,
    Code.UNHEARD: unheard,
    Code.NO_OWNER: without_owner,
    Code.OUT_OF_ORDER: out_of_order,
    Code.IDLE_ITEM: idle_items,
    Code.WEIGHT_SUM: weight_sums,
    Code.UNUSED_FACT: unused_facts,
    Code.UNUSED_PARAMETER: unused_parameters,
    Code.UNUSED_OUTCOME: unused_outcomes,
    Code.UNUSED_DEFAULT: unused_defaults,
    Code.EXAMPLE_FAILS: failing,
    Code.NO_EXAMPLE: without_example,
    Code.ONE_SIDED: one_sided,
    Code.MISSING_TEXT: untranslated,
    Code.NO_TEXT: silent_entries,
    Code.NO_CAUTION: without_caution,
    Code.NO_ORIGIN: without_origin,
    Code.UNKNOWN_SOURCE: unknown_sources,
    Code.BASE_CHANGED: bases,
    Code.STALE: stale,
    Code.NOT_DECIDED: undecided,
}


def found(made: Document) -> set[Code]:
    """The codes that are found in a policy."""
    try:
        definition = define(made, shipped())
    except PolicyError:
        return {Code.INVALID}
    codes = {each.code for each in findings(definition, DAY)}
    if "base" in made:
        codes |= {each.code for each in base_findings(made, shipped().definition(made["extends"]))}
    return codes


def main() -> None:
    """Count, for each kind of finding, its mutations and those that are found."""
    counts = Counter[str]()
    for code, mutations in MUTATIONS.items():
        results = [code in found(each) for each in mutations()]
        counts["mutations"] += len(results)
        counts["found"] += sum(results)
        print(f"{code:18} {sum(results):3} of {len(results):3} found")
    print(f"{'all':18} {counts['found']:3} of {counts['mutations']:3} found")


if __name__ == "__main__":
    main()
