"""What the names of one decision mean: facts to be given, facts that are reckoned, and answers of other tables."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from attrs import define, evolve, field, frozen

from crmrules.errors import ExpressionError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import (
    AS_OF,
    And,
    Call,
    Comparison,
    Expression,
    Literal,
    Membership,
    Name,
    Not,
    Or,
    Value,
    children,
    names,
    rebuilt,
)
from crmrules.expressions.types import Kind, Type
from crmrules.interchange.feel.names import plain
from crmrules.interchange.feel.reading import is_condition
from crmrules.interchange.naming import Taken, identifier
from crmrules.interchange.tables.nulls import as_open, as_values
from crmrules.interchange.tables.types import Refused

T = TypeVar("T")


@frozen
class Answers:
    """What a table that has become a policy answers: the values that its names have for each of its outcomes."""

    policy: str
    name: str
    """The decision's name in DMN."""
    values: Mapping[str, Mapping[str, Value]]
    """For each outcome, by id, the value of the decision's name, and of its parts."""
    kinds: Mapping[str, Kind | None]
    """The kind of each of these values."""
    is_sure: bool = field(default=False)
    """Whether there is an answer for every record."""

    def is_id(self, name: str) -> bool:
        """Whether what a name means is the id of the outcome."""
        return all(values[name] == id_ for id_, values in self.values.items())

    def renamed(self, old: str, new: str) -> "Answers":
        """The same by another name, as business knowledge calls what it is given; `old` may be a part of it."""

        def called(values: Mapping[str, T]) -> dict[str, T]:
            inner = {name: value for name, value in values.items() if name == old or name.startswith(f"{old}.")}
            return {new + name[len(old) :]: value for name, value in inner.items()}

        values = {id_: called(each) for id_, each in self.values.items()}
        return evolve(self, values=values, kinds=called(self.kinds))


