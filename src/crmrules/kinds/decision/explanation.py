"""Why a decision is as it is, in plain text: the same tree that was evaluated, told rule by rule."""

from collections.abc import Iterator

from attrs import field, frozen

from crmrules.engines.interpreter import unknown_parts, values_of
from crmrules.errors import printable
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.render import render
from crmrules.expressions.tree import And, Comparison, Expression, Literal, Membership, Name, Not, Or, Value, names
from crmrules.kinds.decision.parts import HitPolicy, Rule
from crmrules.kinds.decision.result import Decision
from crmrules.model.text import Language, Text
from crmrules.reports.wording import asking, fill, listed, say, stale

_SAID: dict[str, Text] = {
    "outcome": Text("{policy}: {id} - {title}", "{policy}：{id} - {title}"),
    "none": Text("{policy}: no outcome - no rule is true", "{policy}：无结论 - 没有规则成立"),
    "default": Text("No rule is true; this is the policy's default.", "没有规则成立，此为默认结论。"),
    "open": Text("{policy}: open - it could still be {answers}", "{policy}：未决 - 可能为 {answers}"),
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


def explain(decision: Decision, language: Language = "en") -> str:
    """The explanation of a decision, a line for each thing that is said."""
    definition = decision.definition
    values = values_of(definition, decision.stored, decision.as_of)
    return "\n".join(_Telling(decision, language, values).lines())


@frozen
class _Telling:
    decision: Decision
    language: Language
    values: dict[str, Value]
    indent: str = field(default="  ")

    def lines(self) -> Iterator[str]:
        yield from self._headline()
        if self.decision.as_of is not None:
            yield self.indent + self._said("as_of", day=self.decision.as_of.isoformat())
        if self.decision.assumed:
            facts = [f"{name} = {self._value(self.values[name])}" for name in self.decision.assumed]
            yield self.indent + self._said("assumed", facts=listed(facts, self.language))
        for warning in stale(self.decision.definition, self.decision.as_of, self.language):
            yield self.indent + warning
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

    def _headline(self) -> Iterator[str]:
        decision, policy = self.decision, self.decision.policy
        if decision.certain or decision.definition.hit is HitPolicy.COLLECT:
            for outcome in decision.outcomes:
                yield self._said(
                    "outcome", policy=policy, id=outcome.id, title=outcome.title.in_language(self.language)
                )
                for name, value in outcome.outputs.items():
                    yield f"{self.indent}{self._output(name, value)}"
            if not decision.outcomes and decision.certain:
                yield self._said("none", policy=policy)
        if not decision.certain:
            given = decision.outcome if isinstance(decision.outcome, tuple) else ()
            still = [answer for answer in decision.possible if answer not in given] or decision.possible
            answers = listed([answer or self._no_outcome() for answer in still], self.language)
            yield self._said("open", policy=policy, answers=answers)
            if decision.so_far and decision.definition.hit is not HitPolicy.COLLECT:
                yield self.indent + self._said("so_far", answer=str(decision.so_far))

    def _no_outcome(self) -> str:
        return _NO_OUTCOME.in_language(self.language)

    def _output(self, name: str, value: Value) -> str:
        declared = self.decision.definition.outputs.get(name)
        label = declared.values.get(str(value)) if declared else None
        title = declared.title.in_language(self.language) if declared else name
        shown = f"{self._value(value)} ({label.in_language(self.language)})" if label else self._value(value)
        return f"{title}{self._colon}{shown}"

    def _why(self) -> Iterator[str]:
        decision = self.decision
        fired = decision.fired_rules
        deciding = fired if decision.definition.hit in (HitPolicy.COLLECT, HitPolicy.ANY) else fired[:1]
        for rule in deciding:
            yield from self._rule(rule)
        if len(fired) > len(deciding):
            others = [rule.id for rule in fired[len(deciding) :]]
            yield self.indent + self._said("also", rules=listed(others, self.language))
        if decision.certain and not fired and decision.outcome:
            waiting = self._unknown_rules()
            if waiting:
                yield self.indent + self._said("either_way")
                for rule in waiting:
                    yield from self._condition(rule)
            else:
                yield self.indent + self._said("default")
        before = self._before(deciding)
        if before:
            yield self.indent + self._said("before")
            for rule in before:
                yield from self._condition(rule)

    def _rule(self, rule: Rule) -> Iterator[str]:
        because = fill(rule.because, self.values, self.language)
        yield self.indent + self._said("rule", id=rule.id, because=because)
        if rule.caution is not None:
            yield self.indent * 2 + self._said("caution", caution=fill(rule.caution, self.values, self.language))
        if rule.reading is not None:
            yield self.indent * 2 + self._said("reading", reading=rule.reading.in_language(self.language))
        yield from self._parts(rule.when, self.indent * 2)

    def _unknown_rules(self) -> list[Rule]:
        return [rule for rule in self.decision.definition.rules if evaluate(rule.when, self.values) is None]

    def _before(self, deciding: tuple[Rule, ...]) -> list[Rule]:
        """The rules that the walk passed before it came to the deciding one."""
        definition = self.decision.definition
        if definition.hit not in (HitPolicy.FIRST, HitPolicy.PRIORITY) or not deciding:
            return []
        walk = [definition.rules[place] for place in definition.walk]
        return walk[: walk.index(deciding[0])]

    def _condition(self, rule: Rule) -> Iterator[str]:
        truth = self._value(evaluate(rule.when, self.values))
        yield f"{self.indent * 2}{rule.id}{self._colon}{render(rule.when)} = {truth}"

    def _parts(self, condition: Expression, indent: str) -> Iterator[str]:
        """What was compared with what, each comparison on a line of its own."""
        rows = [
            (render(part), self._with_values(part), self._value(evaluate(part, self.values)))
            for part in _leaves(condition)
        ]
        widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
        for text, filled, truth in rows:
            middle = f"{filled:<{widths[1]}}  " if any(row[1] for row in rows) else ""
            yield f"{indent}{text:<{widths[0]}}  {middle}{truth}"

    def _with_values(self, part: Expression) -> str:
        if isinstance(part, Name):
            return ""
        return render(_substitute(part, {name: self.values[name] for name in names(part)}))

    def _open(self) -> Iterator[str]:
        decision = self.decision
        yield self.indent + self._said("waiting")
        impossible: dict[str, None] = {}
        for rule in decision.open_rules:
            yield f"{self.indent * 2}{rule.id} -> {rule.then}{self._colon}{render(rule.when)}"
            for part in unknown_parts(rule.when, self.values):
                if not isinstance(part, Name):
                    impossible[render(part)] = None
        yield from asking(decision.definition, decision.missing, self.language)
        for text in (*impossible, *self._impossible_facts()):
            yield self.indent + self._said("operation", part=text)

    def _impossible_facts(self) -> list[str]:
        """Derived facts behind open rules that are unknown although all they are derived from is known."""
        derived = {each.name: each for each in self.decision.definition.facts.derived}
        waiting = [name for rule in self.decision.open_rules for name in sorted(names(rule.when))]
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
