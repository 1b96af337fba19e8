"""From text to tree.

A small lexer admits only the signs of the language; Python's own `ast` does the grammar; an allowlist turns its nodes
into ours. Nothing is evaluated, and text beyond the limits is refused before any recursion could meet it.
"""

import ast
import math
import re
from unicodedata import normalize

from attrs import frozen

from crmrules.errors import ExpressionError, did_you_mean
from crmrules.expressions import grammar
from crmrules.expressions.functions import FUNCTIONS, Function
from crmrules.expressions.instead import NO_DAYS, Token, day_among, instead, is_null, named_column, null_instead
from crmrules.expressions.numbers import MAX_WHOLE, NoNumber, read_number
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator
from crmrules.expressions.tree import (
    EVENT,
    RESERVED,
    And,
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Literal,
    Membership,
    Name,
    Negative,
    Not,
    Or,
    walk,
)

MAX_CHARACTERS = 4_000
MAX_DEPTH = 64
MAX_NODES = 1_000
_TOKEN = re.compile(
    r"""(?P<space>[ \t\n\r\f]+)
    |(?P<text>"(?:[^"\\\n\r]|\\["\\])*"|'(?:[^'\\\n\r]|\\['\\])*')
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
    |(?P<name>(?:event\.)?[^\W\d]\w*)
    |(?P<sign>==|!=|<=|>=|[-+*/<>(),])""",
    re.VERBOSE | re.ASCII,
)
_WIDE_NAME = re.compile(r"[^\W\d]\w*")

