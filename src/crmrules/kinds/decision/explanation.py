"""Why a decision is as it is: the same tree that was evaluated, told rule by rule."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from crmrules.errors import printable
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.numbers import exact, told_apart
from crmrules.expressions.render import literal, render
from crmrules.expressions.tree import And, Comparison, Expression, Membership, Name, Not, Or, Value
from crmrules.kinds.decision.judged import Judged
from crmrules.kinds.decision.parts import HitPolicy, Rule
from crmrules.kinds.decision.reasons import DEFAULT
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Group, Lines, Paragraph, Tone, joined
from crmrules.reports.naming import asking, policy_named
from crmrules.reports.wording import fill, listed, read_as, say, stale

_SAID: dict[str, Text] = {
    "outcome": Text("{id} - {title}", "{id} - {title}"),
    "none": Text("no outcome - no rule is true", "无结论 - 没有规则成立"),
    "default": DEFAULT,
    "open": Text("open - it could still be {answers}", "未决 - 可能为 {answers}"),
    "so_far": Text("So far: {answer}", "目前：{answer}"),
    "rule": Text("Rule {id}: {because}", "规则 {id}：{because}"),
    "either_way": Text("Certain whichever of these unknown rules is true:", "以下未知规则无论成立与否，结论相同："),
    "caution": Text("Caution: {caution}", "注意：{caution}"),
    "caution_of": Text("Caution, {id}: {caution}", "注意，{id}：{caution}"),
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


def explanation(judged: Judged, language: Language) -> Document:
    """The explanation of a decision: what it is, why, and what is open."""
    return _Telling(judged, language).document()


@frozen
class _Telling:
    judged: Judged
    language: Language

    def document(self) -> Document:
        heads = list(self._headlines())
        if len(heads) == 1:
            title = joined((f"{self.judged.definition.id}{self._colon}", heads[0].lead.prose), "")
            blocks: tuple[Block, ...] = heads[0].blocks
        else:
            title, blocks = policy_named(self.judged.definition, self.language), tuple(heads)
        return Document(self.language, title, (*blocks, *self._blocks()))

    def _blocks(self) -> Iterator[Block]:
        if self.judged.as_of is not None:
            yield Paragraph(self._said("as_of", day=self.judged.as_of.isoformat()))
        if self.judged.assumed:
            facts = [f"{name} = {self._value(self.judged.values[name])}" for name in self.judged.assumed]
            yield Paragraph(self._said("assumed", facts=listed(facts, self.language)), Tone.WARNING)
        for warning in stale(self.judged.definition, self.judged.as_of, self.language):
            yield Paragraph(warning, Tone.WARNING)
        yield from self._why()
        if not self.judged.verdict.certain:
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
        judged = self.judged
        collects = judged.definition.hit is HitPolicy.COLLECT
        if judged.verdict.certain or collects:
            for outcome in judged.outcomes:
                title = outcome.title.in_language(self.language)
                outputs = (self._output(name, value) for name, value in outcome.outputs.items())
                said = self._said("outcome", id=outcome.id, title=title)
                yield Group(Paragraph(said), tuple(map(Paragraph, outputs)))
            if not judged.outcomes and judged.verdict.certain:
                yield Group(Paragraph(self._said("none")), ())
        if not judged.verdict.certain:
            given = judged.verdict.outcome if isinstance(judged.verdict.outcome, tuple) else ()
            still = [answer for answer in judged.verdict.possible if answer not in given] or judged.verdict.possible
            answers = listed([answer or self._no_outcome() for answer in still], self.language)
            so_far = judged.verdict.so_far if not collects else None
            settled = (Paragraph(self._said("so_far", answer=str(so_far))),) if so_far else ()
            yield Group(Paragraph(self._said("open", answers=answers)), settled)

    def _no_outcome(self) -> str:
        return _NO_OUTCOME.in_language(self.language)

    def _output(self, name: str, value: Value) -> str:
        declared = self.judged.definition.outputs.get(name)
        label = declared.values.get(str(value)) if declared else None
        title = declared.title.in_language(self.language) if declared else name
        shown = f"{self._value(value)} ({label.in_language(self.language)})" if label else self._value(value)
        return f"{title}{self._colon}{shown}"

    def _why(self) -> Iterator[Block]:
        judged = self.judged
        fired = judged.fired
        deciding = fired if judged.definition.hit in (HitPolicy.COLLECT, HitPolicy.ANY) else fired[:1]
        yield from map(self._rule, deciding)
        if len(fired) > len(deciding):
            others = [rule.id for rule in fired[len(deciding) :]]
            said = Paragraph(self._said("also", rules=listed(others, self.language)))
            yield Group(said, tuple(self._cautions(fired[len(deciding) :])))
        if judged.verdict.certain and not fired and judged.verdict.outcome:
            waiting = self._unknown_rules()
            yield self._conditions("either_way", waiting) if waiting else Paragraph(self._said("default"))
        before = self._before(deciding)
        if before:
            yield self._conditions("before", before)

    def _rule(self, rule: Rule) -> Group:
        because = fill(rule.because, self.judged.values, self.language)
        blocks: list[Block] = []
        if rule.caution is not None:
            caution = fill(rule.caution, self.judged.values, self.language)
            blocks.append(Paragraph(self._said("caution", caution=caution), Tone.WARNING))
        blocks += map(Paragraph, read_as(rule.reading, self.language))
        lead = Paragraph(self._said("rule", id=rule.id, because=because))
        return Group(lead, (*blocks, self._parts(rule.when)))

    def _cautions(self, rules: tuple[Rule, ...]) -> Iterator[Paragraph]:
        """What harm could come of following rules that hold beside the deciding one."""
        for rule in rules:
            if rule.caution is not None:
                caution = fill(rule.caution, self.judged.values, self.language)
                yield Paragraph(self._said("caution_of", id=rule.id, caution=caution), Tone.WARNING)

    def _unknown_rules(self) -> list[Rule]:
        return [rule for rule in self.judged.definition.rules if self.judged.truths[rule.id] is None]

    def _before(self, deciding: tuple[Rule, ...]) -> list[Rule]:
        """The rules that the walk passed before it came to the deciding one."""
        definition = self.judged.definition
        if definition.hit not in (HitPolicy.FIRST, HitPolicy.PRIORITY) or not deciding:
            return []
        walk = [definition.rules[place] for place in definition.walk]
        return walk[: walk.index(deciding[0])]

    def _conditions(self, key: str, rules: list[Rule]) -> Group:
        """Rules with what their conditions came to."""
        said = (
            f"{rule.id}{self._colon}{render(rule.when)} = {self._value(self.judged.truths[rule.id])}" for rule in rules
        )
        return Group(Paragraph(self._said(key)), tuple(map(Paragraph, said)))

    def _parts(self, condition: Expression) -> Lines:
        """What was compared with what, each comparison on a line of its own."""
        rows = [
            (render(part), self._with_values(part), self._value(evaluate(part, self.judged.values)))
            for part in _leaves(condition)
        ]
        has_values = any(row[1] for row in rows)
        return Lines(tuple(row if has_values else (row[0], row[2]) for row in rows))

    def _with_values(self, part: Expression) -> str:
        """A comparison with values in place of its names, its parts reckoned where they are known."""
        match part:
            case Name():
                return ""
            case Comparison(operator=operator, left=left, right=right):
                one, other = self._shown([left, right])
                return f"{one} {operator} {other}"
            case Membership(item=item, choices=choices):
                shown, *others = self._shown([item, *choices])
                return f"{shown} in ({', '.join(others)}{',' * (len(others) == 1)})"
            case _:
                return "".join(self._shown([part]))

    def _shown(self, parts: list[Expression]) -> list[str]:
        """The values of what is compared; reckoned numbers with as many digits as tell them apart."""
        values = [evaluate(part, self.judged.values) for part in parts]
        if any(isinstance(value, Fraction) for value in values):
            known = [exact(value) for value in values if isinstance(value, int | float | Fraction)]
            apart = dict(zip(known, told_apart(known), strict=True))
            return [apart[exact(value)] if isinstance(value, Fraction) else literal(value) for value in values]
        return [literal(printable(value) if isinstance(value, str) else value) for value in values]

    def _open(self) -> Iterator[Block]:
        judged = self.judged
        waiting = (f"{rule.id} -> {rule.then}{self._colon}{render(rule.when)}" for rule in judged.open)
        yield Group(Paragraph(self._said("waiting")), tuple(map(Paragraph, waiting)))
        lacking = judged.lacking
        yield from asking(judged.definition, lacking.facts, self.language)
        for text in lacking.undefined:
            yield Paragraph(self._said("operation", part=text))


def _leaves(condition: Expression) -> list[Expression]:
    """The comparisons a condition is made of, each once."""
    match condition:
        case And(operands=operands) | Or(operands=operands):
            return list(dict.fromkeys(leaf for operand in operands for leaf in _leaves(operand)))
        case Not(operand=operand):
            return _leaves(operand)
        case _:
            return [condition]
