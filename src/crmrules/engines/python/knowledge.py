"""What a path of tests has found out, and what it makes of a condition."""

from collections.abc import Mapping

from attrs import frozen

from crmrules.engines.python.lower import UNKNOWN, Term, implied
from crmrules.expressions.tree import AS_OF, And, Call, Expression, Literal, Name, Not, Or, names

TRUE, FALSE = Literal(True), Literal(False)


@frozen
class Knowledge:
    """What a path has found out."""

    terms: Mapping[str, Term]
    known: Mapping[str, bool]
    """Whether a fact or term is known, where that has come out."""
    truth: Mapping[Expression, bool]
    """Whether a comparison or flag is true, where that has come out."""

    @classmethod
    def at_first(cls, terms: Mapping[str, Term]) -> "Knowledge":
        """What is known before any test."""
        return cls(terms, {AS_OF: True}, {})

    def after(self, subject: Expression, answer: bool | None) -> "Knowledge":
        """What is known after a test was answered."""
        match subject:
            case Call(arguments=(Name(name=name),)):
                return Knowledge(self.terms, self._spread(name, bool(answer)), self.truth)
            case Name(name=name) if answer is None:
                return Knowledge(self.terms, self._spread(name, False), self.truth)
            case Name(name=name):
                return Knowledge(self.terms, self._spread(name, True), {**self.truth, subject: bool(answer)})
            case _:
                return Knowledge(self.terms, self.known, {**self.truth, subject: bool(answer)})

    def _spread(self, name: str, known: bool) -> dict[str, bool]:
        """What follows from a name being known or not, for what it is reckoned from and what is reckoned from it."""
        found = {**self.known, **dict.fromkeys(implied(self.terms, name) if known else (), True), name: known}
        for term in self.terms.values():
            if term.name in found:
                continue
            if term.is_strict and any(found.get(each) is False for each in term.inputs):
                found[term.name] = False
            elif term.is_total and all(found.get(each) for each in term.inputs):
                found[term.name] = True
        return found

    def simplify(self, node: Expression) -> Expression:
        """What is left of a condition."""
        match node:
            case Literal():
                return node
            case Not(operand=operand):
                inner = self.simplify(operand)
                return _negated(inner) if isinstance(inner, Literal) else Not(inner)
            case And(operands=operands):
                return _joined(And, False, [self.simplify(operand) for operand in operands])
            case Or(operands=operands):
                return _joined(Or, True, [self.simplify(operand) for operand in operands])
            case Call(function="known", arguments=(Name(name=name),)):
                return Literal(self.known[name]) if name in self.known else node
            case _ if any(self.known.get(name) is False for name in names(node)):
                return UNKNOWN
            case _:
                return Literal(self.truth[node]) if node in self.truth else node

    def next_test(self, node: Expression) -> Expression:
        """The first thing to find out about a condition that is not settled."""
        match node:
            case Not(operand=operand):
                return self.next_test(operand)
            case And(operands=operands) | Or(operands=operands):
                return self.next_test(next(each for each in operands if not isinstance(each, Literal)))
            case Call() | Name():
                return node
            case _:
                open_names = sorted(name for name in names(node) if name not in self.known)
                return Call("known", (Name(open_names[0]),)) if open_names else node


def _negated(node: Literal) -> Literal:
    return Literal(None if node.value is None else not node.value)


def _joined(kind: type[And] | type[Or], settles: bool, operands: list[Expression]) -> Expression:
    """*and* without what is true, *or* without what is false; settled where one part settles it."""
    if Literal(settles) in operands:
        return Literal(settles)
    left = [operand for operand in operands if operand != Literal(not settles)]
    if not left:
        return Literal(not settles)
    if all(operand == UNKNOWN for operand in left):
        return UNKNOWN
    return left[0] if len(left) == 1 else kind(tuple(left))