_INSTEAD = {
    "=": "write `==` to compare",
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`",
    "~": "write `not`",
    '"': "a text ends on its line with the quote it began with, and only quotes and backslashes are escaped",
    "'": "a text ends on its line with the quote it began with, and only quotes and backslashes are escaped",
    "#": "comments belong to the policy file, outside the quotes",
    ".": "a name has no parts",
    "[": "a list stands in parentheses: `in (first, second)`",
    "{": "a list stands in parentheses: `in (first, second)`",
    **dict.fromkeys("“”„«»‘’「」", "write a straight quote"),
    **{"≥": "write `>=`", "≤": "write `<=`", "≠": "write `!=`", "×": "write `*`", "÷": "write `/`", "＝": "write `==`"},
}
_OPERATORS = "=&|!~"
_ANY_COLUMN = f"a column whose name is no plain word is read as `{named_column('its name')}`"
_ARITHMETIC: dict[type[ast.operator], ArithmeticOperator] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS: dict[type[ast.cmpop], ComparisonOperator] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_FUNCTIONS: dict[str, Function] = {name: name for name in FUNCTIONS}
_KNOWN = ", ".join(f"`{each}`" for each in FUNCTIONS)
_BOOLEANS = {"true": True, "false": False}
_PYTHON_CONSTANTS = {
    "True": "write `true`",
    "False": "write `false`",
    "None": "whether a fact is known is asked with `known(fact)`",
}


def parse(text: str, columns: bool = False) -> Expression:
    """The tree of an expression's text.

    With `columns` its names stand for columns, which may be called anything: ``column("Charge  Amount")`` reads one
    whose name is no plain word.

    Raises `ExpressionError` with the column (from 1) of what is not of the language, or beyond its limits.
    """
    if len(text) > MAX_CHARACTERS:
        raise _error(1, f"expression of {len(text):,} characters", f"at most {MAX_CHARACTERS:,} are read; split it")
    tokens = _scan(text, columns)
    day = day_among(tokens)
    if day is not None:
        raise _error(day.at + 1, "an expression holds no days", NO_DAYS)
    indent = len(text) - len(text.lstrip())
    line = re.sub(r"[\n\r]", " ", text[indent:].rstrip())
    if not line:
        raise _error(1, "empty expression", "")
    try:
        root = grammar.read_expression(line)
    except SyntaxError:
        at, remedy = instead(text, tokens, columns)
        raise _error((at or indent) + 1, "not an expression", remedy) from None
    except (RecursionError, MemoryError):
        raise _error(1, "expression nested too deeply", f"at most {MAX_DEPTH} levels are read") from None
    except ValueError:
        raise _error(1, "expression holds characters that are no text", "") from None
    _measure(root)
    tree = _Reader(line.encode(), indent, columns).read(root)
    # a chain's inner parts stand in two comparisons each: chains within chains would grow beyond all bounds
    if any(count > MAX_NODES for count, _ in enumerate(walk(tree), 1)):
        raise _too_large()
    return tree


def _error(column: int, message: str, remedy: str = "") -> ExpressionError:
    return ExpressionError.of(f"column {column}", message, remedy)


def _too_large() -> ExpressionError:
    return _error(1, "expression too large", f"at most {MAX_NODES:,} parts are read; split it")


def _instead_of(sign: str) -> str:
    """What to write in place of a sign that is none of the language."""
    plain = normalize("NFKC", sign)
    if plain != sign and sign not in _INSTEAD:  # as Chinese keyboards write it
        return "write a plain space" if plain == " " else f"write `{plain}`, in half width"
    return _INSTEAD.get(sign, "")


def _scan(text: str, columns: bool) -> list[Token]:
    """The signs of a text; refuses whatever is none of the language, before Python's grammar sees it."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position) or _WIDE_NAME.match(text, position)
        if found is None:
            sign = text[position]
            remedy = _ANY_COLUMN if columns and sign not in _OPERATORS else _instead_of(sign)
            raise _error(position + 1, f"unexpected `{sign}`", remedy)
        if columns and found.group().startswith(EVENT):
            raise _error(position + len(EVENT), "unexpected `.`", _ANY_COLUMN)
        token = Token(found.lastgroup or "name", found.group(), position)
        before = tokens[-1] if tokens else Token("space", "", 0)
        if token.kind == "text" and before.kind == "text":
            raise _error(position + 1, "two texts side by side", "join them, or put a comma between")
        if token.kind == "text" and before.kind == "name" and before.at + len(before.text) == position:
            raise _error(position + 1, "unexpected quote", "put a space between")
        position = found.end()
        if token.kind != "space":
            tokens.append(token)
    return tokens


def _measure(root: ast.expr) -> None:
    """Count depth and nodes without recursion."""
    level, depth, nodes = [root], 0, 0
    while level:
        depth, nodes = depth + 1, nodes + len(level)
        level = [child for node in level for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        if depth > MAX_DEPTH:
            raise _error(1, "expression nested too deeply", f"at most {MAX_DEPTH} levels are read")
        if nodes > MAX_NODES:
            raise _too_large()


@frozen(eq=False, repr=False)
class _Reader:
    """Turns Python's nodes into ours, knowing the line they came from."""

    line: bytes
    indent: int
    columns: bool
    """Whether names stand for columns."""

    def read(self, node: ast.expr) -> Expression:
        at = self._column(node)
        match node:
            case ast.Constant(value=value):
                return self._constant(node, value)
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.Attribute(value=ast.Name(id="event"), attr=name) if not self.columns:
                return Name(f"{EVENT}{name}", column=at)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.read(operand), column=at)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negative(self.read(operand), column=at)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _ARITHMETIC:
                return Arithmetic(_ARITHMETIC[type(operator)], self.read(left), self.read(right), column=at)
            case ast.BoolOp(op=ast.And(), values=values):
                return And(tuple(map(self.read, values)), column=at)
            case ast.BoolOp(values=values):
                return Or(tuple(map(self.read, values)), column=at)
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as operator], comparators=[choices]):
                found = Membership(self.read(left), self._choices(choices), column=at)
                return found if isinstance(operator, ast.In) else Not(found, column=at)
            case ast.Compare(left=left, ops=operators, comparators=comparators):
                return self._chain(node, [left, *comparators], operators)
            case ast.Call(func=ast.Name(id="column"), args=[ast.Constant(value=str(name))], keywords=[]) if (
                self.columns
            ):
                return Name(name, column=at)
            case ast.Call(func=ast.Name(id=function) as named, args=arguments, keywords=[]) if function in _FUNCTIONS:
                self._normal(named)
                return Call(_FUNCTIONS[function], tuple(map(self.read, arguments)), column=at)
            case ast.Call(func=ast.Name(id=function)) if function in FUNCTIONS:
                raise _error(at, f"`{function}` takes plain arguments only", "")
            case ast.Call(func=ast.Name(id=function)):
                remedy = self._any_column(node) or did_you_mean(function, FUNCTIONS) or f"known are {_KNOWN}"
                raise _error(at, f"unknown function `{function}`", remedy)
            case ast.Tuple():
                raise _error(at, "a list stands only after `in`", "")
            case _:
                raise _error(at, f"{_called(node)} is no part of the rule language", "")

    def _column(self, node: ast.expr) -> int:
        return len(self.line[: node.col_offset].decode()) + self.indent + 1

    def _source(self, node: ast.expr) -> str:
        return self.line[node.col_offset : node.end_col_offset].decode()

    def _any_column(self, node: ast.expr) -> str:
        """How a column is read whose name is no plain word; empty where names do not stand for columns."""
        return f"a column of that name is read as `{named_column(self._source(node))}`" if self.columns else ""

    def _constant(self, node: ast.Constant, value: object) -> Literal:
        at, source = self._column(node), self._source(node)
        if source in _PYTHON_CONSTANTS:
            raise _error(at, f"unknown word `{source}`", _PYTHON_CONSTANTS[source])
        if isinstance(value, str):
            return Literal(value, column=at)
        if isinstance(value, int) and abs(value) <= MAX_WHOLE:
            return Literal(value, column=at)
        if isinstance(value, float) and abs(value) <= MAX_WHOLE and math.isfinite(value):
            try:
                return Literal(read_number(source), column=at)
            except NoNumber as no_number:
                raise _error(at, f"number {source[:40]} {no_number}") from None
        raise _error(at, f"number {source[:40]} is too large", f"whole numbers reach to {MAX_WHOLE:,}")

    def _name(self, node: ast.Name, name: str) -> Literal | Name:
        at = self._column(node)
        self._normal(node)
        if name in _BOOLEANS:
            return Literal(_BOOLEANS[name], column=at)
        if name in RESERVED & FUNCTIONS.keys():
            remedy = self._any_column(node) or f"write `{name}(...)`"
            raise _error(at, f"function `{name}` needs its arguments", remedy)
        return Name(name, column=at)

    def _normal(self, node: ast.Name) -> None:
        """Refuse a name that Python has normalised: it is not what was written."""
        source = self._source(node)
        if source != node.id:
            remedy = self._any_column(node) or f"write `{node.id}`"
            raise _error(self._column(node), f"name `{source}` is not in normal form (NFKC)", remedy)

    def _choices(self, node: ast.expr) -> tuple[Expression, ...]:
        if isinstance(node, ast.Tuple) and node.elts:
            return tuple(map(self.read, node.elts))
        raise _error(self._column(node), "`in` needs a list", "write `in (first, second)`, or `==` for a single value")

    def _chain(self, node: ast.Compare, parts: list[ast.expr], operators: list[ast.cmpop]) -> Expression:
        at = self._column(node)
        if any(isinstance(operator, ast.In | ast.NotIn) for operator in operators):
            raise _error(at, "`in` cannot stand in a chain", "join the comparisons with `and`")
        if any(isinstance(operator, ast.Is | ast.IsNot) for operator in operators):
            remedy = "write `==` or `!=`"
            if is_null(self._source(parts[-1])):
                remedy = null_instead(self._source(parts[-2]), isinstance(operators[-1], ast.IsNot))
            raise _error(at, "`is` is no part of the rule language", remedy)
        read = list(map(self.read, parts))
        links = tuple(
            Comparison(_COMPARISONS[type(operator)], left, right, column=left.column)
            for operator, left, right in zip(operators, read, read[1:], strict=False)
        )
        return links[0] if len(links) == 1 else And(links, column=at)


def _called(node: ast.expr) -> str:
    words: dict[type[ast.expr], str] = {
        ast.BinOp: "this operator",
        ast.UnaryOp: "unary plus",
        ast.IfExp: "`if ... else`",
        ast.Lambda: "`lambda`",
        ast.Call: "a call of anything but a named function",
    }
    return words.get(type(node), f"`{type(node).__name__.lower()}`")