@define
class Scope:
    """The facts and parameters of the policy that is made of a decision."""

    nulls_are_open: bool
    answers: dict[str, Answers] = field(factory=dict)
    """By the names of DMN that mean them."""
    required: set[str] = field(factory=set)
    """The names of the decisions that it reads and that have no answers: facts, whose types need not be known."""
    bound: dict[str, Expression] = field(factory=dict)
    """What stands for some names: the parameters of business knowledge, and decisions that are one expression."""
    outer: "Scope | None" = field(default=None)
    """What names mean where business knowledge is called."""
    given: dict[str, str] = field(factory=dict)
    """What parameters of business knowledge are there, with their parts, where they are names."""
    types: dict[str, Type] = field(factory=dict)
    """The types of names, as far as they are known."""
    unsaid: dict[str, Refused] = field(factory=dict)
    """The types of data that rules have no values of, such as lists."""
    facts: dict[str, dict[str, Any]] = field(factory=dict)
    """The entries of facts."""
    parameters: dict[str, dict[str, Any]] = field(factory=dict)
    taken: Taken = field(factory=Taken)
    kept: set[str] = field(factory=set)
    """The names of facts that may yet be asked for: what is reckoned and numbers are called otherwise."""
    _facts_of: dict[str, str] = field(factory=dict)
    _parameters_of: dict[tuple[str, type, object], str] = field(factory=dict)

    def inside(self, parameters: Iterable[str]) -> "Scope":
        """The scope of business knowledge that is called here: its parameters mean nothing yet, all else is shared."""
        own = tuple(parameters)

        def others(here: Mapping[str, T]) -> dict[str, T]:
            return {
                name: value
                for name, value in here.items()
                if not any(name == each or name.startswith(f"{each}.") for each in own)
            }

        return evolve(
            self,
            answers=others(self.answers),
            bound=others(self.bound),
            types=others(self.types),
            unsaid=others(self.unsaid),
            outer=self,
            given={},
        )

    def keep(self, names: Iterable[str]) -> None:
        """Keep the names of the facts that names of DMN would be, whenever they are first read."""
        own = (each for each in names if each not in self.bound and self._there(each) is None)
        self.kept |= {identifier(each, "fact") for each in own}

    def condition(self, tests: Expression, about: str) -> Expression:
        """The condition of a rule that tests come to; `about` is what a number in them is of."""
        told = as_open(tests) if self.nulls_are_open else as_values(tests)
        answers = self._only_answers(told)
        return self._of_answers(told, answers) if answers is not None else self.settled(told, about)

    def settled(self, tree: Expression, about: str) -> Expression:
        """A tree with names of facts for those of DMN, and of parameters for its numbers and days."""
        answers = self._only_answers(tree)
        if answers is not None and is_condition(tree) and not all(map(answers.is_id, names(tree))):
            return self._of_answers(tree, answers)
        match tree:
            case Name(name=name):
                return self._named(name)
            case Comparison(operator="==" | "!=" as operator, left=left, right=Literal(value=bool() as value)):
                inner = self.settled(left, about)
                return inner if value is (operator == "==") else Not(inner)
            case Comparison() | Membership() | Call(function="coalesce") if values := self._values_in(tree):
                return rebuilt(tree, lambda part: self._one_of(part, values, about))
            case Literal(value=None):
                raise ExpressionError.of("", "`null` can be compared only by itself")
            case Literal(value=bool() | str()) | Literal(value=0 | 1):
                return self._constant(tree)
            case Literal(value=value):
                return Name(self._parameter(value, about))
            case Call(function="round", arguments=(number, places)):
                return Call("round", (self.settled(number, about), places))
            case _:
                return rebuilt(tree, lambda part: self.settled(part, about))

    def fact(self, name: str, title: str = "") -> str:
        """The fact that a name of DMN is; it is declared when it is first asked for."""
        if name not in self._facts_of:
            made = self._facts_of[name] = self.taken.own(identifier(name, "fact"))
            type_ = self.types.get(name, Type(Kind.TEXT))
            entry = {"values": list(type_.values)} if type_.values else {"type": type_.kind.value}
            self.facts[made] = entry | ({"title": title or name} if made != (title or name) else {})
        return self._facts_of[name]

    def derived(self, tree: Expression, name: str) -> str:
        """A fact that is reckoned by an expression."""
        wanted = identifier(name, "fact")
        is_ = self.settled(as_open(tree), wanted)  # the facts that it reads keep their names
        made = self.taken.own(wanted, kept=self.kept)
        self.facts[made] = {"is": is_} | ({"title": plain(name)} if made != plain(name) else {})
        return made

    def points(self, value: Value) -> str:
        """The parameter that holds what a row adds."""
        return self._parameter(value, "points")

    def _named(self, name: str) -> Expression:
        if name in self.bound:
            return self.bound[name]
        if name in self.answers:
            answers = self.answers[name]
            if answers.is_id(name):
                return Name(self._from(answers))
            message = f"holds decision `{answers.name}`, which is a table, against something else"
            raise ExpressionError.of("", message)
        if name == AS_OF:
            return Name(AS_OF)
        if self.outer is not None and (there := self._there(name)) is not None:
            if name in self.types:
                self.outer.types.setdefault(there, self.types[name])
            return self.outer._named(there)
        self.can_be_said(name)
        return Name(self.fact(name))

    def can_be_said(self, name: str) -> None:
        """Raises `ExpressionError` for data of a type that rules have no values of, and for parts it does not have."""
        if name in self.types:
            return
        if name in self.unsaid:
            raise self.unsaid[name].error(f"`{name}` ")
        for whole, type_ in self.unsaid.items():
            has_parts = any(each.startswith(f"{whole}.") for each in (*self.types, *self.unsaid))
            if name.startswith(f"{whole}.") and (has_parts or type_.called != "context"):
                raise ExpressionError.of("", f"`{name[len(whole) + 1 :]}` is no part of `{whole}`")

    def _there(self, name: str) -> str | None:
        """What a name is called where business knowledge is called; None where that is no name."""
        if name in self.given:
            return self.given[name]
        whole = next((each for each in self.given if name.startswith(f"{each}.")), None)
        return None if whole is None else self.given[whole] + name[len(whole) :]

    def _values_in(self, tree: Expression) -> frozenset[str]:
        """The texts that facts compared here can be, where they are a few."""
        found: set[str] = set()
        for each in children(tree):
            if isinstance(each, Name) and each.name in self.answers:
                found |= set(self.answers[each.name].values)
            elif isinstance(each, Name) and each.name in self.types:
                found |= set(self.types[each.name].values)
            elif isinstance(each, Call) and each.function == "coalesce":
                found |= self._values_in(each)
        return frozenset(found)

    def _one_of(self, part: Expression, values: frozenset[str], about: str) -> Expression:
        """A text that never occurs is refused, as it is in a policy; one that was a policy's parameter is so again."""
        if (
            self.nulls_are_open
            and isinstance(part, Literal)
            and isinstance(part.value, str)
            and part.value not in values
        ):
            self._constant(part)  # raises for what cannot be written
            return Name(self._parameter(part.value, about))
        return self.settled(part, about)

    def _constant(self, tree: Literal) -> Expression:
        if isinstance(tree.value, str) and not is_printable(tree.value):
            raise ExpressionError.of("", "holds a text with characters that cannot be printed")
        return Literal(int(tree.value)) if isinstance(tree.value, float) else tree

    def _parameter(self, value: Value, about: str) -> str:
        key = (about, type(value), value)
        if key not in self._parameters_of:
            said = str(value).replace("-", "minus_", 1) if isinstance(value, int | float) else str(value)
            name = self.taken.own(identifier(f"{about[:40]}_{said}", "number"), kept=self.kept)
            self._parameters_of[key] = name
            self.parameters[name] = {"value": value, "origin": "own"}
        return self._parameters_of[key]

    def _only_answers(self, tree: Expression) -> Answers | None:
        """The table that alone is read; None where there is none, or something else is read, too."""
        read = names(tree) if self.answers else frozenset[str]()
        found = [self.answers[name] for name in sorted(read) if name in self.answers]
        return found[0] if found and len(found) == len(read) and all(each is found[0] for each in found) else None

    def _of_answers(self, tested: Expression, first: Answers) -> Expression:
        """The outcomes of another table for which a condition is true: known of each, since answers are constants."""
        ids = [id_ for id_, values in first.values.items() if _value(tested, values) is True]
        nothing = _value(tested, dict.fromkeys(first.kinds))
        every, is_sure = len(ids) == len(first.values), first.is_sure and not self.nulls_are_open
        open_ = self.nulls_are_open and nothing is None
        if (every and (is_sure or nothing)) or (not ids and (is_sure or not (nothing or open_))):
            return Literal(every)  # whatever it answers: it is not read
        fact = Name(self._from(first))
        choices = tuple(map(Literal, ids))
        given = Membership(fact, choices) if len(ids) > 1 else Comparison("==", fact, Literal("".join(ids)))
        is_known = Call("known", (fact,))
        if self.nulls_are_open:
            return _open_answer(given, is_known, nothing, len(ids), len(first.values))
        if is_sure:
            return given
        if every:
            return is_known
        if not ids:
            return Not(is_known)
        return as_values(Or((Comparison("==", fact, Literal(None)), given)) if nothing else given)

    def _from(self, answers: Answers) -> str:
        if answers.name not in self._facts_of:
            made = self._facts_of[answers.name] = self.taken.own(identifier(answers.name, "decision"))
            self.facts[made] = {"from": answers.policy} | ({"title": answers.name} if made != answers.name else {})
        return self._facts_of[answers.name]


