"""Figures of retention over many cases: saves, relapses, reasons, time in steps, deadlines, churn by band.

Frames of any library come in, as rows of cases, of stays in a state, of deadlines and of customers; what is counted
comes out. Needs Polars: ``pip install "crmrules[cli]"``.
"""

from crmrules.extras import needed

with needed("crmrules.retention"):
    from crmrules.retention.bands import BandChurn, Churn, churn_by_band
    from crmrules.retention.figures import Reason, RetentionFigures, ValueOf
    from crmrules.retention.of_cases import deadlines_of, results_of, stays_of
    from crmrules.retention.rates import Rate
    from crmrules.retention.stays import DeadlineFigures, StepTime, deadlines_missed, time_in_steps
    from crmrules.retention.success import retention_figures

__all__ = [
    "BandChurn",
    "Churn",
    "DeadlineFigures",
    "Rate",
    "Reason",
    "RetentionFigures",
    "StepTime",
    "ValueOf",
    "churn_by_band",
    "deadlines_missed",
    "deadlines_of",
    "results_of",
    "retention_figures",
    "stays_of",
    "time_in_steps",
]
