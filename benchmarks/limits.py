"""The limits: what an expert writes by hand for a shipped policy, as nested branches on the slotted entity.

They give the same settled outcome as the policy for every record: unknowns, zero bills, overflow and bills exactly at
a limit included. tests/benchmarks/test_limits.py holds them to it. Near a limit, where float64 may err, the change is
reckoned again as a fraction of the decimals; it errs by no more than some 1e-15 there, and 1e-12 is asked.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from crmrules import Prospect, Subscription

_MOST = 1.7976931348623157e308


def man(prospect: Prospect) -> str | None:
    """The settled outcome of `man`, by hand."""
    money = prospect.money
    authority = prospect.authority
    need = prospect.need
    if money is None or authority is None or need is None:
        return None
    if money:
        if authority:
            return "pursue" if need else "create-need"
        return "find-authority" if need else "nurture"
    if authority:
        return "check-credit-and-finance" if need else "nurture"
    return "nurture" if need else "stop-contact"


def retention_ladder(customer: Subscription) -> str | None:
    """The settled outcome of `retention-ladder`, by hand."""
    if customer.cancellation_requested is not False:
        return "cancellation" if customer.cancellation_requested else None
    if customer.suspended is not False:
        return "step-6" if customer.suspended else None
    stop = customer.suspension_requested
    if stop:
        return "step-5"
    # held as floats, whatever they were given as
    bill: Any = customer.bill
    average: Any = customer.bill_average
    change: Any
    if average is None:
        return None
    if average > 0.0:
        if bill is None:
            return None
        rise = bill - average
        change = rise / average
        if -0.300000000001 < change < -0.299999999999 or not (-1e290 < rise < 1e290 and -1e290 < change < 1e290):
            change = _exactly(bill, average)
            if change is None:
                return None
            if change <= Fraction(-3, 10):
                return "step-5"
        elif change <= -0.3:
            return "step-5"
    else:
        change = None if bill is None else 0.0 if bill == average else 1e999
    if stop is None:
        return None
    forwarding = customer.forwarding_days_30
    off = customer.powered_off_days_30
    if forwarding is None:
        return "step-4" if off is not None and off >= 15 else None
    if forwarding >= 20:
        return "step-4"
    if off is None:
        return None
    if off >= 15:
        return "step-4"
    if forwarding >= 3:
        return "step-3"
    swing = customer.usage_swing
    if swing is None:
        return None
    if swing >= 0.5:
        return "step-3"
    complaint = customer.complaint_open
    if complaint:
        return "complaint"
    if complaint is None:
        return None
    tenure = customer.tenure_months
    if tenure is not None and tenure < 12:
        return "step-1"
    if change is None:
        return None
    if -0.099999999999 < change < 0.099999999999:
        return None if tenure is None else "step-2"
    if -0.100000000001 < change < 0.100000000001:
        change = _exactly(bill, average)
        if change is not None and -Fraction(1, 10) <= change <= Fraction(1, 10):
            return None if tenure is None else "step-2"
    return "step-1"


def _exactly(bill: Any, average: Any) -> Fraction | None:
    """The change of the decimals; None where it is beyond float64."""
    before, now = Fraction(Decimal(repr(average))), Fraction(Decimal(repr(bill)))
    both, change = now - before, (now - before) / before
    return (
        change
        if abs(change) <= Fraction(Decimal(repr(_MOST))) and abs(both) <= Fraction(Decimal(repr(_MOST)))
        else None
    )
