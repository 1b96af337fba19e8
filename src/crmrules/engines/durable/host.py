"""The host: rulesets inside durable_rules. The only module that imports it, and only once a policy needs it."""

# pyright: reportMissingImports=false, reportMissingTypeStubs=false, reportPrivateUsage=false

import time
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from itertools import count
from threading import Lock
from typing import Any

import durable.engine
import durable_rules_engine

from crmrules.engines.durable.rulesets import MARK, Ruleset
from crmrules.errors import EngineError
from crmrules.expressions.tree import Value

# The original reads the wall clock three times for every rule that fires, in a way that Python 3.12 warns of; where
# the clock is set forward meanwhile, durable_rules drops what is left to do.
durable.engine._unix_now = time.monotonic

_SID = "crmrules"
"""The one state of every ruleset: durable_rules keeps each for ever, and has room for 1024."""

_numbers = count(1)


class QuietHost(durable.engine.Host):  # type: ignore[misc] # durable has no types
    """A host without threads: the original starts two, for timers that no rule here uses."""

    def _run(self) -> None: ...


class Running:
    """The rulesets of one policy, on a host of their own. Safe to share between threads."""

    def __init__(self, policy: str, rulesets: Sequence[Ruleset]) -> None:
        self._where = f"policy `{policy}`"
        self._host = QuietHost()
        self._rulesets: list[tuple[str, int]] = []
        """Their names, and the numbers of their last rules."""
        self._fired: list[int] = []
        self._ids = count(1)
        self._lock = Lock()
        self._unusable = ""
        for number, ruleset in enumerate(rulesets):
            self._load(ruleset)
            # a state must have seen a fact before it can be deleted
            self.post(number, {})

    def post(self, ruleset: int, fields: Mapping[str, Value]) -> list[int]:
        """The numbers of the rules of a ruleset that fire for a record, but for the last, which fires for every one.

        Raises `EngineError` when durable_rules fails; it then cannot be used any more.
        """
        with self._lock:
            if self._unusable:
                raise EngineError.of(self._where, f"durable_rules {self._unusable}", "open a new session")
            # withdrawn when all has gone well, and so true of an interrupt, too
            self._unusable = "has failed before"
            self._fired.clear()
            name, last = self._rulesets[ruleset]
            try:
                state = self._posted(name, {**fields, MARK: 1, "sid": _SID})
            except Exception as error:
                raise EngineError.of(self._where, f"durable_rules failed: {error}") from error
            # errors in actions are swallowed, and what they leave undone shows in the last rule
            if "exception" in state or self._fired[-1:] != [last]:
                raise EngineError.of(
                    self._where, f"durable_rules failed: {state.get('exception', 'it did not run all rules')}"
                )
            self._unusable = ""
            return self._fired[:-1]

    def close(self) -> None:
        """Give back the memory of all rulesets."""
        with self._lock:
            self._unusable = "is closed"
            for name, _ in self._rulesets:
                self._host.delete_state(name, _SID)
                durable_rules_engine.delete_ruleset(self._host.get_ruleset(name)._handle)
            self._rulesets.clear()

    def _load(self, ruleset: Ruleset) -> None:
        name = f"crmrules{next(_numbers)}"
        # durable_rules takes apart what it is given
        document = deepcopy(ruleset.document())
        for number, rule in enumerate(document.values()):
            rule["run"] = self._noting(number)
        try:
            self._host.set_rulesets({name: document})
        except Exception as error:
            raise EngineError.of(self._where, f"durable_rules failed: {error}") from error
        self._rulesets.append((name, len(document) - 1))

    def _posted(self, name: str, fact: dict[str, Value]) -> dict[str, Any]:
        """Assert the fact and take it back; the state that durable_rules keeps."""
        state: Any
        try:
            fact["id"] = next(self._ids)
            state = self._host.assert_fact(name, fact)
        except durable.engine.MessageObservedException:
            # it tells ids apart by a hash of 32 bits, and its own state has one, too
            fact["id"] = next(self._ids)
            state = self._host.assert_fact(name, fact)
        self._host.retract_fact(name, fact)
        return dict(state or {})

    def _noting(self, number: int) -> Callable[[Any], None]:
        def note(_: Any) -> None:
            self._fired.append(number)

        return note
