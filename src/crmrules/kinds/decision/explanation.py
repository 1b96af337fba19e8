"""Why a decision is as it is: the same tree that was evaluated, told rule by rule."""

import datetime
from collections.abc import Iterator, Mapping

from attrs import frozen

from crmrules.engines.interpreter import unknown_parts, values_of
from crmrules.errors import printable
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.render import render
from crmrules.expressions.tree import And, Comparison, Expression, Literal, Membership, Name, Not, Or, Value, names
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy, Outcome, Rule
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Group, Lines, Paragraph, Tone, joined
from crmrules.reports.naming import asking, policy_named
from crmrules.reports.wording import fill, listed, say, stale

_SAID: dict[str, Text] = {
    "outcome": Text("{id} - {title}", "{id} - {title}"),
    "none": Text("no outcome - no rule is true", "无结论 - 没有规则成立"),
    "default": Text("No rule is true; this is the policy's default.", "没有规则成立，此为默认结论。"),
    "open": Text("open - it could still be {answers}", "未决 - 可能为 {answers}"),
    "so_far": Text("So far: {answer}", "目前：{answer}"),
    "rule": Text("Rule {id}: {because}", "规则 {id}：{because}"),
    "either_way": Text("Certain whichever of these unknown rules is true:", "以下未知规则无论成立与否，结论相同："),
    "caution": Text("Caution: {caution}", "注意：{caution}"),
    "reading": Text("Reading of the source: {reading}", "对原文的理解：{reading}"),
    "before": Text("Looked at before it:", "在此之前的规则："),
    "also": Text("Also true: {rules}", "同时成立：{rules}"),
    "waiting": Text("Not decided:", "尚未确定的规则："),
    "operation": Text(
        "No fact would settle `{part}`: its value does not exist.", "`{part}` 的值不存在，任何事实都无法确定。"
    ),
    "assumed": Text("Assumed: {facts}", "假定：{facts}"),
    "as_of": Text("As of {day}", "截至 {day}"),
}
_NO_OUTCOME = Text("no outcome", "无结论")


@frozen
class Explained:
    """What there is to explain of a decision."""

    definition: DecisionDefinition
    stored: Mapping[str, Value]
    as_of: datetime.date | None
    assumed: tuple[str, ...]
    certain: bool
    outcome: str | tuple[str, ...] | None
    possible: tuple[str | None, ...]
    so_far: str | tuple[str, ...] | None
    fired: tuple[Rule, ...]
    open: tuple[Rule, ...]
    """The unknown rules on which an open decision depends."""
    missing: tuple[str, ...]

    @property
    def outcomes(self) -> list[Outcome]:
        """The settled outcomes, as declared."""
        ids = self.outcome if isinstance(self.outcome, tuple) else (self.outcome,)
        return [each for each in self.definition.outcomes if each.id in ids]


def explanation(decision: Explained, language: Language) -> Document:
    """The explanation of a decision: what it is, why, and what is open."""
    values = values_of(decision.definition, decision.stored, decision.as_of)
    return _Telling(decision, language, values).document()


