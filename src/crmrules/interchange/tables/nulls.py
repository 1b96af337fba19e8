"""What a null comes to in DMN, said in conditions that are true or false of every record.

In FEEL a null is a value: it equals null alone and is in no order, and a row whose test is not true does not match.
The rule language knows no such value: what is unknown leaves a rule open. So ``x < 5`` of DMN is `known(x) and x < 5`
here, and ``not("a")``, which a null passes, is `not known(x) or x != "a"`.
"""

from collections.abc import Iterable

from attrs import evolve, frozen

from crmrules.expressions.operators import OPPOSITE
from crmrules.expressions.tree import (
    And,
    Call,
    Comparison,
    Expression,
    Literal,
    Membership,
    Name,
    Not,
    Or,
    is_partial,
    rebuilt,
    walk,
)
from crmrules.interchange.feel.reading import is_condition

TRUE, FALSE = Literal(True), Literal(False)


@frozen
class _Case:
    """A condition that is true or false once some values are known, and false while one of them is not."""

    needs: tuple[Expression, ...]
    body: Expression

    @property
    def condition(self) -> Expression:
        return both([*(Call("known", (each,)) for each in self.needs), self.body])


def as_values(node: Expression) -> Expression:
    """The condition that is true where one of FEEL is, nulls being values, and false everywhere else."""
    return _true(node).condition


def as_open(node: Expression) -> Expression:
    """The condition with nulls as what is not known yet; only whether a value is null is still asked."""
    match node:
        case Comparison(operator="==" | "!=" as operator, left=left, right=right) if _is_null(left) or _is_null(right):
            asked = Call("known", (as_open(right if _is_null(left) else left),))
            return asked if operator == "!=" else Not(asked)
        case _:
            return rebuilt(node, as_open)


def _true(node: Expression) -> _Case:
    match node:
        case Comparison(operator="==" | "!=" as operator, left=left, right=Literal(value=bool() as value)) if (
            is_condition(left)
        ):
            return _true(left) if value is (operator == "==") else _false(left)
        case Comparison(operator="==", left=left, right=right):
            return _equal(left, right)
        case Comparison(operator="!=", left=left, right=right):
            return _unequal(left, right)
        case Not(operand=operand):
            return _false(operand)
        case And(operands=operands):
            return _all(map(_true, operands))
        case Or(operands=operands):
            return _any(map(_true, operands))
        case _:
            return _Case(_read(node), node)


def _false(node: Expression) -> _Case:
    match node:
        case Comparison(operator="==", left=left, right=right):
            return _unequal(left, right)
        case Comparison(operator="!=", left=left, right=right):
            return _equal(left, right)
        case Comparison(operator=operator):
            return _Case(_read(node), evolve(node, operator=OPPOSITE[operator]))
        case Membership(item=item, choices=choices) if all(isinstance(each, Literal) for each in choices):
            return _Case((), either([*_unknown(_read(item)), Not(node)]))
        case Not(operand=operand):
            return _true(operand)
        case And(operands=operands):
            return _any(map(_false, operands))
        case Or(operands=operands):
            return _all(map(_false, operands))
        case Literal(value=bool() as value):
            return _Case((), Literal(not value))
        case _:
            return _Case(_read(node), Not(node))


def _equal(left: Expression, right: Expression) -> _Case:
    if _is_null(left) or _is_null(right):
        return _Case((), both(_unknown(_read(right if _is_null(left) else left)) or [TRUE]))
    one, other = _read(left), _read(right)
    alike = _Case(_joined(one, other), Comparison("==", left, right))
    if not one or not other:  # a side is always known
        return alike
    # two nulls are equal, too
    return _Case((), either([alike.condition, both([*_unknown(one), *_unknown(other)])]))


def _unequal(left: Expression, right: Expression) -> _Case:
    if _is_null(left) or _is_null(right):
        return _Case(_read(right if _is_null(left) else left), TRUE)
    one, other = _read(left), _read(right)
    differ = Comparison("!=", left, right)
    if not one or not other:
        return _Case((), either([*_unknown(_joined(one, other)), differ]))
    alone = [
        both([Call("known", (each,)), gone]) for each, gone in ((left, _unknown(other)[0]), (right, _unknown(one)[0]))
    ]
    return _Case((), either([_Case(_joined(one, other), differ).condition, *alone]))


def _all(cases: Iterable[_Case]) -> _Case:
    made = list(cases)
    return _Case(_joined(*(each.needs for each in made)), both([each.body for each in made]))


def _any(cases: Iterable[_Case]) -> _Case:
    """One of several; what all of them need is asked once."""
    made = list(cases)
    shared = tuple(need for need in made[0].needs if all(need in each.needs for each in made))
    rest = [_Case(tuple(each for each in case.needs if each not in shared), case.body) for case in made]
    return _Case(shared, either([each.condition for each in rest]))


def both(parts: list[Expression]) -> Expression:
    """All of several conditions, without those that are always true; false where one is always false."""
    flat = [each for part in parts for each in _joined_by_and(part)]
    left = list(dict.fromkeys(each for each in flat if each != TRUE))
    if FALSE in left:
        return FALSE
    return And(tuple(left)) if len(left) > 1 else left[0] if left else TRUE


def either(parts: list[Expression]) -> Expression:
    """One of several conditions, without those that are always false; true where one is always true."""
    flat = [each for part in parts for each in (part.operands if isinstance(part, Or) else (part,))]
    left = list(dict.fromkeys(each for each in flat if each != FALSE))
    if TRUE in left:
        return TRUE
    return Or(tuple(left)) if len(left) > 1 else left[0] if left else FALSE


def _joined_by_and(part: Expression) -> tuple[Expression, ...]:
    """The parts of an *and*; a chain, such as ``low <= x < high``, stays one."""
    if isinstance(part, And) and not all(isinstance(each, Comparison) for each in part.operands):
        return part.operands
    return (part,)


def _is_null(node: Expression) -> bool:
    return isinstance(node, Literal) and node.value is None


def _unknown(needs: tuple[Expression, ...]) -> list[Expression]:
    """That some value is not known: one condition, or none where all always are."""
    return [either([Not(Call("known", (each,))) for each in needs])] if needs else []


def _read(node: Expression) -> tuple[Expression, ...]:
    """What must be known for a node to have a value: the names it reads, or itself where it may have none even then."""
    operand = node
    if any(is_partial(each) for each in walk(operand)):
        match operand:
            case Comparison(left=left, right=right):
                return _joined(_read(left), _read(right))
            case Membership(item=item):
                return _read(item)
            case _:
                return (operand,)
    return tuple(dict.fromkeys(each for each in walk(operand) if isinstance(each, Name)))


def _joined(*needs: tuple[Expression, ...]) -> tuple[Expression, ...]:
    return tuple(dict.fromkeys(each for group in needs for each in group))