def is_printable(text: str) -> bool:
    """Whether a text can stand in a policy file."""
    return all(each.isprintable() or each in "\u3000\u00a0\t" for each in text)


def constant(tree: Expression) -> Value:
    """The value of an expression without names; raises `ExpressionError` where it has some."""
    if names(tree):
        raise ExpressionError.of("", f"reads `{sorted(names(tree))[0]}`, and an outcome is a constant here")
    if isinstance(tree, Literal):
        return tree.value
    found = _value(tree, {})
    if found is None:
        raise ExpressionError.of("", "has no value")
    return found


def _value(tree: Expression, values: Mapping[str, Value]) -> Value:
    """The value of an expression; raises `ExpressionError` where it reckons with what is none of its type."""
    try:
        return evaluate(tree, values)
    except (TypeError, ValueError, ArithmeticError):
        raise ExpressionError.of("", "reckons with or compares values of different types") from None


def _open_answer(given: Expression, is_known: Call, nothing: Value, true: int, answers: int) -> Expression:
    """What is true of so many of the answers, and `nothing` of a null, which stands for an answer that is open."""
    every, none = true == answers, true == 0
    if nothing is None:
        # known no sooner than the answer, whatever that will be
        (fact,) = is_known.arguments
        return Comparison("==" if every else "!=", fact, fact) if every or none else given
    if nothing:
        return Literal(True) if every else Not(is_known) if none else Or((Not(is_known), given))
    return is_known if every else Literal(False) if none else And((is_known, given))