@frozen
class _Telling:
    decision: Explained
    language: Language
    values: dict[str, Value]

    def document(self) -> Document:
        heads = list(self._headlines())
        if len(heads) == 1:
            title = joined((f"{self.decision.definition.id}{self._colon}", heads[0].lead.prose), "")
            blocks: tuple[Block, ...] = heads[0].blocks
        else:
            title, blocks = policy_named(self.decision.definition, self.language), tuple(heads)
        return Document(self.language, title, (*blocks, *self._blocks()))

    def _blocks(self) -> Iterator[Block]:
        if self.decision.as_of is not None:
            yield Paragraph(self._said("as_of", day=self.decision.as_of.isoformat()))
        if self.decision.assumed:
            facts = [f"{name} = {self._value(self.values[name])}" for name in self.decision.assumed]
            yield Paragraph(self._said("assumed", facts=listed(facts, self.language)), Tone.WARNING)
        for warning in stale(self.decision.definition, self.decision.as_of, self.language):
            yield Paragraph(warning, Tone.WARNING)
        yield from self._why()
        if not self.decision.certain:
            yield from self._open()

    def _said(self, key: str, **parts: str) -> str:
        return _SAID[key].in_language(self.language).format(**parts)

    @property
    def _colon(self) -> str:
        return "：" if self.language == "zh" else ": "

    def _value(self, value: Value) -> str:
        return say(value, self.language)

    def _headlines(self) -> Iterator[Group]:
        """What was decided, each outcome with what comes with it; and where it is open, what it could still be."""
        decision = self.decision
        collects = decision.definition.hit is HitPolicy.COLLECT
        if decision.certain or collects:
            for outcome in decision.outcomes:
                title = outcome.title.in_language(self.language)
                outputs = (self._output(name, value) for name, value in outcome.outputs.items())
                said = self._said("outcome", id=outcome.id, title=title)
                yield Group(Paragraph(said), tuple(map(Paragraph, outputs)))
            if not decision.outcomes and decision.certain:
                yield Group(Paragraph(self._said("none")), ())
        if not decision.certain:
            given = decision.outcome if isinstance(decision.outcome, tuple) else ()
            still = [answer for answer in decision.possible if answer not in given] or decision.possible
            answers = listed([answer or self._no_outcome() for answer in still], self.language)
            so_far = decision.so_far if not collects else None
            settled = (Paragraph(self._said("so_far", answer=str(so_far))),) if so_far else ()
            yield Group(Paragraph(self._said("open", answers=answers)), settled)

    def _no_outcome(self) -> str:
        return _NO_OUTCOME.in_language(self.language)

    def _output(self, name: str, value: Value) -> str:
        declared = self.decision.definition.outputs.get(name)
        label = declared.values.get(str(value)) if declared else None
        title = declared.title.in_language(self.language) if declared else name
        shown = f"{self._value(value)} ({label.in_language(self.language)})" if label else self._value(value)
        return f"{title}{self._colon}{shown}"

    def _why(self) -> Iterator[Block]:
        decision = self.decision
        fired = decision.fired
        deciding = fired if decision.definition.hit in (HitPolicy.COLLECT, HitPolicy.ANY) else fired[:1]
        yield from map(self._rule, deciding)
        if len(fired) > len(deciding):
            others = [rule.id for rule in fired[len(deciding) :]]
            yield Paragraph(self._said("also", rules=listed(others, self.language)))
        if decision.certain and not fired and decision.outcome:
            waiting = self._unknown_rules()
            yield self._conditions("either_way", waiting) if waiting else Paragraph(self._said("default"))
        before = self._before(deciding)
        if before:
            yield self._conditions("before", before)

    def _rule(self, rule: Rule) -> Group:
        because = fill(rule.because, self.values, self.language)
        blocks: list[Block] = []
        if rule.caution is not None:
            caution = fill(rule.caution, self.values, self.language)
            blocks.append(Paragraph(self._said("caution", caution=caution), Tone.WARNING))
        if rule.reading is not None:
            blocks.append(Paragraph(self._said("reading", reading=rule.reading.in_language(self.language))))
        lead = Paragraph(self._said("rule", id=rule.id, because=because))
        return Group(lead, (*blocks, self._parts(rule.when)))

    def _unknown_rules(self) -> list[Rule]:
        return [rule for rule in self.decision.definition.rules if evaluate(rule.when, self.values) is None]

    def _before(self, deciding: tuple[Rule, ...]) -> list[Rule]:
        """The rules that the walk passed before it came to the deciding one."""
        definition = self.decision.definition
        if definition.hit not in (HitPolicy.FIRST, HitPolicy.PRIORITY) or not deciding:
            return []
        walk = [definition.rules[place] for place in definition.walk]
        return walk[: walk.index(deciding[0])]

    def _conditions(self, key: str, rules: list[Rule]) -> Group:
        """Rules with what their conditions came to."""
        said = (
            f"{rule.id}{self._colon}{render(rule.when)} = {self._value(evaluate(rule.when, self.values))}"
            for rule in rules
        )
        return Group(Paragraph(self._said(key)), tuple(map(Paragraph, said)))

    def _parts(self, condition: Expression) -> Lines:
        """What was compared with what, each comparison on a line of its own."""
        rows = [
            (render(part), self._with_values(part), self._value(evaluate(part, self.values)))
            for part in _leaves(condition)
        ]
        has_values = any(row[1] for row in rows)
        return Lines(tuple(row if has_values else (row[0], row[2]) for row in rows))

    def _with_values(self, part: Expression) -> str:
        if isinstance(part, Name):
            return ""
        return render(_substitute(part, {name: self.values[name] for name in names(part)}))

    def _open(self) -> Iterator[Block]:
        decision = self.decision
        waiting = (f"{rule.id} -> {rule.then}{self._colon}{render(rule.when)}" for rule in decision.open)
        yield Group(Paragraph(self._said("waiting")), tuple(map(Paragraph, waiting)))
        yield from asking(decision.definition, decision.missing, self.language)
        impossible = dict.fromkeys(
            render(part)
            for rule in decision.open
            for part in unknown_parts(rule.when, self.values)
            if not isinstance(part, Name)
        )
        for text in (*impossible, *self._impossible_facts()):
            yield Paragraph(self._said("operation", part=text))

    def _impossible_facts(self) -> list[str]:
        """Derived facts behind open rules that are unknown although all they are derived from is known."""
        derived = {each.name: each for each in self.decision.definition.facts.derived}
        waiting = [name for rule in self.decision.open for name in sorted(names(rule.when))]
        found: dict[str, None] = {}
        seen: set[str] = set()
        while waiting:
            each = derived.get(waiting.pop(0))
            if each is None or each.expression is None or each.name in seen:
                continue
            seen.add(each.name)
            for part in unknown_parts(each.expression, self.values):
                if isinstance(part, Name):
                    waiting.append(part.name)
                else:
                    found[f"{each.name} = {render(each.expression)}"] = None
        return list(found)


def _leaves(condition: Expression) -> list[Expression]:
    """The comparisons a condition is made of, each once."""
    match condition:
        case And(operands=operands) | Or(operands=operands):
            return list(dict.fromkeys(leaf for operand in operands for leaf in _leaves(operand)))
        case Not(operand=operand):
            return _leaves(operand)
        case _:
            return [condition]


def _substitute(node: Expression, values: dict[str, Value]) -> Expression:
    """A comparison with values in place of its names; its parts are reckoned where they are known."""
    match node:
        case Comparison(operator=operator, left=left, right=right):
            return Comparison(operator, _substitute(left, values), _substitute(right, values))
        case Membership(item=item, choices=choices):
            return Membership(_substitute(item, values), tuple(_substitute(choice, values) for choice in choices))
        case _:
            value = evaluate(node, values)
            return Literal(printable(value) if isinstance(value, str) else value)
